"""Proposals: what somebody would have decided about a finding, and the file that became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from bukti.office.kept import Kept


class Proposal(Kept):
    """A decision that is proposed: its keys but for people and time (`says`, JSON), and what it is about.

    `file` and `content` are the decision's file once it was approved: exactly these bytes are laid in the inbox.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    effect = models.CharField(max_length=20)
    contest = models.CharField(max_length=60)
    unit_id = models.CharField(max_length=120)
    finding_id = models.CharField(max_length=80, blank=True)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    says = models.TextField()
    file = models.CharField(max_length=120, blank=True)
    content = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: Any

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", content="") | ~Q(file="", content=""), name="file_with_content"
            ),
            models.UniqueConstraint(fields=("file",), condition=~Q(file=""), name="one_proposal_a_file"),
        ]
