"""Accepted matches as they stand in bukti.toml: lines are added at its end, and what stands there stays as it is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence

from bukti.evidence import durable
from bukti.evidence.configuration import Match
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.vocabulary.problems import Place, refuse


def add_matches(workspace: Workspace, matches: Sequence[Match]) -> None:
    """bukti.toml ends in a [[match]] for each of these; every byte before them is as it was.

    Raises Refusal where TOML does not allow a [[match]] there, since `match = …` stands above; nothing is written then.
    """
    before = workspace.configuration.read_bytes()
    ending = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if before.endswith(b"\n") else ending
    blocks = "".join(ending + "".join(line + ending for line in _lines(match)) for match in matches)
    after = before + (gap + blocks).encode()
    try:
        tomllib.loads(after.decode())
    except tomllib.TOMLDecodeError as error:
        raise refuse("CF-MATCH-INLINE", Place(CONFIGURATION), str(error)) from error
    durable.write(workspace.configuration, after)


def _lines(match: Match) -> list[str]:
    path = ", ".join(map(_text, match.path))
    values = {
        "source": _text(match.source), "level": _text(match.level), "path": f"[{path}]",
        "unit": _text(match.unit), "by": _text(match.by), "reason": _text(match.reason),
    }  # fmt: skip
    return ["[[match]]", *(f"{key} = {value}" for key, value in values.items())]


def _text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
