"""What is unusual among the sheets of a contest: sheets come in, reports go out, nothing is held or changed by them.

Each test is a module of pure functions: `part` looks at the sheets of one regency and keeps what it noticed with whole
numbers that can be added up, `report` makes of all parts of a contest how many were tested, how many chance alone would
bring, how many were found, and the list. `table` keeps the parts, `battery` runs them all. A line is a reason to look
at a paper and never a verdict; what these tests cannot see is told beside them.
"""
