"""Numbers, shares and moments as Indonesian and English write them: integers and times in, short texts out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final, Literal

from bukti.locale import Language

Zone = Literal["WIB", "WITA", "WIT"]
HOURS: Final[dict[Zone, int]] = {"WIB": 7, "WITA": 8, "WIT": 9}
MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def number(n: int, language: Language) -> str:
    """A whole number with its thousands marked: 1.234.567 in Indonesian, 1,234,567 in English."""
    text = f"{n:,}"
    return text.replace(",", ".") if language == "id" else text


def share(part: int, whole: int, language: Language) -> str:
    """A share in percent to one decimal, halves away from zero, by integers only: 78,0 % or 78.0 %.

    A dash where the whole is zero: nothing has no share.
    """
    if whole == 0:
        return "–"
    tenths = (2000 * abs(part) + abs(whole)) // (2 * abs(whole))
    sign = "-" if tenths and (part < 0) != (whole < 0) else ""
    mark = "," if language == "id" else "."
    return f"{sign}{number(tenths // 10, language)}{mark}{tenths % 10} %"


def progress(part: int, whole: int, language: Language) -> str:
    """How much of a whole is there: a share that is 100 % only when nothing is missing."""
    rounded_up = 0 <= part < whole and share(part, whole, language) == share(1, 1, language)
    return share(999, 1000, language) if rounded_up else share(part, whole, language)


def zone_of(moment: datetime) -> Zone:
    """The Indonesian zone with this moment's offset from UTC; WIB where no Indonesian zone has it."""
    offset = moment.utcoffset()
    return next((zone for zone, hours in HOURS.items() if offset == timedelta(hours=hours)), "WIB")


def moment(iso: str, language: Language, zone: Zone | None = None) -> str:
    """A moment to the minute with its zone: 24 Nov 2026 21.40 WIB or 24 Nov 2026 21:40 WIB.

    Without a zone, the one of the text's own offset. Raises ValueError for a text that is no moment with an offset.
    """
    read = datetime.fromisoformat(iso)
    if read.utcoffset() is None:
        raise ValueError(iso)
    shown = zone or zone_of(read)
    local = read.astimezone(timezone(timedelta(hours=HOURS[shown])))
    mark = "." if language == "id" else ":"
    return f"{local.day} {MONTHS[language][local.month - 1]} {local.year} {local:%H}{mark}{local:%M} {shown}"
