"""The public pages: built tables come in, the text of each page in each language goes out.

One module and one template a page kind. `loaded` asks the tables, some regencies at a time; `places` has the units and
files at hand, `here` knows where a page stands, `speech` how its language names things, `templates` puts words into
templates once; what several kinds of page show (result, completeness, thread, sheets) has a module each. No page needs
a script, an inline style or another host.
"""
