"""Rows that office keeps: each is saved by itself, leaves a trace in the trail, and is never deleted."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models, transaction


class OneByOne(models.QuerySet):
    """Rows to be read; what would change many past their trace is refused."""

    def update(self, **_: object) -> NoReturn:
        raise NotImplementedError

    def delete(self) -> NoReturn:
        raise NotImplementedError

    def bulk_create(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError

    def bulk_update(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError


class Kept(models.Model):
    """A row whose every state stands in the trail; row and trace are written together or not at all."""

    objects: Any = OneByOne.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **named: Any) -> None:
        with transaction.atomic():
            super().save(*arguments, **named)

    def delete(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError
