"""The page of the second person: the picture, who made it, and the two answers."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bukti.office.approvals.deciding import (
    NotDecided,
    ask,
    decide,
    is_stale,
    kind_of,
    may_decide,
    retract,
)
from bukti.office.approvals.models import OPEN, Approval
from bukti.office.caller import caller_of
from bukti.office.words import say
from bukti.vocabulary.problems import Refusal


def _found(number: int) -> Approval:
    found: Approval | None = Approval.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, approval: Approval, wrong: str = "", status: int = 200) -> HttpResponse:
    kind = kind_of(approval.kind)
    caller = caller_of(request)
    stale = approval.state == OPEN and is_stale(approval)
    context: dict[str, Any] = {
        "approval": approval,
        "state": say(f"office.state.{approval.state}"),
        "is_open": approval.state == OPEN,
        "may_decide": approval.state == OPEN and may_decide(approval, caller),
        "is_own": caller.person.pk in (approval.author_id, approval.asker_id),
        "stale": stale,
        "wrong": wrong,
        "told_as": kind.TEMPLATE,
        **kind.told(json.loads(approval.picture), approval),
    }
    return render(request, "approval.html", context, status=status)


def approval(request: HttpRequest, number: int) -> HttpResponse:
    """One approval as it was asked for."""
    found = _found(number)
    kind = kind_of(found.kind)
    caller = caller_of(request)
    caller.must(kind.SEEN_BY, kind.units(found.subject))
    return _shown(request, found)


@reauthentication_required(allow_get=True)
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Granted or refused; who comes here without an answer is led to the picture."""
    if request.method != "POST":
        return redirect("approval", number=number)
    found = _found(number)
    yes = request.POST.get("answer") == "yes"
    reason = request.POST.get("reason", "").strip()
    if not may_decide(found, caller_of(request)):
        raise PermissionDenied
    if not yes and not reason:
        return _shown(request, found, say("office.approval.reason-missing"), 422)
    try:
        decide(number, caller_of(request), yes, request.POST.get("seen", ""), reason)
    except NotDecided as not_decided:
        return _shown(request, _found(number), say(f"office.approval.{not_decided.why}"), 409)
    except Refusal as refusal:
        return _shown(request, _found(number), "\n".join(p.tell(say) for p in refusal.problems), 409)
    return redirect("approval", number=number)


def retracted(request: HttpRequest, number: int) -> HttpResponse:
    """Asked for no more, by who asked; or asked for anew with the picture of now."""
    _found(number)
    try:
        gone = retract(number, caller_of(request))
    except NotDecided as not_decided:
        return _shown(request, _found(number), say(f"office.approval.{not_decided.why}"), 409)
    if request.POST.get("again"):
        gone = ask(gone.kind, gone.subject, gone.author, caller_of(request).person)
    return redirect("approval", number=gone.pk)
