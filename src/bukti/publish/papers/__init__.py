"""A plenary's printable paper: built tables and the published state come in, one PDF to be signed goes out.

`form` is the unit's recap as its paper has it; `beside` what was corrected below it and does not fit yet; `published`
what the world sees by now; `words` says all of it in one language; `printing` sets it by `paper.typ`, which gets
finished texts as data, so that no name is ever read as markup.
"""
