"""The addresses of the findings desk."""

from __future__ import annotations

from typing import Final

from bukti.office.desk.proposing import propose, undo
from bukti.office.desk.views import document, finding, findings, proposal, proposals
from bukti.office.routing import Route

ROUTES: Final = (
    Route("findings", "findings/", findings, "see"),
    Route("finding", "findings/<str:finding_id>/", finding, "see"),
    Route("propose", "findings/<str:finding_id>/<str:effect>/", propose, "propose", "propose"),
    Route("proposals", "proposals/", proposals, "see"),
    Route("proposal", "proposals/<int:number>/", proposal, "see"),
    Route("undo", "proposals/<int:number>/undo/", undo, "propose", "propose"),
    Route("document", "documents/<str:digest>/", document, "see"),
)
