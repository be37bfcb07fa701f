"""The chain of entries, and its head: one row that says where it ends."""

from __future__ import annotations

from typing import Any

from django.db import models

from bukti.office.kept import OneByOne


class Entry(models.Model):
    """A row as somebody left it: what it was, who did it, when, and the digest that binds all before it."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    """The name that the person signs in by; empty where it was the machine or whoever holds it."""
    what = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    row = models.TextField()
    """Every column as canonical JSON, secrets as their digests under the office's key."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects: Any = OneByOne.as_manager()

    class Meta:
        ordering = ("number",)


class Head(models.Model):
    """Where the chain ends; who adds to it holds this row meanwhile."""

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
