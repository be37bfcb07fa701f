"""Asking and deciding: what is decided is what was seen, and what was seen is what is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from bukti.office.approvals.models import GRANTED, OPEN, REFUSED, RETRACTED, Approval
from bukti.office.caller import Caller

KINDS: Final[Mapping[str, str]] = {"decision": "bukti.office.desk.approving", "role": "bukti.office.people.granting"}
"""What can be approved: a module each, with `RIGHT`, `units`, `picture`, `granted`, `told` and `TEMPLATE`."""
NOT_OPEN: Final = "not-open"
STALE: Final = "stale"


class NotDecided(Exception):
    """Nothing was decided: `not-open` where somebody was before, `stale` where the picture is another by now."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def kind_of(name: str) -> ModuleType:
    return import_module(KINDS[name])


def text_of(picture: Mapping[str, Any]) -> str:
    """A picture as the one text whose digest is taken."""
    return json.dumps(picture, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def ask(kind: str, subject: str, author: Any, asker: Any) -> Approval:
    """An open approval of the subject as it is now."""
    picture = text_of(kind_of(kind).picture(subject))
    asked = Approval(
        kind=kind, subject=subject, author=author, asker=asker, picture=picture, digest=digest_of(picture),
        asked_at=timezone.now(),
    )  # fmt: skip
    asked.save()
    return asked


def is_stale(approval: Approval) -> bool:
    """Whether what is to be approved looks otherwise by now than when it was asked for."""
    now = kind_of(approval.kind).picture(approval.subject)
    return digest_of(text_of(now)) != approval.digest


def may_decide(approval: Approval, caller: Caller) -> bool:
    """Whether this person may be the second one."""
    if caller.person.pk in (approval.author_id, approval.asker_id):
        return False
    kind = kind_of(approval.kind)
    return caller.may(kind.RIGHT, kind.units(approval.subject))


def decide(number: int, caller: Caller, yes: bool, seen: str, reason: str = "") -> Approval:
    """The approval, granted or refused by the caller, who saw the picture of the digest `seen`.

    Raises PermissionDenied where the caller may not, NotDecided where there is nothing to decide any more.
    """
    with transaction.atomic():
        approval: Approval = Approval.objects.select_for_update().get(pk=number)
        if not may_decide(approval, caller):
            raise PermissionDenied
        if approval.state != OPEN:
            raise NotDecided(NOT_OPEN)
        if seen != approval.digest or (yes and is_stale(approval)):
            raise NotDecided(STALE)
        approval.decider = caller.person
        approval.decided_at = timezone.now()
        approval.state = GRANTED if yes else REFUSED
        approval.reason = reason
        approval.save()
        if yes:
            kind = kind_of(approval.kind)
            kind.granted(approval, caller.role_for(kind.RIGHT, kind.units(approval.subject)))
        return approval


def retract(number: int, caller: Caller) -> Approval:
    """The approval, asked for no more. Raises PermissionDenied where another asked, NotDecided where it is decided."""
    with transaction.atomic():
        approval: Approval = Approval.objects.select_for_update().get(pk=number)
        if caller.person.pk not in (approval.author_id, approval.asker_id):
            raise PermissionDenied
        if approval.state != OPEN:
            raise NotDecided(NOT_OPEN)
        approval.state = RETRACTED
        approval.save()
        return approval
