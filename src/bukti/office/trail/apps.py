"""The trail listens to every row that is saved or deleted, but for sessions and itself."""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save

APART: Final = ("sessions.", "trail.", "contenttypes.", "auth.", "migrations.")


class Trail(AppConfig):
    """Every other app's rows leave their traces here."""

    name = "bukti.office.trail"

    def ready(self) -> None:
        post_save.connect(_saved, dispatch_uid="trail-saved")
        post_delete.connect(_deleted, dispatch_uid="trail-deleted")


def _is_kept(sender: Any) -> bool:
    return not sender._meta.label_lower.startswith(APART) and sender.__module__ != "__fake__"


def _saved(sender: Any, instance: Any, **_: Any) -> None:
    if _is_kept(sender):
        from bukti.office.trail.chain import add

        add(instance)


def _deleted(sender: Any, instance: Any, **_: Any) -> None:
    if _is_kept(sender):
        from bukti.office.trail.chain import add

        add(instance, gone=True)
