"""Accounts, and the roles that they have for a time, within a unit or everywhere."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from bukti.office.kept import Kept, OneByOne
from bukti.office.people.rights import ROLES


class People(BaseUserManager.from_queryset(OneByOne)):  # type: ignore[misc]
    """The accounts; made by `accounts.add` only."""


class Person(Kept, AbstractBaseUser):
    """An account: the name it signs in by, and what it is called in the office, as `Verifikator 1`."""

    username = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects: Any = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["title"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("title"), name="no_two_people_of_one_title")]

    def __str__(self) -> str:
        return str(self.title)


class Grants(OneByOne):
    """Roles that people have."""

    def in_force(self) -> Grants:
        """Those that hold today."""
        today = timezone.localdate()
        begun = self.filter(begins__lte=today)
        return begun.filter(models.Q(ends=None) | models.Q(ends__gte=today))


class RoleGrant(Kept):
    """A role of a person within a unit (the empty name is everywhere), from a day to a day or without end."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=120, blank=True, default="")
    begins = models.DateField()
    ends = models.DateField(null=True)

    objects: Any = Grants.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=sorted(ROLES)), name="a_role_that_there_is"),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("begins")),
                name="a_role_ends_after_it_begins",
            ),
        ]


class AskedRole(Kept):
    """A role that somebody is to have; it holds once a second person has granted it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=120, blank=True, default="")
    begins = models.DateField()
    ends = models.DateField(null=True)

    objects: Any
