"""The bundle's paper in Indonesian: every text on it finished, as plain values for the typesetter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bukti.evidence.case import Exhibit
from bukti.intake.numbers import read_count
from bukti.publish.bundles.gathered import Gathered, Level, ReadingRow, UnitPapers
from bukti.publish.disputed.view import CaseView, ClaimView
from bukti.publish.disputed.words import DIGITS, CaseWords
from bukti.publish.labels import Labels
from bukti.publish.opened import Row
from bukti.vocabulary.profile import SheetKind

Text = dict[str, Any]
UNKNOWN: Final = "–"
SEALED: Final = ("seal-log", "box")
LISTED: Final = ("attendance",)
SIGNS: Final = ("seal", "opened", "witnesses", "list-fixed", "list-moved", "list-unlisted", "incident")
"""What is noted by hand for each station, where no table knows it."""


class BundleTexts:
    """The texts of one bundle; `files` are its other files with their digests."""

    def __init__(self, labels: Labels, view: CaseView, said: CaseWords, found: Gathered) -> None:
        self.labels, self.view, self.said, self.found = labels, view, said, found
        self.say = labels.say

    def paper(self, files: Mapping[str, str]) -> Text:
        """Everything that `bundle.typ` prints."""
        labels, say, election = self.labels, self.say, self.labels.terms.configuration.election
        return {
            "language": labels.language,
            "title": say("bundle.title", case=self.said.name),
            "name": self.said.name,
            "contest": f"{labels.titles(election.title)} · {labels.titles(self.view.contest.title)}",
            "office": labels.titles(election.office) if election.office else "",
            "status": self.said.status,
            "page_of": say("paper.page-of", page="{page}", pages="{pages}"),
            "guide": self.guide(),
            "facts": {"title": say("bundle.facts"), "rows": [*self.facts()]},
            "claims": [self.claim(one) for one in self.view.claims],
            "claims_title": say("bundle.claims"),
            "together": self.together(),
            "parts": [
                self.exhibits(),
                *(part for papers in self.found.papers for part in self.papers(papers)),
                *self.recap(),
                self.signs(),
                self.decided(),
                self.digests(files),
            ],
        }

    def guide(self) -> Text:
        """One page for a judge: what this is, the answer, where to look, how to check."""
        say = self.say
        steps = [say(f"bundle.check.{n}") for n in range(1, 5)]
        return {
            "title": say("bundle.guide"),
            "what": say("bundle.guide.what"),
            "standing": self.said.standing(),
            "answers": self.together(),
            "where_title": say("bundle.guide.where"),
            "where": [say(f"bundle.guide.where.{n}") for n in range(1, 6)],
            "check_title": say("bundle.guide.check"),
            "steps": steps,
            "not_title": say("bundle.guide.not"),
            "not": say("bundle.guide.not.told"),
        }

    def together(self) -> list[str]:
        view, said = self.view, self.said
        if not view.claims:
            return [self.say("bundle.no-claims")]
        told = [said.answer(view.together, "case.if-all-true")]
        return told + ([said.answer(view.together_granted, "case.if-all-granted")] if view.together_granted else [])

    def facts(self) -> Iterator[list[str]]:
        """The case as its file has it; what is not known says so."""
        say, said, case = self.say, self.said, self.view.case
        unread = "" if case.object.seen else f" ({say('bundle.unread')})"
        for party in case.party:
            yield [say(f"case.party.{party.role}"), said.party(party)]
        yield [say("bundle.number"), case.number or said.unknown]
        yield [say("bundle.receipt"), case.receipt or said.unknown]
        stated = [case.object.number or "", said.day(case.object.date) if case.object.date else ""]
        yield [say("bundle.object"), (", ".join(filter(None, stated)) or said.unknown) + unread]
        yield [say("bundle.basis"), "; ".join(case.basis) or said.unknown]
        for key in ("announced", "filed", "registered", "judged"):
            yield [say(f"bundle.day.{key}"), said.day(getattr(case.dates, key))]
        yield from ([title, text] for title, text in said.limits())
        if case.ruling:
            yield [say("bundle.ruling"), said.status + ("" if case.ruling.seen else f" ({say('bundle.unread')})")]
            yield from ([say("bundle.order"), said.order(order)] for order in case.ruling.order)
        for keep in case.keep:
            box = f", {say('decision.box', box=keep.box)}" if keep.box else ""
            until = f", {said.day(keep.until)}" if keep.until else ""
            units = said.units(keep.units) if keep.units else ""
            yield [say("bundle.keep"), f"{say(f'case.paper.{keep.what}')}, {units}{box}{until}"]
        if case.learned:
            yield [say("bundle.learned"), "; ".join(case.learned)]
        if case.text:
            yield [say("bundle.note"), case.text]

    def claim(self, one: ClaimView) -> Text:
        """A claim and its four lines."""
        say, said, claim = self.say, self.said, one.claim
        lines = said.lines(one)
        rows = [
            [say("bundle.where"), said.where(claim)],
            *[[say(f"bundle.line.{n}"), text] for n, text in enumerate(lines.all, 1)],
            [say("bundle.asks"), said.asks(claim)],
        ]
        rows += [[say("bundle.unknown"), ", ".join(said.gaps_in(claim))]] if claim.unknown else []
        rows += [[say("bundle.held"), say(f"case.held.{claim.held}")]]
        rows += [[say("bundle.note"), claim.text]] if claim.text else []
        title = say("bundle.claim", id=claim.id, about=said.about(claim))
        return {"title": title, "unread": "" if claim.seen else say("bundle.petition-unread"), "rows": rows}

    def exhibits(self) -> Text:
        """The papers brought, then those that the tables know and nobody has numbered yet."""
        say, case = self.say, self.view.case
        rows = [self._exhibit(e) for e in case.exhibit]
        own = [read_count(e.code.partition("-")[2]).value for e in case.exhibit if e.code.startswith("T-")]
        last = max((n for n in own if n is not None), default=0)
        for n, (what, where) in enumerate(self._unnumbered(), last + 1):
            rows.append([say("bundle.proposed", code=f"T-{n}"), what, where, "", say("bundle.not-attached")])
        heads = [say(f"bundle.head.{h}") for h in ("code", "paper", "units", "proves", "copy")]
        return self._part("exhibits", heads, rows, "1.1fr 1.6fr 2fr 2fr 1.4fr")

    def _exhibit(self, exhibit: Exhibit) -> list[str]:
        kind = self.say(f"case.paper.{exhibit.what}")
        title = f"{kind}: {exhibit.title}" if exhibit.title else kind
        units = self.said.units(exhibit.units) if exhibit.units else ""
        copy = exhibit.sha256[:DIGITS] if exhibit.sha256 else self.say("bundle.not-attached")
        return [exhibit.code, title, units, exhibit.proves, copy]

    def _unnumbered(self) -> Iterator[tuple[str, str]]:
        """Sheets that the tables have of claimed units and of those above, with no exhibit of their kind and unit."""
        taken = self.view.taken
        had = {(e.what, taken.units[name]) for e in self.view.case.exhibit for name in e.units}
        for papers in self.found.papers:
            for sheet_id in dict.fromkeys(r.row["sheet_id"] for r in papers.readings):
                kind = self.labels.sheet(sheet_id.split(":")[1])
                what = "c-hasil" if "station" in kind.forms else "d-hasil"
                unit = papers.now.unit.unit_id
                if (what, unit) not in had:
                    yield f"{kind.title.tell(self.labels.language)}", self.said.place(unit)
        for level in self.found.levels:
            row = level.tallies.get("declared")
            if row and row["sheet_id"] and ("d-hasil", level.unit.unit_id) not in had:
                yield self.say("case.paper.d-hasil"), self.said.place(level.unit.unit_id)

    def papers(self, papers: UnitPapers) -> Iterator[Text]:
        """A claimed unit: its readings field by field, how they changed, where they were seen, what rules noticed."""
        name = self.said.place(papers.now.unit.unit_id)
        by_kind: dict[str, list[ReadingRow]] = {}
        for reading in papers.readings:
            by_kind.setdefault(reading.kind, []).append(reading)
        if not by_kind:
            yield {**self._part("sheet", [], [], "1fr"), "title": self.say("bundle.sheet", unit=name)}
        for kind, readings in by_kind.items():
            yield self._sheet(name, self.labels.sheet(kind), readings)
        yield self._history(name, papers)
        yield self._findings(name, papers)

    def _sheet(self, name: str, sheet: SheetKind, readings: Sequence[ReadingRow]) -> Text:
        say, labels, contest = self.say, self.labels, self.view.contest
        heads = [say("bundle.head.box"), *(self._reading_name(r) for r in readings)]
        votes = labels.terms.shape.votes[: len(contest.selection)]
        columns = [*sheet.names, *votes]
        known = [c for c in columns if any(r.row.get(c) is not None for r in readings)]
        rows = [
            [labels.field(c, contest), *(self._number(r.row.get(c)) for r in readings)]
            for c in known
        ]  # fmt: skip
        title = say("bundle.sheet-of", unit=name, sheet=sheet.title.tell(labels.language))
        widths = " ".join(["2.4fr", *["1fr"] * len(readings)])
        return {**self._part("sheet", heads, rows, widths, numbers=True), "title": title}

    def _reading_name(self, reading: ReadingRow) -> str:
        how = "stands" if reading.stands else "beside" if reading.latest else "earlier"
        paper = reading.row["sheet_id"].rpartition(":")[2]
        told = f"{self.labels.series(reading.row['series'])} · {self.say(f'bundle.reading.{how}')}"
        return told if paper == "original" else f"{told} · {self.labels.paper(paper)}"

    def _history(self, name: str, papers: UnitPapers) -> Text:
        say, labels = self.say, self.labels
        rows = [
            [
                labels.series(r.row["series"]), s["path"], f"{s['member']} {labels.number(s['row'])}".strip(),
                labels.moment(s["as_of"]) if s["as_of"] else UNKNOWN, s["sha256"][:DIGITS],
            ]
            for r in papers.readings for s in r.seen
        ]  # fmt: skip
        rows += [self._change(c) for c in papers.changes]
        heads = [say(f"bundle.head.{h}") for h in ("series", "seen", "row", "as-of", "sha256")]
        return {
            **self._part("history", heads, rows, "1fr 2.6fr 0.8fr 1.2fr 1.2fr"),
            "title": say("bundle.history", unit=name),
        }

    def _change(self, change: Row) -> list[str]:
        labels = self.labels
        old, new = self._number(change["old"]), self._number(change["new"])
        told = f"{labels.field(change['field'], self.view.contest)}: {old} → {new}"
        at = labels.moment(change["as_of"]) if change["as_of"] else UNKNOWN
        return [labels.series(change["series"]), told, "", at, change["sha256"][:DIGITS]]

    def _findings(self, name: str, papers: UnitPapers) -> Text:
        say, labels = self.say, self.labels
        rows = [
            [
                f["rule"], labels.severity(f["severity"]), labels.series(f["series"]) if f["series"] else "",
                labels.finding(f["rule"], f["terms"], f["observed"], f["expected"], f["fields"]),
                say(f"life.{f['life']}") if f["life"] != "open" else say("bundle.open"),
            ]
            for f in papers.findings
        ]  # fmt: skip
        heads = [say(f"bundle.head.{h}") for h in ("rule", "severity", "series", "says", "life")]
        part = self._part("findings", heads, rows, "0.7fr 0.8fr 1fr 3fr 1fr")
        return {**part, "title": say("bundle.findings", unit=name)}

    def recap(self) -> Iterator[Text]:
        """Every level above the claimed units: counted, declared, and by how much they part."""
        say, labels, contest = self.say, self.labels, self.view.contest
        votes = labels.terms.shape.votes[: len(contest.selection)]
        rows = [row for level in self.found.levels for row in self._level(level, votes)]
        heads = [say(f"bundle.head.{h}") for h in ("level", "unit", "basis")] + [
            labels.field(v, contest) for v in votes
        ]
        widths = " ".join(["0.9fr", "1.4fr", "1.6fr", *["1fr"] * len(votes)])
        yield {**self._part("recap", heads, rows, widths), "numbers_from": 3}

    def _level(self, level: Level, votes: Sequence[str]) -> Iterator[list[str]]:
        labels, contest = self.labels, self.view.contest
        head = [labels.level(level.unit.level), self.said.place(level.unit.unit_id)]
        for basis, row in sorted(level.tallies.items()):
            yield [*head, labels.basis(basis, contest), *(self._number(row[v]) for v in votes)]
        if len(level.tallies) > 1:
            a, b = level.tallies["counted"], level.tallies["declared"]
            apart = [None if a[v] is None or b[v] is None else b[v] - a[v] for v in votes]
            yield [*head, self.say("bundle.apart"), *(UNKNOWN if n is None else labels.signed(n) for n in apart)]

    def signs(self) -> Text:
        """For each claimed station what must be seen on paper: seals, witnesses, attendance; blank where not known."""
        say, said = self.say, self.said
        stations = [p.now.unit.unit_id for p in self.found.papers if "/" in p.now.unit.unit_id]
        rows = [[said.place(unit), *self._signs_of(unit)] for unit in stations]
        heads = [say("bundle.head.unit"), *(say(f"bundle.sign.{s}") for s in SIGNS)]
        part = self._part("signs", heads, rows, "1.6fr " + " ".join(["1fr"] * len(SIGNS)))
        return {**part, "note": say("bundle.signs.note"), "tall": True}

    def _signs_of(self, unit: str) -> Iterator[str]:
        """The codes of the exhibits that tell it; blank, to be filled in by hand."""
        wanted = {"seal": SEALED, "opened": SEALED, "incident": ("incident",)}
        taken = self.view.taken
        for sign in SIGNS:
            kinds = wanted.get(sign, LISTED if sign.startswith("list") else ())
            codes = [
                e.code for e in self.view.case.exhibit if e.what in kinds and unit in map(taken.units.get, e.units)
            ]
            yield ", ".join(codes)

    def decided(self) -> Text:
        say, labels = self.say, self.labels
        rows = [[d["decision_id"], self._about(d), labels.decision(d, self.view.contest)] for d in self.view.decisions]
        heads = [say(f"bundle.head.{h}") for h in ("decision", "unit", "says")]
        return self._part("decided", heads, rows, "1fr 1.2fr 3.4fr")

    def _about(self, row: Row) -> str:
        return self.said.place(row["unit_id"]) if row["unit_id"] else UNKNOWN

    def digests(self, files: Mapping[str, str]) -> Text:
        heads = [self.say(f"bundle.head.{h}") for h in ("file", "sha256")]
        return self._part("digests", heads, [[path, digest] for path, digest in sorted(files.items())], "1fr 2.2fr")

    def _part(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: str, numbers: bool = False
    ) -> Text:
        return {
            "title": self.say(f"bundle.part.{name}"), "heads": [*heads], "rows": [*map(list, rows)], "note": "",
            "none": self.say(f"bundle.none.{name}"), "widths": widths.split(), "numbers_from": 1 if numbers else 99,
            "tall": False,
        }  # fmt: skip

    def _number(self, n: int | None) -> str:
        return UNKNOWN if n is None else self.labels.number(n)


HEADS: Final = (
    *("code", "paper", "units", "proves", "copy", "box", "series", "seen", "row", "as-of", "sha256", "rule"),
    *("severity", "says", "life", "level", "unit", "basis", "decision", "file"),
)
PARTS: Final = ("exhibits", "sheet", "history", "findings", "recap", "signs", "decided", "digests")
__all__ = ["HEADS", "PARTS", "SIGNS", "BundleTexts"]
