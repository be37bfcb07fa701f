"""One thing that waits for a person, as the first page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["decide", "late", "stale", "asked", "unbuilt", "refused"]


@dataclass(frozen=True)
class Work:
    """What it is, in words, since when, and where it is done."""

    kind: Kind
    title: str
    since: datetime
    target: str
