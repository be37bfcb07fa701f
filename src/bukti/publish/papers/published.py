"""What the public sees by now: the publication and the checkpoint over it, as the folder of the site states them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.checkpoint import read as read_checkpoint
from bukti.ledger.note import NotANote, parts
from bukti.publish.opened import Opened
from bukti.vocabulary.problems import Place, refuse

SHORT = 12


@dataclass(frozen=True)
class Published:
    """A publication: its number and moment, the checkpoint over it, whether the tables here are the ones it shows."""

    number: int
    time: str
    checkpoint: Checkpoint
    same: bool

    @property
    def short(self) -> str:
        """The checkpoint's short form, for people to compare: the tree's size and 12 hex digits of its root."""
        return f"{self.checkpoint.size}·{self.checkpoint.root.hex()[:SHORT]}"


def published(opened: Opened) -> Published | None:
    """The publication that the public sees; None where there is none.

    Raises Refusal (PAPER-PUBLICATION) where the site's folder holds something that is no publication.
    """
    current = opened.terms.workspace.root / "site" / "current"
    said = current / "publication.json"
    if not said.is_file():
        return None
    checkpoint = _checkpoint(current / "log" / "checkpoint")
    try:
        stated = json.loads(said.read_text(encoding="utf-8"))
        number, time, tables = stated["number"], stated["time"], stated["tables"]
        if type(number) is not int or type(time) is not str or type(tables) is not dict:
            raise TypeError(said.name)
        if datetime.fromisoformat(time).utcoffset() is None:
            raise ValueError(time)
    except (ValueError, KeyError, TypeError) as error:
        raise refuse("PAPER-PUBLICATION", Place(str(said)), str(error)) from error
    return Published(number, time, checkpoint, _digests(opened, tables) == tables)


def _checkpoint(file: Path) -> Checkpoint:
    """The checkpoint that lies beside the pages; who signed it is for `verify` to say."""
    try:
        return read_checkpoint(parts(file.read_bytes())[0])
    except (OSError, NotANote) as error:
        raise refuse("PAPER-PUBLICATION", Place(str(file)), str(error)) from error


def _digests(opened: Opened, tables: dict[str, object]) -> dict[str, str]:
    """The content digests here of the tables that a publication names."""
    known = opened.terms.contracts
    return {name: opened.built.store.table_digest(name) for name in tables if name in known}


__all__ = ["Published", "published"]
