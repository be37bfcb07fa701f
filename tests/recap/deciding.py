"""Decision files for tests: the least that a decision must say, and what a test says beside that."""

from __future__ import annotations

from typing import Any

from bukti.evidence.workspace import Workspace

DOCUMENT = "ab" * 32
LEAST = {
    "author": "Budi", "author_role": "kpu-clerk", "approver": "Sri", "approver_role": "kpu-member",
    "reason": "typing", "basis": "PKPU 5/2024 art. 17", "document": DOCUMENT, "time": "2024-03-01T10:00:00+07:00",
}  # fmt: skip


def toml(effect: str, *but: str, **said: Any) -> str:
    """The text of a decision; keys named in `but` are left out."""
    values = {"effect": effect, **LEAST, **said}
    lines = [f"{k} = {_value(k, v)}" for k, v in values.items() if k not in but and k != "set"]
    for field, old, new in said.get("set", ()):
        known = [f"old = {old}"] if old is not None else []
        lines += ["", "[[set]]", f'field = "{field}"', *known, f"new = {new}"]
    return "\n".join(lines) + "\n"


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(f'"{v}"' for v in value) + "]"
    return str(value) if key == "time" or isinstance(value, int) else f'"{value}"'


def decide(workspace: Workspace, name: str, effect: str, *but: str, **said: Any) -> str:
    """The decision lies in the inbox; what its file says."""
    workspace.decisions.mkdir(exist_ok=True)
    text = toml(effect, *but, **said)
    (workspace.decisions / f"{name}.toml").write_text(text, encoding="utf-8")
    return text
