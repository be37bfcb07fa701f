"""Names that no unit has, in words and as facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bukti.cli.language import say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.intake.named import Unmatched


def listed(unmatched: Unmatched) -> Iterator[str]:
    """A name with where it stands, then the units whose names are like it, numbered."""
    level, place = say(f"level.{unmatched.level}"), unmatched.place.tell(say)
    yield say(
        "cli.match.name", name=unmatched.told, level=level, source=unmatched.source, n=number(unmatched.rows),
        place=place,
    )  # fmt: skip
    for n, unit in enumerate(unmatched.near, 1):
        yield f"  {n}  {unit.name}  {unit.code}"
    if not unmatched.near:
        yield f"  {say('cli.match.nothing-near', within=unmatched.within or '–')}"


def facts(unmatched: Unmatched) -> dict[str, Any]:
    """The same facts for a machine."""
    return {
        "source": unmatched.source,
        "level": unmatched.level,
        "path": list(unmatched.path),
        "rows": unmatched.rows,
        "file": unmatched.place.file,
        "row": unmatched.place.row,
        "near": [{"unit": u.code, "name": u.name} for u in unmatched.near],
    }
