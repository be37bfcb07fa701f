"""The capabilities of the office: each is one Django app and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bukti.office.routing import Route
    from bukti.office.work import Work

CAPABILITIES: Final = ("trail", "people", "approvals", "desk")
"""In the order in which the navigation has them. An app has `routes.py` with ROUTES; `today.py` where people wait."""
MODULES: Final = tuple(f"bukti.office.{name}" for name in CAPABILITIES)


def routes() -> Iterator[Route]:
    """Every route of every app."""
    for module in MODULES:
        yield from import_module(f"{module}.routes").ROUTES


def work(request: Any) -> Iterator[Work]:
    """What waits for the person who asks, from every app that has work to show."""
    for module in ("bukti.office.approvals", "bukti.office.desk"):
        yield from import_module(f"{module}.today").work(request)
