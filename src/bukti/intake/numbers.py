"""A text is a count or it is not: the one grammar, and a name for each way of not being one.

A count is 1 to 9 of the digits 0-9, after white space around them is cut; a thousands separator counts only where it
was declared and stands in right groups. Everything else is unknown, with the text kept and a reason given. Nothing
else in Bukti turns text into a number, because casts guess: `12.5` becomes 13, `1e3` 1000, `1.234` votes 1.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bukti.intake.rows import shown
from bukti.vocabulary.problems import Say

LIMIT: Final = 999_999_999
THOUSANDS: Final = (".", ",", " ", "'", "\u00a0", "\u202f")
"""What may be declared as thousands separator."""

PLAIN_SPACE: Final = " \t\r\n"
ODD_SPACE: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
ZERO_WIDTH: Final = "\u200b\u200c\u200d\u2060\ufeff"
OUTER: Final = PLAIN_SPACE + ODD_SPACE + ZERO_WIDTH
"""What is cut around a count. All but plain space leaves a note."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a text says as a count: a value; or no value and why; or neither, where nothing was written.

    `note` names the unusual characters by code point, where they matter.
    """

    value: int | None = None
    why: str | None = None
    note: str | None = None

    def tell(self, say: Say, text: str) -> str:
        """Why the text is no count, or what was cut around it, in the catalogue's language; else nothing."""
        message = f"why.{self.why}" if self.why else "note.space-around" if self.note else ""
        return say(message, found=shown(text), note=self.note or "").rstrip() if message else ""


NOT_KNOWN: Final = Count()

MINUSES: Final = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
MONTHS: Final = "jan|feb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec"

_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)*"

# In this order: the first that fits the whole text, outer space cut, is the reason.
WAYS: Final[tuple[tuple[str, str], ...]] = (
    ("formula", r"=.*"),
    ("spreadsheet-error", r"#(?:ref|value|num|null|spill|calc|blocked)!|#n/?a|#div/0!|#name\?|#{3,}|err:[0-9]+"),
    ("mark", r"n/?a|n\.a\.?|nihil|nil|null|none|nan|kosong|blank|tidak ada|x+|tba|belum"),
    ("boolean", r"true|false|ya|tidak|yes|no|benar|salah"),
    (
        "date",
        r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[ t][0-9:.+z]*)?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?",
    ),
    (
        "date",
        rf"[0-9]{{1,2}}[- /]?(?:{MONTHS})[a-z]*(?:[- /]?[0-9]{{2,4}})?|(?:{MONTHS})[a-z]*[- /][0-9]{{1,4}}",
    ),
    ("unicode-minus", rf"[{MINUSES}]\s*{_NUMBER}|{_NUMBER}\s*[{MINUSES}]"),
    ("negative", rf"-\s*{_NUMBER}|{_NUMBER}\s*-"),
    ("parentheses", rf"\(\s*[-+]?\s*{_NUMBER}\s*\)"),
    ("plus-sign", rf"\+\s*{_NUMBER}"),
    ("exponent", rf"[-+]?{_NUMBER}e[-+]?[0-9]+"),
    ("hexadecimal", r"0x[0-9a-f]+|0b[01]+|0o[0-7]+|&h[0-9a-f]+"),
    ("underscore", r"[0-9_]*[0-9][0-9_]*"),
    ("percent", rf"{_NUMBER}\s*%"),
    ("fraction", rf"{_NUMBER}\s*/\s*{_NUMBER}"),
    ("footnote", rf"{_NUMBER}\s*(?:[*†‡^#]+\)?|\)|\([a-z0-9]\)|\[[a-z0-9]\])|[*†‡]+\s*{_NUMBER}"),
    ("decimal", r"[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]+|[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]+|[0-9]*[.,][0-9]+|[0-9]+[.,]"),
    ("bad-groups", r"[0-9]+(?:[.,][0-9]+)+"),
    ("inner-space", rf"{_NUMBER}(?:\s+{_NUMBER})+"),
    ("two-numbers", rf"{_NUMBER}(?:\s*[-+;:&,\\|={MINUSES}]\s*{_NUMBER})+"),
    ("letters-among-digits", r"(?=.*[0-9])(?!.*[a-z]{3})[0-9a-z|!]+|[oil|]{1,4}"),
)

_WAYS: Final = tuple((code, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for code, pattern in WAYS)
WHYS: Final = (
    *dict.fromkeys(code for code, _ in WAYS),
    *("lost-zeros", "separator-not-declared", "too-large", "full-width-digits", "other-digits", "invisible-character"),
    *("words", "symbols"),
)
"""Every reason there is; each has its explanation as message `why.<code>`."""

_UNGROUPED: Final = re.compile(rf"[0-9]{{1,3}}(?:([.,'{ODD_SPACE} ])[0-9]{{3}})(?:\1[0-9]{{3}})*")


LONGEST: Final = 100
"""Longer texts are words: nothing that is meant as one number is so long."""


@functools.cache
def _grouped(separator: str) -> re.Pattern[str]:
    return re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(separator)}[0-9]{{3}})+")


@functools.cache
def _lost(separator: str) -> re.Pattern[str]:
    """Right groups but for the last, which has one digit or two."""
    mark = re.escape(separator)
    return re.compile(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})*{mark}[0-9]{{1,2}}")


def read_count(text: str, thousands: str | None = None, limit: int = LIMIT) -> Count:
    """The count that a text states, or why it states none.

    A blank text is not known and has no reason. `thousands` is the declared separator; `limit` the largest value.
    """
    if thousands is not None and thousands not in THOUSANDS:
        raise ValueError(f"{thousands!r} cannot be a thousands separator")
    if text.isascii() and text.isdigit() and len(text) <= 9 and limit >= LIMIT:  # nearly every cell
        return Count(int(text))
    inner = text.strip(OUTER)
    if not inner:
        return NOT_KNOWN
    digits = inner
    if thousands and thousands in inner and _grouped(thousands).fullmatch(inner):
        digits = inner.replace(thousands, "")
    if not (digits.isascii() and digits.isdigit()):
        return _why(inner, thousands)
    if len(digits) > 9 or int(digits) > limit:
        return Count(why="too-large")
    return Count(int(digits), note=_named(text.replace(inner, ""), ODD_SPACE + ZERO_WIDTH))


def _why(inner: str, thousands: str | None) -> Count:
    odd = "".join(
        sorted({c for c in inner if unicodedata.category(c) in ("Cf", "Cc", "Mn", "Me", "Cs", "Co")} - {*"\t\r\n"})
    )
    if odd:
        return Count(why="invisible-character", note=_named(odd, odd))
    full = "".join(c for c in inner if "\uff10" <= c <= "\uff19")
    if full:
        return Count(why="full-width-digits", note=_named(full, full))
    if thousands and _lost(thousands).fullmatch(inner):
        return Count(why="lost-zeros")
    other = "".join(c for c in inner if not c.isascii() and unicodedata.category(c)[0] == "N")
    if other:
        return Count(why="other-digits", note=_named(other, other))
    if thousands and thousands in ".," and re.fullmatch(rf"[0-9]*(?:{re.escape(thousands)}[0-9]*)+", inner):
        return Count(why="bad-groups" if re.search("[0-9]", inner) else "mark")
    if _UNGROUPED.fullmatch(inner):
        return Count(why="separator-not-declared")
    for code, pattern in _WAYS if len(inner) <= LONGEST else ():
        if pattern.fullmatch(inner):
            strange = "".join(c for c in inner if not c.isascii())
            return Count(why=code, note=_named(strange, strange))
    return Count(why=_rest(inner), note=_named(inner, "".join(c for c in inner if c.isalpha() and not c.isascii())))


def _rest(inner: str) -> str:
    letters = any(c.isalpha() for c in inner)
    digits = any(c.isdigit() for c in inner)
    if letters and digits and inner.isalnum() and not re.search(r"[^\W0-9_]{3}", inner):
        return "letters-among-digits"
    if letters:
        return "words"
    return "symbols" if digits else "mark"


def _named(text: str, wanted: str) -> str | None:
    """The characters of the text that are wanted, each once, as `U+00A0 NO-BREAK SPACE`."""
    found = dict.fromkeys(c for c in text if c in wanted)
    return ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, 'CONTROL')}" for c in found) or None


def plain_count_sql(column: str) -> str:
    """An SQL expression: the BIGINT that a plain text of digits states, NULL for every text that the grammar must see.

    `column` is SQL text. The gate stands before the cast, since a cast alone reads `12.5` as 13.
    """
    return f"case when regexp_matches({column}, '^[0-9]{{1,9}}$') then cast({column} as bigint) end"
