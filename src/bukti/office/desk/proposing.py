"""Proposals are made here: a correction, an explanation, an acceptance; or that an earlier decision be withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bukti.evidence.decision import REASONS
from bukti.evidence.drafting import drafted
from bukti.office.approvals.deciding import ask
from bukti.office.caller import caller_of
from bukti.office.desk.drafts import file_name, plain, written
from bukti.office.desk.forms import EFFECTS, NEW, Draft, read
from bukti.office.desk.laying import is_taken_in
from bukti.office.desk.models import Proposal
from bukti.office.desk.tables import Desk, Row, desk
from bukti.office.desk.views import KIND, found
from bukti.office.words import language, say
from bukti.vocabulary.problems import Refusal

SOMEBODY = {"approver": "…", "approver_role": "approver"}
"""Stands for the second person while a proposal is looked up before there is one."""


def propose(request: HttpRequest, finding_id: str, effect: str) -> HttpResponse:
    """The form of a proposal about a finding, and what becomes of it when it is sent."""
    if effect not in EFFECTS:
        raise Http404
    with desk(language()) as at:
        row = found(request, at, finding_id, "propose")
        readings = at.readings(row["sheet_id"], row["unit_id"], row["partition"])
        if effect == "set-field" and not readings:
            raise Http404
        chosen = _chosen(request, readings) if effect == "set-field" else None
        old = at.figures(chosen) if chosen else {}
        names = {column: at.name_of(row["contest"], column) for column in old}
        draft = Draft()
        told = ""
        if request.method == "POST":
            draft = read(request, old, names)
            if not draft.wrong:
                says = _says(effect, row, chosen, draft)
                try:
                    return _asked(request, at, effect, row, says)
                except Refusal as refusal:
                    told = "\n".join(p.tell(say) for p in refusal.problems)
        status = 422 if request.method == "POST" else 200
        return render(request, "propose.html", _shown(at, effect, row, readings, chosen, draft, told), status=status)


def _chosen(request: HttpRequest, readings: list[Row]) -> Row:
    """The reading that is corrected: the one asked for, else the one that stands."""
    asked = request.POST.get("reading") or request.GET.get("reading")
    return next((r for r in readings if r["reading_id"] == asked), readings[0])


def _says(effect: str, row: Row, chosen: Row | None, draft: Draft) -> dict[str, Any]:
    """The keys of the decision, but for people and time."""
    common = {
        "effect": effect, "reason": draft.reason, "basis": draft.basis, "document": draft.document,
        **({"page": draft.page} if draft.page else {}), **({"text": draft.note} if draft.note else {}),
    }  # fmt: skip
    if chosen is None:
        return {**common, "findings": [row["finding_id"]]}
    return {
        **common, "contest": row["contest"], "units": [row["unit_id"]], "sheet": chosen["sheet_id"],
        "reading": chosen["reading_id"], "set": draft.changes,
    }  # fmt: skip


def _asked(request: HttpRequest, at: Desk, effect: str, row: Row, says: dict[str, Any]) -> HttpResponse:
    """The proposal is kept and waits for the second person. Raises Refusal where it could never be decided."""
    caller = caller_of(request)
    role = caller.role_for("propose", at.above(row["unit_id"]))
    now = timezone.localtime()
    people = {"author": caller.person.title, "author_role": role, **SOMEBODY}
    written(says, people, now, file_name(effect, now, 0))
    made = Proposal(
        author=caller.person, role=role, made_at=now, effect=effect, contest=row["contest"], unit_id=row["unit_id"],
        finding_id=row["finding_id"], says=plain(says),
    )  # fmt: skip
    made.save()
    return redirect("approval", number=ask(KIND, str(made.pk), caller.person, caller.person).pk)


def _shown(
    at: Desk, effect: str, row: Row, readings: list[Row], chosen: Row | None, draft: Draft, told: str
) -> dict[str, Any]:
    speaking = at.speaking(row["contest"], [row["unit_id"]])
    contest = at.contest(row["contest"])
    lines = []
    for column, value in (at.figures(chosen) if chosen else {}).items():
        lines.append(
            {
                "name": NEW + column, "label": speaking.labels.field(column, contest),
                "now": speaking.labels.number(value), "typed": draft.typed.get(column, ""),
                "wrong": draft.wrong.get(NEW + column, ""), "concerned": column in row["fields"].split(),
            }
        )  # fmt: skip
    lines.sort(key=lambda line: not line["concerned"])
    return {
        "effect": effect, "title": say(f"office.propose.{effect}"), "row": row,
        "unit": at.unit(speaking, row["unit_id"]),
        "sentence": at.sentence(speaking, row), "lines": lines, "draft": draft, "told_wrong": told,
        "reasons": [(r, say(f"reason.{r}")) for r in REASONS if r != "definition"],
        "pictures": at.pictures(readings), "reading": chosen["reading_id"] if chosen else "",
        "others": [
            (r["reading_id"], speaking.labels.series(r["series"])) for r in readings if chosen and r["last"]
        ],
        "series": speaking.labels.series(chosen["series"]) if chosen else "",
    }  # fmt: skip


def undo(request: HttpRequest, number: int) -> HttpResponse:
    """That a decision which was taken in be withdrawn: one more fact, proposed and approved like any other."""
    one = Proposal.objects.filter(pk=number).first()
    if one is None or not is_taken_in(one) or one.effect == "withdraw-source":
        raise Http404
    with desk(language()) as at:
        caller = caller_of(request)
        caller.must("propose", at.above(one.unit_id))
        speaking = at.speaking(one.contest, [one.unit_id])
        draft = Draft()
        told = ""
        if request.method == "POST":
            draft = read(request, {}, {})
            if not draft.wrong:
                try:
                    return _undone(request, at, one, draft)
                except Refusal as refusal:
                    told = "\n".join(p.tell(say) for p in refusal.problems)
        context = {
            "effect": "withdraw-source", "title": say("office.propose.withdraw-source"), "row": None, "lines": [],
            "unit": at.unit(speaking, one.unit_id), "draft": draft, "told_wrong": told, "pictures": [], "reading": "",
            "sentence": say("office.undo.of", effect=say(f"effect.{one.effect}"), number=one.pk), "others": [],
            "reasons": [(r, say(f"reason.{r}")) for r in REASONS if r != "definition"], "series": "", "undoes": one.pk,
        }  # fmt: skip
        return render(request, "propose.html", context, status=422 if request.method == "POST" else 200)


def _undone(request: HttpRequest, at: Desk, one: Proposal, draft: Draft) -> HttpResponse:
    caller = caller_of(request)
    role = caller.role_for("propose", at.above(one.unit_id))
    if Proposal.objects.filter(undoes=one).exclude(file="").exists():
        raise PermissionDenied
    now = timezone.localtime()
    says = {**_says("withdraw-source", {"finding_id": ""}, None, draft), "sources": [drafted(one.file, one.content).id]}
    del says["findings"]
    people = {"author": caller.person.title, "author_role": role, **SOMEBODY}
    written(says, people, now, file_name("withdraw-source", now, 0))
    made = Proposal(
        author=caller.person, role=role, made_at=now, effect="withdraw-source", contest=one.contest,
        unit_id=one.unit_id, finding_id=one.finding_id, undoes=one, says=plain(says),
    )  # fmt: skip
    made.save()
    return redirect("approval", number=ask(KIND, str(made.pk), caller.person, caller.person).pk)
