"""The first page, the accounts, and roles: asked for by who keeps accounts, granted by a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from allauth.mfa.totp import views as totp
from django.contrib.auth import logout as end_session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bukti.office.approvals.deciding import ask
from bukti.office.apps import work
from bukti.office.caller import caller_of
from bukti.office.people.models import AskedRole, Person, RoleGrant
from bukti.office.people.rights import ROLES
from bukti.office.words import say

GROUPS: Final = ("late", "decide", "stale", "refused", "asked", "unbuilt")


def home(request: HttpRequest) -> HttpResponse:
    """My work today: what waits for me, what is late, what went stale."""
    found = list(work(request))
    groups = [(kind, say(f"office.today.{kind}"), [w for w in found if w.kind == kind]) for kind in GROUPS]
    caller = caller_of(request)
    roles = [(say(f"office.role.{g.role}"), g.scope, g.ends) for g in caller.grants]
    context = {"groups": [g for g in groups if g[2]], "roles": roles, "sees": caller.has("see")}
    return render(request, "home_office.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles in force."""
    grants: dict[int, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.in_force().order_by("pk"):
        grants.setdefault(grant.person_id, []).append(grant)
    lines = [
        (
            p,
            [(say(f"office.role.{g.role}"), g.scope, str(g.ends or ""), g.pk) for g in grants.get(p.pk, [])],
        )
        for p in Person.objects.order_by("username")
    ]
    return render(request, "people.html", {"lines": lines, "may_ask": caller_of(request).has("ask-roles")})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def role(request: HttpRequest, number: int) -> HttpResponse:
    """A role is asked for, for one person."""
    person = Person.objects.filter(pk=number).first()
    if person is None:
        raise Http404
    wrong = ""
    sent: dict[str, Any] = {"role": "", "scope": "", "begins": str(timezone.localdate()), "ends": ""}
    if request.method == "POST":
        sent = {key: request.POST.get(key, "").strip()[:120] for key in sent}
        begins, ends = _day(sent["begins"]), _day(sent["ends"])
        if sent["role"] not in ROLES or begins is None or (sent["ends"] and (ends is None or ends < begins)):
            wrong = say("office.wrong.role")
        else:
            asked = AskedRole(person=person, role=sent["role"], scope=sent["scope"], begins=begins, ends=ends)
            asked.save()
            me = caller_of(request).person
            return redirect("approval", number=ask("role", str(asked.pk), me, me).pk)
    context = {"who": person, "wrong": wrong, "sent": sent, "roles": [(r, say(f"office.role.{r}")) for r in ROLES]}
    return render(request, "role.html", context, status=422 if wrong else 200)


def role_ends(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """A role ends today: to take a right away needs one person only."""
    grant = RoleGrant.objects.in_force().filter(pk=number).first()
    if grant is None:
        raise Http404
    today = timezone.localdate()
    grant.ends = max(grant.begins, today - timedelta(days=1))
    grant.save()
    return redirect("people")


def second_factor(request: HttpRequest) -> HttpResponse:
    """Codes on the phone are set up once, before anything else opens."""
    if caller_of(request).has_second_factor:
        return redirect("home")
    return totp.activate_totp(request)


def leave(request: HttpRequest) -> HttpResponse:
    """Who asked is signed out."""
    if request.method == "POST":
        end_session(request)
    return redirect("account_login")
