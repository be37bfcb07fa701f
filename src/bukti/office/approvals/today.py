"""What waits at approvals: for a second person, too long, or for who asked since the picture is another by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bukti.office.approvals.deciding import is_stale, kind_of, may_decide
from bukti.office.approvals.models import OPEN, REFUSED, Approval
from bukti.office.caller import caller_of
from bukti.office.work import Kind, Work

LATE: Final = timedelta(days=3)
"""A house rule: what waits longer for a second person is late."""
SHOWN: Final = timedelta(days=14)
"""So long a refusal stands on the first page of who asked."""
MOST: Final = 200


def work(request: HttpRequest) -> Iterator[Work]:
    """Open approvals that the person may decide or has asked for, and own ones that were refused of late."""
    caller = caller_of(request)
    now = timezone.now()
    for approval in Approval.objects.filter(state=OPEN).order_by("asked_at")[:MOST]:
        own = caller.person.pk in (approval.author_id, approval.asker_id)
        if not own and not may_decide(approval, caller):
            continue
        kind: Kind = "asked" if own else "late" if now - approval.asked_at > LATE else "decide"
        if is_stale(approval):
            kind = "stale"
        yield _work(kind, approval)
    refused = Approval.objects.filter(state=REFUSED, asker=caller.person, decided_at__gte=now - SHOWN)
    for approval in refused.order_by("-decided_at")[:MOST]:
        yield _work("refused", approval)


def _work(kind: Kind, approval: Approval) -> Work:
    title = kind_of(approval.kind).title(approval)
    return Work(kind, title, approval.decided_at or approval.asked_at, reverse("approval", args=[approval.pk]))
