"""The answer to `bukti why` in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.cli.columns import aligned
from bukti.cli.language import say
from bukti.publish.labels import Labels, display
from bukti.publish.opened import Row
from bukti.publish.why import COUNTED, DECLARED, Asking, Cell, Figure, Gap, OfUnit, Part, Turn, public_name
from bukti.publish.why_station import Noticed, OfStation, Said
from bukti.vocabulary.general_rules import EXCHANGED, READINGS

MOST_NAMED: Final = 5


OUT = {"held": "cli.why.held-station", "void": "cli.why.void-station"}
"""What is told of a station whose figures are in no sum."""


@dataclass(frozen=True)
class Words:
    """One answer in one language."""

    labels: Labels
    asking: Asking

    def of_unit(self, answer: OfUnit) -> Iterator[str]:
        """Headline, completeness, other bases, differences, what it adds up, then every cell where asked for."""
        yield from self._head()
        yield self._headline(answer)
        yield from self._completeness(answer)
        others = [f for f in answer.figures if f.basis != answer.basis and f.value is not None]
        if others:
            yield ""
            yield say("cli.why.other-bases")
            rows = [(f"  {self.labels.basis(f.basis)}", self.number(f.value), self._of_stations(f)) for f in others]
            yield from aligned(("", "", ""), rows, (1,))
        yield from self._decisions(answer.decisions)
        for gap in answer.gaps:
            yield ""
            yield from self._gap(gap)
        yield from self._history(answer.history)
        yield from self._parts(answer)
        yield from self._deep(answer)
        yield from self._next(answer)

    def of_station(self, answer: OfStation) -> Iterator[str]:
        """The figure that stands and why, every reading with its cells, what was noticed and what to do."""
        yield from self._head()
        if not answer.readings:
            yield say("cli.why.no-reading")
        elif answer.why:
            message = OUT.get(answer.state, "cli.why.stands")
            series, why = self.labels.series(answer.series), say(f"stands.{answer.why}")
            yield say(message, n=self.number(answer.value), series=series, why=why)
            if answer.state == "partial":
                yield say("cli.why.partial-station")
        yield from self._decisions(answer.decisions)
        for said in answer.readings:
            yield ""
            yield from self._reading(said, answer.readings)
        yield from self._history(answer.history)
        for gap in answer.gaps:
            yield ""
            yield from self._gap(gap)
        yield from self._findings(answer.findings)

    def _decisions(self, decisions: Sequence[Row]) -> Iterator[str]:
        """What was decided about the unit, the earliest first."""
        if decisions:
            yield ""
            yield say("cli.why.decided")
        for row in decisions:
            yield "  " + self.labels.decision(row, self.asking.contest)

    def number(self, n: int | None) -> str:
        return self.labels.number(n)

    def _head(self) -> Iterator[str]:
        unit, labels = self.asking.unit, self.labels
        name = self._name(unit.unit_id)
        level = "" if unit.level == "station" else f" ({labels.level(unit.level)})"
        contest, field = labels.titles(self.asking.contest.title), labels.field(self.asking.column, self.asking.contest)
        yield f"{name}{level} · {contest} · {field}"
        yield f"{unit.unit_id} · {self.asking.contest.id}/{unit.path}"
        yield ""

    def _name(self, unit_id: str) -> str:
        """A unit's name; of a station with its village."""
        unit = self.asking.units.named(unit_id)
        if unit.level != "station":
            return display(unit.name)
        village = self.asking.units.named(unit_id.partition("/")[0])
        return f"{self.labels.unit(unit.name, unit.level)}, {display(village.name)}"

    def _headline(self, answer: OfUnit) -> str:
        figure = answer.headline
        value = self.number(figure.value)
        if figure.basis == DECLARED:
            seen = answer.sheet[0]
            sheet = figure.sheet_id.split(":", 2)[2].rpartition(":")[0]
            names = {"series": self.labels.series(seen.series), "sheet": self._name(sheet)}
            return say("cli.why.declared", n=value, cell=self._place(seen), **names)
        if figure.basis == COUNTED:
            return say("cli.why.counted", n=value)
        return say("cli.why.of-series", n=value, series=self.labels.basis(figure.basis))

    def _completeness(self, answer: OfUnit) -> Iterator[str]:
        """How many stations stand behind the figure; behind a declared one, those that were counted beside it."""
        of = COUNTED if answer.basis == DECLARED else answer.basis
        figure = next((f for f in answer.figures if f.basis == of), None)
        if figure is None:
            return
        stations = {name: self.number(n) for name, n in figure.stations.items()}
        known = figure.stations["expected"] is not None
        share = self.labels.progress(figure.stations["in"] or 0, figure.stations["expected"] or 0)
        inside = stations.pop("in")
        told = say("cli.why.complete" if known else "cli.why.complete-unknown", inside=inside, share=share, **stations)
        yield f"{say('cli.why.beside')} {told}" if answer.basis == DECLARED else told
        if figure.unknown:
            yield say("cli.why.unknown", n=self.number(figure.unknown))
        if figure.held:
            yield say("cli.why.held", n=self.number(figure.held))

    def _of_stations(self, figure: Figure) -> str:
        if figure.basis == DECLARED:
            return ""
        inside, unknown = self.number(figure.stations["in"]), self.number(figure.unknown)
        told = say("cli.why.from-stations", n=inside)
        return f"{told}, {say('cli.why.not-stated', n=unknown)}" if figure.unknown else told

    def _gap(self, gap: Gap) -> Iterator[str]:
        labels = self.labels
        a, b = labels.basis(gap.statement_a), labels.basis(gap.statement_b)
        size = labels.signed(gap.b - gap.a)
        yield say("cli.why.gap", a=a, n=self.number(gap.a), b=b, m=self.number(gap.b), size=size)
        if gap.margin_change:
            yield "  " + say("cli.why.margin", n=labels.signed(gap.margin_change))
        if gap.trace:
            link = " → " if gap.trace == "exchanged" else ", "
            sets = [link.join(self._some(some)) for some in gap.trace_units]
            n = self.number(len(gap.trace_units[0]) if gap.trace_units else 0)
            yield "  " + say(f"cli.trace.{gap.trace}", units=say("label.or").join(sets), n=n)

    def _some(self, units: Sequence[str]) -> Iterator[str]:
        """The names of the first few units, and how many more."""
        yield from map(self._name, units[:MOST_NAMED])
        if len(units) > MOST_NAMED:
            yield say("cli.and-more", n=self.number(len(units) - MOST_NAMED))

    def _parts(self, answer: OfUnit) -> Iterator[str]:
        if not answer.parts:
            return
        columns = self._columns(answer)
        station = answer.unit.level == "village"
        gap = {COUNTED, DECLARED} <= set(columns)
        last = say("cli.why.state" if station else "cli.why.stations")
        head = ["", *map(self._heading, columns), *([say("cli.why.size")] if gap else []), last]
        rows = [self._part(part, columns, gap, station) for part in answer.parts]
        sums = {
            c: [p.figures[c] for p in answer.parts if p.figures.get(c) is not None and not _out(p)] for c in columns
        }
        total = [self.number(sum(v for v in sums[c] if v is not None)) for c in columns]
        rows.append([say("cli.why.total"), *total, *([""] if gap else []), ""])
        yield ""
        level = self.labels.level(answer.parts[0].unit.level)
        adds_up = answer.basis != DECLARED or DECLARED in columns
        yield say("cli.why.parts" if adds_up else "cli.why.below", n=self.number(len(answer.parts)), level=level)
        yield from aligned(head, rows, range(1, len(head) - 1))

    def _columns(self, answer: OfUnit) -> list[str]:
        """The bases shown for the units below: of a village every series, else the two statements, or the one asked."""
        there = [f.basis for f in answer.figures if any(p.figures.get(f.basis) is not None for p in answer.parts)]
        if answer.unit.level == "village":
            return [COUNTED, *(b for b in there if b.startswith("series:"))]
        both = [b for b in (COUNTED, DECLARED) if b in there]
        return both if answer.basis in both else [answer.basis, *(b for b in both if b == COUNTED)]

    def _heading(self, basis: str) -> str:
        return say(f"cli.why.head.{basis}") if basis in (COUNTED, DECLARED) else self.labels.basis(basis)

    def _part(self, part: Part, columns: Sequence[str], gap: bool, station: bool) -> list[str]:
        figures = [self._figure(part, c) for c in columns]
        a, b = part.figures.get(COUNTED), part.figures.get(DECLARED)
        sizes = ["" if a is None or b is None or a == b else self.labels.signed(b - a)] if gap else []
        if station:
            return [self.labels.unit(part.unit.name, "station"), *figures, *sizes, self._state(part)]
        unknown = part.expected is None or part.inside is None
        told = "" if unknown else say("cli.why.in-of", n=self.number(part.inside), of=self.number(part.expected))
        return [display(part.unit.name), *figures, *sizes, told]

    def _figure(self, part: Part, basis: str) -> str:
        value = part.figures.get(basis)
        return "–" if value is None else self.number(value)

    def _state(self, part: Part) -> str:
        values = {v for b, v in part.figures.items() if v is not None and b != COUNTED}
        parts = say("cli.why.parts-differ") if len(values) > 1 else ""
        return ", ".join(filter(None, (self.labels.state(part.state), parts)))

    def _deep(self, answer: OfUnit) -> Iterator[str]:
        """Every cell, file by file: unit, series, value as written, row and column."""
        files: dict[tuple[str, str], list[Cell]] = {}
        for cell in answer.cells:
            files.setdefault((cell.file, cell.sha256), []).append(cell)
        if files:
            yield ""
            yield say("cli.why.cells", n=self.number(len(answer.cells)))
        head = [say(f"cli.why.cell.{name}") for name in ("unit", "series", "written", "row", "column", "state")]
        for (file, sha256), cells in files.items():
            yield ""
            yield f"{file}  sha256 {sha256}"
            yield from aligned(head, [self._cell(cell) for cell in cells], (2, 3))

    def _cell(self, cell: Cell) -> list[str]:
        column = f"{cell.member}: {cell.column}" if cell.member else cell.column
        state = "" if cell.state == "in" else self.labels.state(cell.state)
        written = cell.written or say("cli.why.blank")
        return [self._name(cell.unit_id), self.labels.series(cell.series), written, str(cell.row), column, state]

    def _place(self, cell: Cell) -> str:
        file = f"{cell.file} / {cell.member}" if cell.member else cell.file
        return say("cli.why.place", file=file, row=str(cell.row), column=cell.column)

    def _reading(self, said: Said, others: Sequence[Said]) -> Iterator[str]:
        later = "earlier" if any(o.last and o.series == said.series for o in others) else "withdrawn"
        how = "stands" if said.stands else "beside" if said.last else later
        yield f"{self.labels.series(said.series)}: {self.number(said.value)} ({say(f'cli.why.reading.{how}')})"
        for cell in said.cells:
            yield f"  {self._place(cell)}"
            if cell.written != ("" if said.value is None else str(said.value)):
                yield "    " + say("cli.why.written", text=cell.written or say("cli.why.blank"))
            elif said.value is None:
                yield "    " + say("cli.why.written", text=say("cli.why.blank"))
            if cell.as_of:
                yield "    " + say("cli.why.as-of", at=self.labels.moment(cell.as_of))
            yield f"    sha256 {cell.sha256}"
        for image in said.images:
            yield "  " + say("cli.why.image", address=image)

    def _history(self, turns: Sequence[Turn]) -> Iterator[str]:
        """How the figure changed, moment by moment."""
        if turns:
            yield ""
            yield say("cli.why.history")
        for turn in turns:
            at = self.labels.moment(turn.as_of) if turn.as_of else say("cli.why.no-moment")
            values = {"old": self.number(turn.old), "new": self.number(turn.new), "file": turn.file}
            kind = say(f"cli.why.turn.{turn.kind}")
            yield "  " + say("cli.why.turn", at=at, series=self.labels.series(turn.series), kind=kind, **values)

    def _findings(self, findings: Iterable[Noticed]) -> Iterator[str]:
        by_rule: dict[str, list[Noticed]] = {}
        for finding in findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        if by_rule:
            yield ""
            yield say("cli.why.noticed")
        for rule, some in by_rule.items():
            yield f"  {rule} · {self.labels.severity(some[0].severity)} · {self.labels.rule_title(rule)}"
            for finding in some:
                yield f"    {self._sentence(finding)}"
                if finding.proposal:
                    yield "    " + say("cli.why.proposal", p=self.labels.proposal(finding.proposal))
                if finding.silent_because:
                    yield "    " + say("cli.why.silent", rule=finding.silent_because)
                if finding.life != "open":
                    yield "    " + say(f"life.{finding.life}", decision=finding.decision)
                yield "    " + say("cli.why.finding-id", id=finding.finding_id)
            yield "    " + say("cli.why.next", next=self.labels.rule_next(rule))

    def _sentence(self, finding: Noticed) -> str:
        if finding.rule == EXCHANGED:
            return " → ".join(map(self._name, finding.terms.split()))
        f = finding
        told = self.labels.finding(f.rule, f.terms, f.observed, f.expected, f.fields)
        return f"{self.labels.series(f.series)}: {told}" if f.series and f.rule != READINGS else told

    def _next(self, answer: OfUnit) -> Iterator[str]:
        """Where to look next: the unit that explains the difference, else the part that differs most."""
        traced = [u for g in answer.gaps for some in g.trace_units[:1] for u in some]
        parts = {p.unit.unit_id: p for p in answer.parts}
        known = [parts[u] for u in traced if u in parts] or list(parts.values())
        if known:
            largest = max(known, key=_size)
            terms, contest = self.asking.terms, self.asking.contest
            path = largest.unit.path if len(terms.configuration.contest) == 1 else f"{contest.id}/{largest.unit.path}"
            field = public_name(terms, contest, self.asking.column)
            yield ""
            yield say("cli.why.go-on", command=f'bukti why "{path}" {field}')


def _size(part: Part) -> int:
    """How far the statements about a unit are apart."""
    values = [v for v in part.figures.values() if v is not None]
    return max(values) - min(values) if values else 0


def _out(part: Part) -> bool:
    """Whether a station's figure is in no sum."""
    return part.state in OUT
