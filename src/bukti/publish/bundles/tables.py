"""The tables of a bundle as CSV: claims, readings, findings, decisions, recap, in the names of the published data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from bukti.disputes.effects import Effect, Range
from bukti.publish.bundles.gathered import BASES, Gathered
from bukti.publish.disputed.view import CaseView
from bukti.publish.disputed.words import CaseWords
from bukti.publish.opened import Opened
from bukti.publish.why import public_name

Cells = Sequence[object]


def tables(opened: Opened, view: CaseView, said: CaseWords, found: Gathered) -> dict[str, bytes]:
    """Each table of the bundle by its path."""
    return {
        "data/dalil.csv": _claims(view, said),
        "data/pembacaan.csv": _readings(opened, view, found),
        "data/perubahan.csv": _changes(opened, view, found),
        "data/temuan.csv": _findings(said, found),
        "data/keputusan.csv": _decisions(opened, view),
        "data/rekapitulasi.csv": _recap(opened, view, found),
    }


def _claims(view: CaseView, said: CaseWords) -> bytes:
    head = ["claim", "kind", "units", "stations", "voters", "unknown", "if_true", "least", "most", "if_granted"]
    head += ["least_granted", "most_granted", "exhibits"]
    rows = []
    for one in view.claims:
        claim = one.claim
        units = " ".join(u.unit.unit_id for u in one.units)
        rows.append(
            [
                *(claim.id, claim.kind, units, claim.stations, claim.voters, " ".join(claim.unknown)),
                *_effect(one.if_true, said), *_effect(one.if_granted, said), " ".join(claim.exhibits),
            ]
        )  # fmt: skip
    together = [*_effect(view.together, said), *_effect(view.together_granted, said)]
    rows.append(["*", "", "", "", "", "", *together, ""])
    return _csv(head, rows)


def _effect(found: Effect | None, said: CaseWords) -> Cells:
    """The answer and the decisive gap."""
    if found is None:
        return ("", "", "")
    gap: Range = said.decisive(found)[1]
    return (found.answer, gap.least, gap.most)


def _readings(opened: Opened, view: CaseView, found: Gathered) -> bytes:
    """A row for each reading, with a column for each field and selection that any of them states."""
    votes = opened.terms.shape.votes[: len(view.contest.selection)]
    stated = [r for papers in found.papers for r in papers.readings]
    columns = [c for c in (*opened.terms.shape.fields, *votes) if any(r.row.get(c) is not None for r in stated)]
    named = [public_name(opened.terms, view.contest, c) for c in columns]
    head = ["unit_id", "sheet_id", "series", "reading_id", "stands", "files", *named]
    rows = [
        [
            *(r.row[k] for k in ("unit_id", "sheet_id", "series", "reading_id")), "1" if r.stands else "0",
            " ".join(f"{s['sha256']}:{s['row']}" for s in r.seen), *(r.row.get(c) for c in columns),
        ]
        for r in stated
    ]  # fmt: skip
    return _csv(head, rows)


def _changes(opened: Opened, view: CaseView, found: Gathered) -> bytes:
    keys = ("unit_id", "series", "kind", "old", "new", "since", "as_of", "sha256")
    rows = [
        [public_name(opened.terms, view.contest, c["field"]), *(c[k] for k in keys)]
        for papers in found.papers
        for c in papers.changes
    ]
    return _csv(["field", *keys], rows)


def _findings(said: CaseWords, found: Gathered) -> bytes:
    keys = ("unit_id", "rule", "severity", "life", "series", "observed", "expected", "finding_id")
    rows = [
        [*(f[k] for k in keys), said.labels.finding(f["rule"], f["terms"], f["observed"], f["expected"], f["fields"])]
        for papers in found.papers
        for f in papers.findings
    ]
    return _csv([*keys, "says"], rows)


def _decisions(opened: Opened, view: CaseView) -> bytes:
    keys = ("decision_id", "effect", "in_force", "unit_id", "old", "new", "decided_at", "role", "approver_role")
    more = ("reason", "basis", "document")
    rows = [
        [public_name(opened.terms, view.contest, d["field"]), *(_plain(d[k]) for k in (*keys, *more))]
        for d in view.decisions
    ]
    return _csv(["field", *keys, *more], rows)


def _recap(opened: Opened, view: CaseView, found: Gathered) -> bytes:
    """A row for each unit and number that either basis states: counted, declared, the difference."""
    votes = opened.terms.shape.votes[: len(view.contest.selection)]
    rows = []
    for level in found.levels:
        for column in (*votes, *opened.terms.shape.fields):
            said = [level.tallies[b].get(column) if b in level.tallies else None for b in BASES]
            if any(n is not None for n in said):
                apart = said[1] - said[0] if said[0] is not None and said[1] is not None else None
                name = public_name(opened.terms, view.contest, column)
                rows.append([level.unit.unit_id, level.unit.level, name, *said, apart])
    return _csv(["unit_id", "level", "field", *BASES, "difference"], rows)


def _plain(value: object) -> object:
    return ("1" if value else "0") if isinstance(value, bool) else value


def _csv(head: Sequence[str], rows: Iterable[Cells]) -> bytes:
    """UTF-8, lines that end in LF, an empty cell where nothing is known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue().encode()
