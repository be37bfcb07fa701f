"""Findings as sentences with their numbers, and the rules that a reading keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bukti.publish.pages.here import Here
from bukti.publish.pages.loaded import Row
from bukti.publish.pages.markup import NOTHING, Html, code, html, joined, link
from bukti.vocabulary.general_rules import EXCHANGED, READINGS, UNKNOWN_UNIT
from bukti.vocabulary.profile import SheetKind

SEVERITIES = ("hold", "error", "warning", "info")
COMMAND = "bukti table finding --format csv"
"""What prints every finding."""
Noticed = tuple[Any, ...]
"""Severity, link to the rule, its id, severity as a word, series, sentence, proposal, silent, title, what to do,
the mark of its place on its unit's page."""
Kept = tuple[Any, ...]
"""Link to the rule, its id, series, sentence."""


def noticed(here: Here, row: Row) -> Noticed:
    """One finding: rule, how grave, whose reading, the sentence, a proposal beside it, what to do next."""
    rule = row["rule"]
    word, title, after = here.speech.rule(rule, row["severity"])
    return (
        row["severity"],
        here.rule(rule),
        rule,
        word,
        here.speech.series_title(row["series"]) if row["series"] else "",
        told(here, row),
        here.say("proposal", p=here.labels.proposal(row["proposal"])) if row["proposal"] else NOTHING,
        quiet(here, row),
        title,
        after,
        f"f-{row['finding_id']}",
    )


def quiet(here: Here, row: Row) -> Html:
    """Why a finding is open no more, or told already; nothing where it is open."""
    said = [here.say("silent", rule=row["silent_because"])] if row["silent_because"] else []
    if row["life"] != "open":
        mark = f"{here.in_contest('decisions')}#d-{row['decision']}"
        said.append(link(mark, here.labels.say(f"life.{row['life']}", decision=row["decision"])))
    return joined(said, " ")


def told(here: Here, row: Row) -> Html:
    """The sentence of a finding."""
    if row["rule"] == EXCHANGED:
        return here.say("trace.exchanged", units=joined([here.named(u) for u in row["terms"].split()], " → "))
    said = html(here.labels.finding(row["rule"], row["terms"], row["observed"], row["expected"], row["fields"]))
    if row["rule"] == UNKNOWN_UNIT and (near := here.site.nearest(row["unit_id"])):
        return joined([said, here.say("near", units=joined([near_unit(here, u) for u in near]))], ". ")
    return said


def near_unit(here: Here, unit_id: str) -> Html:
    """A unit by its code and its name."""
    return joined([code(unit_id), here.named(unit_id)], " ")


def in_order(rows: Iterable[Row], without: Sequence[str] = (READINGS,)) -> list[Row]:
    """Findings by how grave they are, those that another one tells already last."""
    kept = [r for r in rows if r["rule"] not in without]
    if len(kept) < 2:
        return kept
    return sorted(
        kept,
        key=lambda r: (
            bool(r["silent_because"]) or r["life"] != "open",
            SEVERITIES.index(r["severity"]),
            r["rule"],
            r["series"],
            r["fields"],
        ),
    )


def more(here: Here, rest: int) -> Html:
    """How many findings a page leaves out, and what prints them all; nothing where it leaves out none."""
    return here.count("findings.more", rest, command=code(COMMAND)) if rest > 0 else NOTHING


def kept_rules(here: Here, sheet: SheetKind, reading: Row) -> list[Kept]:
    """The linear rules that a reading keeps, each as a sentence with its numbers."""
    series = here.speech.series_title(reading["series"])
    told = [(rule, telling.if_kept(reading)) for rule, telling in here.speech.tellings(sheet)]
    return [(here.rule(rule), rule, series, says) for rule, says in told if says is not None]
