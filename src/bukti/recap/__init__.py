"""Which reading counts and why, and what the counting ones add up to, level by level.

Readings and the findings on them come in; `latest`, `standing`, `tally` and the findings about who reported go out.
"""
