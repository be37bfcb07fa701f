"""The columns that many tables share."""

from __future__ import annotations

from bukti.vocabulary.contract import code

PARTITION = code("partition", "contest and regency the row belongs to: contest/unit, contest/above or contest/unknown")
CONTEST = code("contest", "the contest's id in bukti.toml")
UNIT = code("unit_id", "the reporting unit: scheme:code, a station with / and three digits")
LEVEL = code("level", "station, village, district, regency, province or nation")
SHEET = code("sheet_id", "the paper: contest, sheet kind, unit, and original, recount-n or re-vote-n")
SERIES = code("series", "who says it")
READING = code("reading_id", "hash of sheet, column, series, values and cells")
