"""Bukti carries election data from the paper to the public, and never lets go of the paper.

What comes in: files as an election office received them, and what people decided about them.
What goes out: tables and pages on which every figure leads back to the cell it came from.
"""

__version__ = "0.1.0"
