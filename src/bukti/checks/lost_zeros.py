"""Thousands that lost zeros at their end in a spreadsheet: what they may have been is proposed, never taken."""

from __future__ import annotations

WHY = "lost-zeros"


def proposed(text: str) -> str:
    """SQL: the digits that a text may have had before its last group lost one zero or two, `9.23` as `9230`.

    `text` is SQL for a text that the grammar of counts calls `lost-zeros`.
    """
    lost = f"case when regexp_matches({text}, '[^0-9][0-9][^0-9]*$') then '00' else '0' end"
    return f"regexp_replace({text}, '[^0-9]', '', 'g') || {lost}"
