"""One model for every second person: author, asker and decider differ, and the database holds it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bukti.office.kept import Kept

OPEN: Final = "open"
GRANTED: Final = "granted"
REFUSED: Final = "refused"
RETRACTED: Final = "retracted"
STATES: Final = (OPEN, GRANTED, REFUSED, RETRACTED)


class Approval(Kept):
    """Somebody is asked to approve something: what (`kind`, `subject`), its picture, the digest of the picture.

    The author made what is to be approved, the asker asked for it, and may be the author; the decider is neither.
    """

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default=OPEN)
    picture = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects: Any

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decider=None) | (~Q(decider=F("author")) & ~Q(decider=F("asker"))), name="two_persons"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_that_there_is"),
            models.CheckConstraint(
                condition=Q(state__in=(OPEN, RETRACTED), decider=None, decided_at=None)
                | Q(state__in=(GRANTED, REFUSED), decider__isnull=False, decided_at__isnull=False),
                name="decided_by_somebody",
            ),
            models.UniqueConstraint(fields=("kind", "subject"), condition=Q(state=OPEN), name="asked_once_at_a_time"),
        ]
        indexes = [models.Index(fields=("state", "kind"), name="approvals_open")]
