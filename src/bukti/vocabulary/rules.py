"""A rule of a sheet as its profile declares it: what it says, how grave a breach is, what to do next, its law."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field as Declares
from pydantic import PlainValidator, ValidationInfo, model_validator

from bukti.vocabulary.declared import Declared, Words, refused
from bukti.vocabulary.problems import Refusal, refuse
from bukti.vocabulary.says import Says, parse

Severity = Literal["info", "warning", "error", "hold"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)

Cell = int | None
Overrides = Mapping[str, Cell | tuple[Cell, ...]]


class Law(Declared):
    """Where a rule is written; `seen` is false where nobody has checked it against the text, which is shown."""

    act: str
    where: str
    in_force: date
    seen: bool


def _says(text: object, info: ValidationInfo) -> Says:
    context = info.context or {}
    try:
        return parse(str(text), context.get("fields", ()), context.get("parameters", ()))
    except Refusal as refusal:
        raise refused(refusal) from None


class Rule(Declared):
    """One identity of one column, or one check in Python, under a public id that is never renamed nor reused.

    `example` and `counterexample` name what differs from the sheet's example: fields, and `votes` as a list.
    """

    rule: Annotated[str, Declares(pattern=r"^[A-Z]-[0-9]{3}$")]
    identity: Annotated[str, Declares(pattern=r"^I[0-9]{2}$")] | None = None
    says: Annotated[Says, PlainValidator(_says)] | None = None
    check: Annotated[str, Declares(pattern=r"^[a-z_]+$")] | None = None
    severity: Severity
    indonesian: str
    english: str
    next: Words
    law: Law
    silent_when: tuple[str, ...] = ()
    example: dict[str, Cell | tuple[Cell, ...]] = Declares(default_factory=dict)
    counterexample: dict[str, Cell | tuple[Cell, ...]]

    @model_validator(mode="after")
    def _one_way_to_tell(self) -> Self:
        if (self.says is None) == (self.check is None):
            raise refused(refuse("RULE-SAYS-OR-CHECK", found=self.rule, expected="says | check"))
        return self

    @property
    def title(self) -> Words:
        """What the rule demands, as a sentence in both languages."""
        return Words(indonesian=self.indonesian, english=self.english)


@dataclass(frozen=True)
class Filled:
    """A sheet filled in: every field by name and the votes in ballot order; None is not known."""

    values: Mapping[str, Cell]
    votes: tuple[Cell, ...]

    def changed(self, overrides: Overrides) -> Filled:
        """The same sheet with some fields, or all its votes, written otherwise."""
        cells = {name: cell for name, cell in overrides.items() if not isinstance(cell, tuple)}
        votes = overrides.get("votes")
        return Filled({**self.values, **cells}, votes if isinstance(votes, tuple) else self.votes)


def silencer(fired: Collection[str], rule: Rule) -> str | None:
    """The rule that this one is silent for: the first of its `silent_when` that fired on the same reading.

    Whether that one is itself silent does not matter: so the answer needs no order, in SQL as here. No rule is
    silent for a milder one and there are no circles, so of those that fired at least one of the gravest is told.
    """
    return next((other for other in rule.silent_when if other in fired), None)


def told(fired: Collection[str], rules: Iterable[Rule]) -> list[str]:
    """The ids of the rules that fired and are not silent, in the order of the sheet."""
    return [r.rule for r in rules if r.rule in fired and silencer(fired, r) is None]


def milder(severity: Severity, than: Severity) -> bool:
    """Whether one severity is less grave than another."""
    return SEVERITIES.index(severity) < SEVERITIES.index(than)


def circle(rules: Sequence[Rule]) -> str | None:
    """The id of a rule that would be silent for itself by way of others; None where there is none."""
    silent_when = {r.rule: r.silent_when for r in rules}
    for start in silent_when:
        reached: set[str] = set()
        ahead = list(silent_when[start])
        while ahead:
            name = ahead.pop()
            if name == start:
                return start
            if name not in reached:
                reached.add(name)
                ahead += silent_when.get(name, ())
    return None
