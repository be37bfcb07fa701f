"""A proposal before the second person: its picture, and what becomes of it when it is granted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from bukti.evidence.ballots import Contest
from bukti.office.approvals.models import Approval
from bukti.office.desk.drafts import file_name, written
from bukti.office.desk.laying import is_taken_in, lay
from bukti.office.desk.models import Proposal
from bukti.office.desk.tables import Desk, desk
from bukti.office.people.rights import Right
from bukti.office.words import language, say
from bukti.publish.pages.here import Here

RIGHT: Final[Right] = "decide"
SEEN_BY: Final[Right] = "see"
TEMPLATE: Final = "proposed.html"


def _proposal(subject: str) -> Proposal:
    found: Proposal = Proposal.objects.get(pk=subject)
    return found


def units(subject: str) -> tuple[str, ...]:
    """The unit that the proposal is about, and those that it lies in."""
    with desk(language()) as at:
        return at.above(_proposal(subject).unit_id)


def picture(subject: str) -> dict[str, Any]:
    """What is approved and what it is approved against: the proposal's keys, the finding, every reading's figures."""
    proposal = _proposal(subject)
    with desk("id") as at:
        return {"says": json.loads(proposal.says), "unit": proposal.unit_id, **_against(at, proposal)}


def _against(at: Desk, proposal: Proposal) -> dict[str, Any]:
    if proposal.undoes_id:
        return {"undoes": proposal.undoes.sha256}
    row = at.finding(proposal.finding_id)
    if row is None:
        return {"finding": None, "readings": []}
    keys = ("rule", "severity", "series", "fields", "terms", "observed", "expected", "life", "silent_because")
    readings = at.readings(row["sheet_id"], row["unit_id"], row["partition"])
    return {
        "finding": {key: row[key] for key in keys},
        "readings": [
            {"reading": r["reading_id"], "series": r["series"], "stands": r["stands"], "figures": at.figures(r)}
            for r in readings
        ],
    }


def granted(approval: Approval, role: str) -> None:
    """The decision's file is kept with the proposal, and is laid in the inbox once the approval is in the database.

    Raises Refusal where what it names is not there any more.
    """
    proposal = _proposal(approval.subject)
    now = timezone.localtime()
    people = {
        "author": proposal.author.title, "author_role": proposal.role,
        "approver": approval.decider.title, "approver_role": role,
    }  # fmt: skip
    name = file_name(proposal.effect, now, proposal.pk)
    one = written(json.loads(proposal.says), people, now, name)
    proposal.file, proposal.content, proposal.sha256 = name, one.content.decode(), one.sha256
    proposal.save()
    transaction.on_commit(lambda: lay(proposal))


def title(approval: Approval) -> str:
    """What is to be approved, in a line."""
    proposal = _proposal(approval.subject)
    with desk(language()) as at:
        speaking = at.speaking(proposal.contest, [proposal.unit_id])
        return f"{say(f'effect.{proposal.effect}')}: {at.unit(speaking, proposal.unit_id)}"


def told(seen: Mapping[str, Any], approval: Approval) -> dict[str, Any]:
    """The picture in words: old and new, the finding as it was seen, every reading's figures."""
    proposal = _proposal(approval.subject)
    says = seen["says"]
    with desk(language()) as at:
        speaking = at.speaking(proposal.contest, [proposal.unit_id])
        contest = at.contest(proposal.contest)
        terms = at.opened.terms
        readings = seen.get("readings", [])
        chosen = next((r for r in readings if r["reading"] == says.get("reading")), None)
        number = speaking.labels.number
        changes = []
        for change in says.get("set", ()):
            column = terms.column_of(contest, change["field"]) or change["field"]
            label = speaking.labels.field(column, contest)
            changes.append((label, number(change.get("old")), number(change["new"])))
        row = seen.get("finding")
        return {
            "effect": say(f"effect.{proposal.effect}"),
            "unit": at.unit(speaking, proposal.unit_id),
            "contest": speaking.labels.titles(contest.title),
            "changes": changes,
            "series": speaking.labels.series(chosen["series"]) if chosen else "",
            "sentence": at.sentence(speaking, row) if row else "",
            "rule": row["rule"] if row else "",
            "reason": say(f"reason.{says['reason']}"),
            "basis": says["basis"],
            "document": says["document"],
            "page": says.get("page"),
            "note": says.get("text", ""),
            "finding_id": proposal.finding_id,
            "proposal": proposal,
            "effect_may_be_undone": proposal.effect != "withdraw-source" and is_taken_in(proposal),
            "readings": [(speaking.labels.series(r["series"]), r["stands"]) for r in readings],
            "figures": _figures(speaking, contest, at.columns(), readings),
        }


def _figures(
    speaking: Here, contest: Contest, columns: Sequence[str], readings: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[str], bool]]:
    """Every column that some reading states, with what each states, and whether they part."""
    found = []
    for column in columns:
        values = [r["figures"].get(column) for r in readings]
        stated = {v for v in values if v is not None}
        if stated:
            label = speaking.labels.field(column, contest)
            found.append((label, [speaking.labels.number(v) for v in values], len(stated) > 1))
    return found
