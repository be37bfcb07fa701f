"""A role before the second person: who gets which, where, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bukti.office.approvals.models import Approval
from bukti.office.people.models import AskedRole, RoleGrant
from bukti.office.people.rights import Right
from bukti.office.words import say

RIGHT: Final[Right] = "decide"
SEEN_BY: Final[Right] = "people"
TEMPLATE: Final = "asked_role.html"


def _asked(subject: str) -> AskedRole:
    found: AskedRole = AskedRole.objects.get(pk=subject)
    return found


def units(subject: str) -> tuple[str, ...]:  # noqa: ARG001
    """Roles are decided by who decides everywhere."""
    return ()


def picture(subject: str) -> dict[str, Any]:
    """The role that is asked for, and the roles that the person has."""
    one = _asked(subject)
    now = RoleGrant.objects.in_force().filter(person=one.person).order_by("pk")
    return {
        "person": one.person.username, "role": one.role, "scope": one.scope, "begins": str(one.begins),
        "ends": str(one.ends or ""), "has": [f"{g.role} {g.scope}".strip() for g in now],
    }  # fmt: skip


def granted(approval: Approval, role: str) -> None:  # noqa: ARG001
    """The person has the role."""
    one = _asked(approval.subject)
    RoleGrant(person=one.person, role=one.role, scope=one.scope, begins=one.begins, ends=one.ends).save()


def title(approval: Approval) -> str:
    """What is to be approved, in a line."""
    one = _asked(approval.subject)
    return say("office.role.asked", role=say(f"office.role.{one.role}"), person=one.person.title)


def told(seen: Mapping[str, Any], approval: Approval) -> dict[str, Any]:
    """The picture in words."""
    one = _asked(approval.subject)
    ends = date.fromisoformat(seen["ends"]) if seen["ends"] else None
    has = [say(f"office.role.{g.partition(' ')[0]}") + g.partition(" ")[2] for g in seen["has"]]
    return {
        "who": one.person.title, "role": say(f"office.role.{seen['role']}"), "scope": seen["scope"],
        "begins": seen["begins"], "ends": str(ends or ""), "has": has,
    }  # fmt: skip
