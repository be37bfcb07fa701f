"""Who asks: the person of a request, with the roles that are in force now and where each holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bukti.office.people.rights import ROLES, Right

if TYPE_CHECKING:
    from bukti.office.people.models import Person, RoleGrant


@dataclass(frozen=True)
class Caller:
    """A person and the grants in force at the moment of the request."""

    person: Person
    grants: Sequence[RoleGrant]

    @cached_property
    def has_second_factor(self) -> bool:
        from allauth.mfa.utils import is_mfa_enabled

        return bool(is_mfa_enabled(self.person))

    def has(self, right: Right) -> bool:
        """Whether some role in force gives the right, somewhere."""
        return any(right in ROLES[g.role] for g in self.grants)

    def scopes(self, right: Right) -> frozenset[str]:
        """The units within which the person has the right; the empty name is everywhere."""
        return frozenset(g.scope for g in self.grants if right in ROLES[g.role])

    def may(self, right: Right, units: Collection[str]) -> bool:
        """Whether the right holds for something that lies in all of these units, one above the other."""
        return not self.scopes(right).isdisjoint({"", *units})

    def must(self, right: Right, units: Collection[str]) -> None:
        """Raises PermissionDenied where the right does not hold there."""
        if not self.may(right, units):
            raise PermissionDenied

    def role_for(self, right: Right, units: Collection[str]) -> str:
        """The role by which the person has the right there. Raises PermissionDenied where by none."""
        for grant in self.grants:
            if right in ROLES[grant.role] and grant.scope in {"", *units}:
                return grant.role
        raise PermissionDenied


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a request, looked up once."""
    held: Any = request
    if not hasattr(held, "caller"):
        from bukti.office.people.models import RoleGrant

        found = list(RoleGrant.objects.in_force().filter(person=held.user)) if held.user.is_authenticated else []
        held.caller = Caller(held.user, found)
    found_caller: Caller = held.caller
    return found_caller
