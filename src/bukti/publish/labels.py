"""How things are called in one language: units, fields, selections, series, rules, and a finding as a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bukti.evidence.ballots import Contest, Selection, Titles
from bukti.evidence.receive import DECISION
from bukti.evidence.terms import Terms
from bukti.locale import Catalogue, Language, messages
from bukti.locale import format as formats
from bukti.vocabulary.general_rules import GeneralRule, general_rules
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Rule
from bukti.vocabulary.says import Telling

_ROMAN = re.compile(r"^(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})$", re.IGNORECASE)
_SHORT = frozenset({"dki", "di"})


def display(name: str) -> str:
    """A unit's name as people write it: names all in capitals or all in small letters get capitals at their heads."""
    plain = name.replace("-", " ") if name.islower() else name
    if not (name.isupper() or name.islower()):
        return name
    return " ".join(w.upper() if _ROMAN.match(w) or w.lower() in _SHORT else w.capitalize() for w in plain.split())


def values_of(terms: str) -> dict[str, str]:
    """The `terms` of a finding: name=value, separated by spaces."""
    return dict(part.split("=", 1) for part in terms.split(" ") if "=" in part)


def printed(place: int, selection: Selection) -> str:
    """A selection's number as the ballot prints it, in two digits."""
    return f"{selection.number or place:02d}"


@dataclass(frozen=True)
class Labels:
    """All names of one workspace in one language."""

    terms: Terms
    language: Language

    @cached_property
    def say(self) -> Catalogue:
        return Catalogue(self.language)

    def number(self, n: int | None) -> str:
        """A count, or the word for not known."""
        return self.say("label.unknown") if n is None else formats.number(n, self.language)

    def signed(self, n: int) -> str:
        """A difference with its sign, a true minus."""
        return f"{'+' if n > 0 else '−' if n < 0 else ''}{formats.number(abs(n), self.language)}"

    def share(self, part: int, whole: int) -> str:
        return formats.share(part, whole, self.language)

    def progress(self, part: int, whole: int) -> str:
        return formats.progress(part, whole, self.language)

    def moment(self, at: str) -> str:
        return formats.moment(at, self.language, "WIB")

    def day(self, day: date) -> str:
        """A day: 17 Apr 2019."""
        return f"{day.day} {formats.MONTHS[self.language][day.month - 1]} {day.year}"

    def titles(self, titles: Titles) -> str:
        return titles.indonesian if self.language == "id" else titles.english

    def field(self, name: str, contest: Contest | None = None) -> str:
        """A field's label on the form, or a vote column's selection."""
        label = self._fields.get(name)
        if label is not None:
            return label
        contest = contest or self.terms.configuration.contest[0]
        selection = self.selection_of(name, contest)
        if selection is None and "." in name:
            return self._list_place(name, contest)
        return f"{printed(*selection)} {selection[1].short or selection[1].name}" if selection else name

    def _list_place(self, place: str, contest: Contest) -> str:
        """A place on a list whatever the ballot area, as cells name it: `party-1.03`."""
        party, _, number = place.rpartition(".")
        short = next((s.short or s.name for s in contest.selection if s.id == party), party)
        return self.say("label.list-place" if number.strip("0") else "label.list-alone", party=short, number=number)

    @cached_property
    def _fields(self) -> dict[str, str]:
        return {f.name: f.label.tell(self.language) for sheet in self.terms.profile.sheets for f in sheet.fields}

    def selection_of(self, column: str, contest: Contest) -> tuple[int, Selection] | None:
        """The ballot place and selection of a vote column, where the contest has one there."""
        if column not in self._votes:
            return None
        at = self.terms.shape.votes.index(column)
        return (at + 1, contest.selection[at]) if at < len(contest.selection) else None

    def series(self, series: str) -> str:
        """The series' title; of a person's decision the word for it."""
        found = [s for s in self.terms.configuration.series if s.id == series]
        if series == DECISION:
            return self.say("label.decision")
        return self.titles(found[0].title) if found else series

    def parameter(self, name: str) -> str:
        """What a number of the law limits; its name where a profile brings one that no catalogue knows."""
        return self.say(f"parameter.{name}") if f"parameter.{name}" in messages(self.language) else name

    def level(self, level: str) -> str:
        return self.say(f"level.{level}")

    def basis(self, basis: str, contest: Contest | None = None) -> str:
        """counted, declared, declared-below, or a series by its title.

        In a contest of which no sheet of a station was received, nothing was counted from stations; where no plenary's
        sheet was, nothing was declared.
        """
        name = basis.removeprefix("series:")
        if basis.startswith("series:") or name in [s.id for s in self.terms.configuration.series]:
            return self.series(name)
        if basis == "counted" and contest and contest.id not in self.terms.with_stations:
            return self.say("basis.counted.totals")
        if basis == "declared" and contest and contest.id in self.terms.provisional:
            return self.say("basis.declared.stated")
        return self.say(f"basis.{basis}")

    def state(self, state: str) -> str:
        return self.say(f"state.{state}")

    def unit(self, name: str, level: str) -> str:
        """A unit's name for people: TPS 003, or the name with capitals at its heads."""
        return self.say("label.station", number=name) if level == "station" else display(name)

    def sheet(self, kind: str) -> SheetKind:
        return self.terms.profile.sheet(kind)

    def rule(self, rule: str) -> Rule | GeneralRule:
        """The declaration of a rule. Raises KeyError for an id that is none."""
        return self._rules[rule]

    @cached_property
    def _rules(self) -> dict[str, Rule | GeneralRule]:
        return {**general_rules(), **{r.rule: r for sheet in self.terms.profile.sheets for r in sheet.rules}}

    def telling(self, rule: str, votes: int) -> Telling | None:
        """The rule's statement, ready to be told about a ballot of so many votes; None where it declares none."""
        found = self._tellings.get((rule, votes))
        if found is None:
            says = getattr(self.rule(rule), "says", None)
            if says is None:
                return None
            found = self._tellings[rule, votes] = Telling(
                says, self.terms.shape.votes[:votes], self.say, self.terms.caps
            )
        return found

    @cached_property
    def _tellings(self) -> dict[tuple[str, int], Telling]:
        return {}

    def rule_title(self, rule: str) -> str:
        return self.rule(rule).title.tell(self.language)

    def rule_next(self, rule: str) -> str:
        return self.rule(rule).next.tell(self.language)

    def severity(self, severity: str) -> str:
        return self.say(f"severity.{severity}")

    def finding(self, rule: str, terms: str, observed: int | None, expected: int | None, fields: str) -> str:
        """What was noticed, as a sentence with its numbers filled in."""
        declared = self.rule(rule)
        if isinstance(declared, Rule) and declared.says is not None:
            named = {name: int(value) for name, value in values_of(terms).items()}
            telling = self.telling(rule, sum(name in self._votes for name in named))
            assert telling is not None
            return telling.sentence(named)
        values = {
            "observed": self.number(observed),
            "expected": self.number(expected),
            "field": ", ".join(self.field(f) for f in fields.split()),
            **self._told(terms),
        }
        return self.say(f"finding.{declared.check if isinstance(declared, Rule) else rule}", **values)

    @cached_property
    def _votes(self) -> frozenset[str]:
        return frozenset(self.terms.shape.votes)

    def _told(self, terms: str) -> dict[str, str]:
        """What a finding's terms say beside its numbers: two statements or moments, or a cell's text and why."""
        cell, _, text = terms.partition(" text=")
        sides = values_of(cell)
        return {
            "a": self.basis(sides["a"]) if "a" in sides else "",
            "b": self.basis(sides["b"]) if "b" in sides else "",
            "text": text,
            "why": self.why(sides["why"], text) if "why" in sides else "",
            **{n: self.number(int(value)) for n, value in sides.items() if n in ("columns", "alone", "candidates")},
            "rows": sides.get("rows", "").replace(",", ", "),
            "broken": sides.get("rule", ""),
            "since": self.moment(sides["since"]) if "since" in sides else self.say("label.reading-before"),
            "at": self.moment(sides["at"]) if "at" in sides else self.say("label.reading-after"),
        }

    def decision(self, row: Mapping[str, Any], contest: Contest | None = None) -> str:
        """A row of the table of decisions as sentences: what, old and new, why, who by role, on what document."""
        say = self.say
        told = say(f"effect.{row['effect']}")
        if row["effect"] == "draw-lot":
            told += ": " + self._drawn(row, contest)
        elif row["field"]:
            old, new = self.number(row["old"]), self.number(row["new"])
            told += ": " + say("decision.change", field=self.field(row["field"], contest), old=old, new=new)
        if not row["in_force"]:
            told += f" ({say('decision.no-more')})"
        second = say("decision.approved", role=row["approver_role"]) if row["approver_role"] else ""
        at = [say("decision.page", n=self.number(row["page"]))] if row["page"] is not None else []
        at += [say("decision.box", box=row["box"])] if row["box"] else []
        return say(
            "decision.told", told=told, reason=say(f"reason.{row['reason']}"), role=row["role"], approved=second,
            at=self.moment(row["decided_at"]), basis=row["basis"], document=row["document"],
            where="".join(f", {part}" for part in at), id=row["decision_id"],
        )  # fmt: skip

    def _drawn(self, row: Mapping[str, Any], contest: Contest | None) -> str:
        """A list's place in the lot of a ballot area."""
        of_area, _, name = row["field"].partition("/")
        area = next((self.titles(a.title) for a in contest.area if a.id == of_area), of_area) if contest else of_area
        lists = [s.name for s in contest.selection if s.id == name] if contest else []
        return self.say("decision.drawn", area=area, n=self.number(row["new"]), name=(lists or [name])[0])

    def paper(self, paper: str) -> str:
        """original, or which recount or re-vote."""
        effect, _, number = paper.rpartition("-")
        return self.say(f"paper.{effect or paper}", number=number)

    def why(self, code: str, text: str) -> str:
        """Why a cell is no plain count."""
        if code in ("space-around", "other-name", "unread", "stated-twice"):
            return self.say(f"label.{code}")
        return self.say(f"why.{code}", found=text, note="")

    def proposal(self, proposal: str) -> str:
        """A finding's smallest repairs, as a clause: `Suara sah 188` or several joined by "or"."""
        told = [
            f"{self.field(name)} {self.number(int(value))}" for name, value in (p.split("=") for p in proposal.split())
        ]
        return self.say("label.or").join(told)
