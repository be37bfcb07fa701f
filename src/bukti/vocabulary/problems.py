"""A problem with what people gave us, as a value: words are found only when it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Level = Literal["refusal", "notice"]


class Say(Protocol):
    """A catalogue of one language: message id and values in, a sentence out."""

    def __call__(self, message: str, /, **values: object) -> str: ...


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file, a row or line (1 is the first), a column or key, as far as each is known."""

    file: str = ""
    row: int = 0
    field: str = ""

    def tell(self, say: Say) -> str:
        declared = self.file.endswith((".toml", ".yaml"))
        parts = [self.file] if self.file else []
        if self.row:
            parts.append(say("place.line" if declared else "place.row", row=str(self.row)))
        if self.field:
            parts.append(say("place.key" if declared else "place.field", field=self.field))
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code that never changes, a place, what was found and what was expected.

    A refusal stops what was asked for and changes nothing; a notice is told and the work goes on.
    """

    code: str
    place: Place = Place()
    found: str = ""
    expected: str = ""
    level: Level = "refusal"

    def tell(self, say: Say) -> str:
        """Where, what was found, what was expected and what to do, in the catalogue's language."""
        where = self.place.tell(say)
        values = {"found": self.found, "expected": self.expected, "file": self.place.file, "field": self.place.field}
        told = say(f"problem.{self.code}", **values)
        hint = say(f"problem.{self.code}.hint", **values)
        return f"{where}: {told}\n  {hint}" if where else f"{told}\n  {hint}"


class Refusal(Exception):
    """What was asked for cannot be done; nothing was changed. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} {p.place}" for p in self.problems))


def refuse(code: str, place: Place | None = None, found: str = "", expected: str = "") -> Refusal:
    """A refusal of one problem, to be raised."""
    return Refusal([Problem(code, place or Place(), found, expected)])


def refusals(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that stop the work."""
    return [p for p in problems if p.level == "refusal"]


Notify = Callable[[Problem], None]
