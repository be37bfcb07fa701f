"""Files as received come in; rows of text, and counts read by one grammar, go out.

A reader (`readers/`, one a format) turns the bytes of one file into columns and numbered rows of text, exactly as
written, and refuses what it cannot read without guessing (`rows.py` holds what every reader promises). Whether a text
is a count is decided by `numbers.py` alone: nothing else in Bukti turns text into a number.
"""
