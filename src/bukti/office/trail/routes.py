"""The addresses of the trail."""

from __future__ import annotations

from typing import Final

from bukti.office.routing import Route
from bukti.office.trail.views import trail

ROUTES: Final = (Route("trail", "trail/", trail, "trail"),)
