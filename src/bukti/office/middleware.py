"""What holds for every answer: the policy of its page, the end of idle sessions, acts that are whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from bukti.office.caller import caller_of
from bukti.office.people.rights import SHORT_SESSIONS
from bukti.office.trail.asked import asking

Answer = Callable[[HttpRequest], HttpResponse]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
IDLE: Final = 60 * 60
IDLE_SHORT: Final = 15 * 60
WHOLE: Final = 12 * 3600
"""Seconds after which a session ends: unused, unused by who decides, and however much it is used."""
SEEN, BEGAN = "seen", "began"


def clock() -> float:
    return time.time()


def policy(answer: Answer) -> Answer:
    """Nothing inline, nothing from other hosts, no frame around it; no page is kept by what lies between."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store")
        return response

    return answered


def sessions_end(answer: Answer) -> Answer:
    """A session that was idle too long, or began too long ago, is over."""

    def answered(request: HttpRequest) -> HttpResponse:
        held: Any = request
        if held.user.is_authenticated:
            now = clock()
            began, seen = (held.session.get(key, now) for key in (BEGAN, SEEN))
            short = any(g.role in SHORT_SESSIONS for g in caller_of(request).grants)
            if now - seen > (IDLE_SHORT if short else IDLE) or now - began > WHOLE:
                logout(request)
                del held.caller
            else:
                held.session[BEGAN], held.session[SEEN] = began, now
        return answer(request)

    return answered


def acts_are_whole(answer: Answer) -> Answer:
    """What a request writes is written all together, or not at all where it ends in a fault."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return answer(request)
        token = asking.set(request)
        try:
            with transaction.atomic():
                response = answer(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                return response
        finally:
            asking.reset(token)

    return answered
