"""A proposal as the file that it would be: the closed keys, the checks and the look-up of `bukti decide`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bukti.evidence.decision import SetField, Written
from bukti.evidence.drafting import drafted, text_of
from bukti.office.settings import here
from bukti.publish.decisions import looked_up

KEYS: Final = ("effect", "contest", "units", "sheet", "reading", "findings", "sources")
AFTER: Final = ("reason", "text", "basis", "document", "page")


def written(says: Mapping[str, Any], people: Mapping[str, str], time: datetime, name: str) -> Written:
    """The decision as its file. Raises Refusal with every key that is wrong, or whatever is not there to be decided."""
    values = {
        **{key: says.get(key) for key in KEYS}, **people, **{key: says.get(key) for key in AFTER},
        "time": time.isoformat(timespec="seconds"),
    }  # fmt: skip
    changes = tuple(SetField(**change) for change in says.get("set", ()))
    one = drafted(name, text_of(values, changes))
    looked_up(here().workspace, one)
    return one


def file_name(effect: str, time: datetime, number: int) -> str:
    """The name of a decision's file: its moment, its effect, the number of its proposal."""
    return f"{time:%Y%m%d%H%M%S}-{effect}-{number}.toml"


def plain(says: Mapping[str, Any]) -> str:
    """What a proposal says, as it is kept."""
    return json.dumps(says, sort_keys=True, ensure_ascii=False)
