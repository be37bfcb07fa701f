"""An audit of the recap as an office does it: plan, draw and enter write facts; what comes out are files and words.

The published tables and the journal come in. Nothing here reaches a table: an audit never changes a result.
"""
