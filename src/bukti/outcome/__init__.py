"""What a result means by law: who is elected, who gets which seat, from which gap it may be disputed, until when.

Whole numbers and days come in, frozen dataclasses go out; nothing here reads a table, a file of the workspace or the
clock. What the law says stands in `law.yaml` and `holidays.yaml` with the day since which it is in force, where it is
written, and whether anyone has checked it against the text.
"""
