"""The addresses of approvals. What may be seen and decided depends on the kind, so each view asks it as well."""

from __future__ import annotations

from typing import Final

from bukti.office.approvals.views import approval, decision, retracted
from bukti.office.routing import Route

ROUTES: Final = (
    Route("approval", "approvals/<int:number>/", approval, "own"),
    Route("decision", "approvals/<int:number>/decision/", decision, "own", "decide"),
    Route("retract", "approvals/<int:number>/retract/", retracted, None, "own"),
)
