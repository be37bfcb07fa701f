"""The request that is answered now, so that the trail can say whose act an entry is."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

asking: ContextVar[Any] = ContextVar("asking", default=None)
