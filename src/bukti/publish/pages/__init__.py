"""The public pages: built tables come in, the text of each page in each language goes out.

One module and one template a page kind. `loaded` asks the tables, a partition at a time; `here` knows where a page
stands and how it names things; what several kinds of page show (result, completeness, thread, sheets) has a module
each. No page needs a script, an inline style or another host.
"""
