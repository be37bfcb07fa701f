"""A decision written as a file: the text of its keys, and where the file lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bukti.evidence import durable
from bukti.evidence.decision import FOLDER, SetField, Written, read
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, refuse

BARE: Final = ("time",)
"""Keys whose text stands in the file without quotes."""


def text_of(values: Mapping[str, Any], changes: tuple[SetField, ...] = ()) -> str:
    """The decision as TOML: keys that have a value in their order, then each figure that it sets."""
    lines = [f"{key} = {_value(key, value)}" for key, value in values.items() if value not in (None, "", (), [])]
    for change in changes:
        old = [f"old = {change.old}"] if change.old is not None else []
        lines += ["", "[[set]]", f"field = {_text(change.field)}", *old, f"new = {change.new}"]
    return "\n".join(lines) + "\n"


def _value(key: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text(str(v)) for v in value)}]"
    return str(value) if isinstance(value, int) or key in BARE else _text(str(value))


def _text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def drafted(name: str, text: str) -> Written:
    """The decision that the text says, as a file of this name. Raises Refusal with every key that is wrong."""
    content = text.encode()
    return read(name, hashlib.sha256(content).hexdigest(), content)


def put(workspace: Workspace, written: Written) -> Path:
    """The file lies in the inbox of decisions. Raises Refusal where one of its name is there."""
    path = workspace.decisions / written.name
    if path.exists():
        raise refuse("DC-NAME-TAKEN", Place(f"{FOLDER}/{written.name}"))
    durable.write(path, written.content)
    return path


def document_digest(named: str) -> str:
    """The SHA-256 (hex) that is named, or that of the file that is."""
    path = Path(named)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else named
