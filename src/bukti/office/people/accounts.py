"""New accounts: by whoever holds the machine, with a password that is told once."""

from __future__ import annotations

import re
import secrets

from django.utils import timezone

from bukti.office.people.models import Person, RoleGrant
from bukti.office.people.rights import ROLES
from bukti.vocabulary.problems import refuse

_OTHER = re.compile(r"[^a-z0-9]+")


def username_of(title: str) -> str:
    """The name that a title signs in by: verifikator-1."""
    return _OTHER.sub("-", title.casefold()).strip("-")


def add(title: str, role: str | None = None, scope: str = "", demo: bool = False) -> tuple[str, str]:
    """The name and the first password of a new account, with a role from today where one is named.

    Raises Refusal where the title is taken or says nothing, or there is no such role.
    """
    username = username_of(title)
    if role is not None and role not in ROLES:
        raise refuse("OFFICE-NO-ROLE", found=role, expected=", ".join(ROLES))
    if not username or Person.objects.filter(username=username).exists():
        raise refuse("OFFICE-NAME-TAKEN", found=title)
    password = secrets.token_urlsafe(18)
    person = Person(username=username, title=title.strip(), is_demo=demo)
    person.set_password(password)
    person.save()
    if role is not None:
        RoleGrant(person=person, role=role, scope=scope, begins=timezone.localdate()).save()
    return username, password
