"""The chain itself: an entry's digest is over its text and the digest before it, so none can be changed alone."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from bukti.office.trail.asked import asking
from bukti.office.trail.models import Entry, Head

START: Final = "0" * 64
SECRET: Final = ("password", "data")
"""Columns whose text is nobody's business: the trail has their digests under the office's key."""


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold: the number of the entry, and which of its bonds."""

    number: int
    bond: str


def plain(row: models.Model) -> dict[str, Any]:
    """Every column of a row as JSON holds it."""
    found: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        value = column.value_from_object(row)
        text = value if isinstance(value, int | str | type(None)) else json.dumps(value, sort_keys=True, default=str)
        found[column.attname] = sealed(str(text)) if column.attname in SECRET else text
    return found


def sealed(text: str) -> str:
    """The digest of a secret under the office's key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def digest_of(previous: str, said: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the digest before and the entry's own text."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _said(entry: Entry) -> dict[str, Any]:
    at = entry.at.astimezone(timezone.get_default_timezone()).isoformat(timespec="microseconds")
    return {"number": entry.number, "at": at, "by": entry.by, "what": entry.what, "key": entry.key, "row": entry.row}


def add(row: models.Model, gone: bool = False) -> None:
    """The chain ends with the row as it is now."""
    request = asking.get()
    person = getattr(request, "user", None)
    with transaction.atomic():
        head = Head.objects.select_for_update().get(pk=1)
        entry = Entry(
            number=head.number + 1,
            at=timezone.now(),
            by=person.username if person is not None and person.is_authenticated else "",
            what=row._meta.label,
            key=str(row.pk),
            row=json.dumps({**plain(row), **({"gone": True} if gone else {})}, sort_keys=True, ensure_ascii=False),
            previous=head.digest,
        )
        entry.digest = digest_of(head.digest, _said(entry))
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save()


def broken(entries: Iterable[Entry] | None = None) -> list[Broken]:
    """Every place where the chain does not hold: none, unless somebody changed the database by hand."""
    found: list[Broken] = []
    previous, number = START, 0
    for entry in entries if entries is not None else Entry.objects.order_by("number").iterator():
        number += 1
        if entry.number != number:
            found.append(Broken(entry.number, "number"))
            number = entry.number
        if entry.previous != previous:
            found.append(Broken(entry.number, "previous"))
        if entry.digest != digest_of(entry.previous, _said(entry)):
            found.append(Broken(entry.number, "digest"))
        previous = entry.digest
    head = Head.objects.get(pk=1)
    if entries is None and (head.number, head.digest) != (number, previous):
        found.append(Broken(head.number, "head"))
    return found
