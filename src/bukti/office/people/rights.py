"""The roles of an office and what each may do, by design of the two persons: who proposes does not decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Right = Literal["see", "propose", "decide", "people", "ask-roles", "trail"]
"""See findings and proposals; propose; decide; see accounts; ask for roles; read the trail."""

ROLES: Final[Mapping[str, frozenset[Right]]] = {
    "entry": frozenset({"see"}),
    "verifier": frozenset({"see", "propose"}),
    "approver": frozenset({"see", "decide", "people"}),
    "archivist": frozenset({"see"}),
    "logistics": frozenset({"see"}),
    "information": frozenset({"see"}),
    "editor": frozenset({"see"}),
    "auditor": frozenset({"see", "people", "trail"}),
    "admin": frozenset({"people", "ask-roles"}),
}
"""An auditor reads all and changes nothing; an admin keeps accounts and has no part in results."""
SHORT_SESSIONS: Final = ("approver", "admin")
"""Roles whose sessions end after a quarter of an hour without use."""
