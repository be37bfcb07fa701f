"""Findings as sentences with their numbers, and the rules that a reading keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Row
from bukti.publish.pages.markup import NOTHING, Html, code, html, joined
from bukti.vocabulary.general_rules import EXCHANGED, READINGS, UNKNOWN_UNIT
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.says import broken, sentence

SEVERITIES = ("hold", "error", "warning", "info")


def noticed(here: Here, row: Row) -> Context:
    """One finding: rule, how grave, whose reading, the sentence, a proposal beside it, what to do next."""
    return {
        "rule": row["rule"],
        "target": here.rule(row["rule"]),
        "severity": row["severity"],
        "severity_word": here.labels.severity(row["severity"]),
        "series": here.labels.series(row["series"]) if row["series"] else NOTHING,
        "title": here.labels.rule_title(row["rule"]),
        "says": told(here, row),
        "proposal": here.say("proposal", p=here.labels.proposal(row["proposal"])) if row["proposal"] else NOTHING,
        "next": here.labels.rule_next(row["rule"]),
        "silent": here.say("silent", rule=row["silent_because"]) if row["silent_because"] else NOTHING,
    }


def told(here: Here, row: Row) -> Html:
    """The sentence of a finding."""
    if row["rule"] == EXCHANGED:
        return here.say("trace.exchanged", units=joined([here.named(u) for u in row["terms"].split()], " → "))
    said = html(here.labels.finding(row["rule"], row["terms"], row["observed"], row["expected"], row["fields"]))
    if row["rule"] == UNKNOWN_UNIT and (near := here.nearest(row["unit_id"])):
        return joined([said, here.say("near", units=joined([near_unit(here, u) for u in near]))], ". ")
    return said


def near_unit(here: Here, unit_id: str) -> Html:
    """A unit by its code and its name."""
    return joined([code(unit_id), here.named(unit_id)], " ")


def in_order(rows: Iterable[Row], without: Sequence[str] = (READINGS,)) -> list[Row]:
    """Findings by how grave they are, those that another one tells already last."""
    kept = [r for r in rows if r["rule"] not in without]
    return sorted(
        kept,
        key=lambda r: (bool(r["silent_because"]), SEVERITIES.index(r["severity"]), r["rule"], r["series"], r["fields"]),
    )


def kept_rules(here: Here, sheet: SheetKind, reading: Row) -> list[Context]:
    """The linear rules that a reading keeps, each as a sentence with its numbers."""
    votes = [reading[v] for v in here.votes]
    values = {**here.site.terms.caps, **{f: reading[f] for f in sheet.names}}
    return [
        {
            "rule": rule.rule,
            "target": here.rule(rule.rule),
            "series": here.labels.series(reading["series"]),
            "says": sentence(rule.says, values, votes, here.labels.say),
        }
        for rule in sheet.rules
        if rule.says is not None and broken(rule.says, values, votes) is False
    ]
