"""From the office's files to pages: the whole line in order, then what people read of it.

A workspace comes in; up-to-date tables, pages and answers to single questions go out. Nothing here changes a fact.
"""
