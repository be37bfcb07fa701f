"""A plenary's paper in one language: every text on it finished, as plain values for the typesetter."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno

from bukti.publish.labels import Labels
from bukti.publish.opened import Row
from bukti.publish.papers.beside import Beside
from bukti.publish.papers.form import Column, Form, Line
from bukti.publish.papers.published import Published

UNKNOWN = "–"
SHORT_OF = "*"
PARTS = "≠"
FEW = 4
"""So many units below fit on upright paper."""
MOST = 11
"""So many units stand side by side on one page."""
MEMBERS = 6
"""Lines for members beside the chair: a plenary has at most seven people."""

DIGITS = 16
"""So many hex digits of a document's SHA-256 tell it apart on paper."""

Text = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """The texts of one paper."""

    labels: Labels
    form: Form

    def paper(self, beside: Beside, published: Published | None, as_of: str, units: Mapping[str, str]) -> Text:
        """Everything `paper.typ` prints; `units` are the names of the units below by their ids."""
        labels, form = self.labels, self.form
        say, election = labels.say, labels.terms.configuration.election
        return {
            "language": labels.language,
            "flipped": len(form.columns) > FEW,
            "title": labels.titles(election.title),
            "kind": form.sheet.title.tell(labels.language),
            "form": form.title,
            "contest": labels.titles(form.contest.title),
            "unit": self.unit(form.total),
            "level": labels.level(form.unit.level),
            "office": labels.titles(election.office) if election.office else "",
            "day": labels.day(labels.terms.day),
            "as_of": say("paper.as-of", at=labels.moment(as_of)) if as_of else "",
            "state": self.state(published),
            "qr": _qr(published.checkpoint.text) if published else "",
            "qr_says": say("paper.qr") if published else "",
            "foot": self.foot(published),
            "page_of": say("paper.page-of", page="{page}", pages="{pages}"),
            "heads": [say("paper.part"), say("paper.box")],
            "groups": [*self.groups()],
            "notes": self.notes(),
            "decided": self.decided(beside, units),
            "differences": self.differences(beside),
            "open": self.open(beside),
            "signing": self.signing(),
        }

    def state(self, published: Published | None) -> list[str]:
        """Which publication the numbers are of, as lines; that they are of none is said as plainly."""
        say = self.labels.say
        if published is None:
            return [say("paper.not-published")]
        at = self.labels.moment(published.time)
        first = "paper.published" if published.same else "paper.changed"
        return [
            say(first, number=published.number, at=at),
            say("paper.checkpoint", origin=published.checkpoint.origin, short=published.short),
        ]

    def foot(self, published: Published | None) -> str:
        """What the foot of each page says of the publication."""
        say = self.labels.say
        if published is None:
            return say("paper.foot.none")
        message = "paper.foot" if published.same else "paper.foot.changed"
        return say(message, number=published.number, short=published.short)

    def unit(self, column: Column) -> str:
        """A unit's name for people; a station's as TPS 003."""
        level = "station" if "/" in column.unit_id else ""
        return self.labels.unit(column.name, level)

    def groups(self) -> Iterator[Text]:
        """The tables: so many units side by side on one page, in equal shares; the total beside the last of them."""
        columns = self.form.columns
        pages = max(1, -(-len(columns) // MOST))
        for n in range(pages):
            first, last = len(columns) * n // pages, len(columns) * (n + 1) // pages
            some = [*columns[first:last], *([self.form.total] if n == pages - 1 else [])]
            says = self.labels.say("paper.units", first=first + 1, last=last, n=len(columns)) if columns else ""
            yield {
                "says": says,
                "columns": [self.head(c) for c in some],
                "total": n == pages - 1,
                "lines": [self.line(line, some) for line in self.form.lines],
            }

    def head(self, column: Column) -> Text:
        """A column's name, and on what its numbers stand."""
        say = self.labels.say
        is_total = column is self.form.total
        known = column.basis in ("declared", "counted")
        basis = self.labels.basis(column.basis, self.form.contest) if known else say(f"paper.basis.{column.basis}")
        inside, expected = column.stations
        if column.basis == "counted" and inside and self.form.contest.id in self.labels.terms.with_stations:
            whole = self.labels.number(expected) if expected is not None else "?"
            basis = say("paper.counted", n=self.labels.number(inside), expected=whole)
        return {"name": say("paper.total") if is_total else self.unit(column), "basis": basis}

    def line(self, line: Line, columns: Sequence[Column]) -> Text:
        """A box of the form with its numbers; a total that its columns do not add up to is marked."""
        parted = self.form.adds_up(line.column) is False
        return {
            "part": line.part,
            "kind": line.kind,
            "label": self.box(line),
            "cells": [self.cell(c, line.column, parted and c is self.form.total) for c in columns],
        }

    def cell(self, column: Column, line: str, parted: bool) -> str:
        """A number as the language writes it, with its marks; a dash where it is not known."""
        n = column.values.get(line)
        if n is None:
            return UNKNOWN
        return f"{PARTS + ' ' if parted else ''}{self.labels.number(n)}{SHORT_OF if line in column.short else ''}"

    def box(self, line: Line) -> str:
        """What a box is called: by the form, or by who stands there."""
        say = self.labels.say
        if line.kind == "alone":
            return say("paper.list-alone")
        if line.kind == "candidate":
            return say("paper.candidate", number=line.number, name=apart(line.name), area=self.area(line.area)).strip()
        return self.field(line.column)

    def area(self, area: str) -> str:
        """A ballot area's title, where the contest has several."""
        return next((f"({self.labels.titles(a.title)})" for a in self.form.contest.area if a.id == area), "")

    def field(self, column: str) -> str:
        """A field as the form calls it; a selection by its number and its whole name."""
        found = self.labels.selection_of(column, self.form.contest)
        if found is None:
            own = [f.label.tell(self.labels.language) for f in self.form.sheet.fields if f.name == column]
            return own[0] if own else self.labels.field(column, self.form.contest)
        place, selection = found
        return f"{selection.number or place:02d} {selection.name}"

    def notes(self) -> list[str]:
        """What the marks in the tables mean."""
        form, say = self.form, self.labels.say
        everything = (*form.columns, form.total)
        lines = [line.column for line in form.lines]
        found = [
            (any(c.values.get(n) is None for c in everything for n in lines), "paper.note.unknown"),
            (any(c.values.get(n) is not None for c in everything for n in c.short & {*lines}), "paper.note.short"),
            (any(form.adds_up(n) is False for n in lines), "paper.note.parts"),
        ]
        return [say(message) for there, message in found if there]

    def decided(self, beside: Beside, units: Mapping[str, str]) -> Text:
        """Every decision about the unit or what lies below it: what, old and new, why, who by role, which document."""
        say = self.labels.say
        return {
            "title": say("paper.decided"),
            "none": say("paper.decided.none"),
            "heads": [say(f"paper.column.{c}") for c in ("unit", "what", "old", "new", "reason", "by", "document")],
            "rows": [self.decision(row, units) for row in beside.decided],
        }

    def decision(self, row: Row, units: Mapping[str, str]) -> list[str]:
        """One thing that a decision is about, cell by cell; one that no longer holds says so."""
        labels, say = self.labels, self.labels.say
        what = say(f"effect.{row['effect']}") + (f": {self.field(row['field'])}" if row["field"] else "")
        by = [row["role"], *([row["approver_role"]] if row["approver_role"] else [])]
        where = [say("decision.page", n=labels.number(row["page"]))] if row["page"] is not None else []
        where += [say("decision.box", box=row["box"])] if row["box"] else []
        return [
            self.place(row["unit_id"], units),
            what if row["in_force"] else f"{what} ({say('decision.no-more')})",
            "" if row["old"] is None else labels.number(row["old"]),
            "" if row["new"] is None else labels.number(row["new"]),
            f"{say('reason.' + row['reason'])}; {row['basis']}",
            ", ".join(by),
            ", ".join([row["document"][:DIGITS], *where]),
        ]

    def place(self, unit_id: str, units: Mapping[str, str]) -> str:
        """A unit below by its name; a station with its village's."""
        village, _, station = unit_id.partition("/")
        name = self.labels.unit(units.get(village, village), "")
        return f"{apart(name)}, {self.labels.unit(station, 'station')}" if station else name

    def differences(self, beside: Beside) -> Text:
        """The known statements that part, of the units on the paper."""
        say, labels = self.labels.say, self.labels
        names = {c.unit_id: self.unit(c) for c in (*self.form.columns, self.form.total)}
        return {
            "title": say("paper.differences"),
            "none": say("paper.differences.none"),
            "heads": [
                say("paper.column.unit"),
                say("paper.column.box"),
                *[labels.basis(b, self.form.contest) for b in ("counted", "declared")],
                say("paper.column.size"),
            ],
            "rows": [
                [
                    names[d["unit_id"]],
                    self.field(d["field"]),
                    labels.number(d["a"]),
                    labels.number(d["b"]),
                    labels.signed(d["size"]),
                ]
                for d in beside.differences
            ],
        }

    def open(self, beside: Beside) -> Text:
        """How many findings are open in the unit and below it, by rule."""
        labels, say = self.labels, self.labels.say
        whole = sum(n for _, n in beside.open)
        return {
            "title": say("paper.open", n=labels.number(whole)),
            "none": say("paper.open.none"),
            "heads": [say(f"paper.column.{c}") for c in ("rule", "title", "severity", "n")],
            "rows": [
                [rule, labels.rule_title(rule), labels.severity(labels.rule(rule).severity), labels.number(n)]
                for rule, n in beside.open
            ],
        }

    def signing(self) -> Text:
        """Who signs, with a line each: the chair, the members, a witness for each selection, the supervisor."""
        say, contest = self.labels.say, self.form.contest
        shorts = [s.short or s.name for s in contest.selection if not s.blank]
        return {
            "title": say("paper.signing"),
            "place": say("paper.place", unit=apart(self.unit(self.form.total))),
            "heads": [say(f"paper.column.{c}") for c in ("number", "role", "name", "signature")],
            "officials": [say("paper.chair"), *[say("paper.member")] * MEMBERS, say("paper.supervisor")],
            "witness_heads": [say(f"paper.column.{c}") for c in ("number", "witness", "name", "signature", "refused")],
            "witnesses": shorts,
            "refusing": say("paper.refusing"),
        }


def apart(name: str) -> str:
    """A name within a sentence, its direction kept to itself (Unicode Standard Annex 9, first strong isolate)."""
    return f"\u2068{name}\u2069"


def _qr(text: str) -> str:
    """A QR code of the checkpoint's three lines, as SVG: origin, size, root, for a witness's phone to compare."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


__all__ = ["Words"]
