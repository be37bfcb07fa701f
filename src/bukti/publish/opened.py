"""A workspace opened to be asked: what was built last, under the configuration that it was built with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bukti.engine.database import EngineError, connect, records
from bukti.engine.run import ABOVE
from bukti.engine.store import Store, kept_beside
from bukti.evidence import format as formats
from bukti.evidence.candidates import expanded, kept
from bukti.evidence.declaring import load
from bukti.evidence.terms import Terms
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.publish.build import TEXTS, Built, named
from bukti.vocabulary.problems import Place, refuse
from bukti.vocabulary.profile import load_profile

Row = dict[str, Any]
BATCH = 10_000


@dataclass(frozen=True)
class Opened:
    """The built tables; `changed` where bukti.toml says something else by now."""

    built: Built
    changed: bool

    @property
    def terms(self) -> Terms:
        return self.built.terms

    def partitions(self, contest: str, area: str) -> list[str] | None:
        """The partition that holds all of a unit of this area; None, for all, where the unit is above regencies."""
        return None if area == ABOVE else [f"{contest}/{area}"]

    def show(self, names: Iterable[str], partitions: Sequence[str] | None = None) -> None:
        """Views of the tables named, of some partitions or of all."""
        for name in names:
            some = partitions if self.terms.contracts[name].partitioned else None
            self.built.store.show(self.built.connection, name, some)

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """The rows of a query as mappings from column to value."""
        return records(self.built.connection, sql, parameters)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return sum(built.rows for built in self.built.store.slots.get(table, {}).values())

    def table(self, name: str, limit: int | None = None) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
        """A table's columns and its rows in the order of its key, at most so many."""
        contract = self.terms.contracts[name]
        self.show([name])
        at_most = "" if limit is None else f" limit {limit}"
        sql = f"select {', '.join(contract.names)} from {name} order by {', '.join(contract.key)}{at_most}"
        cursor = self.built.connection.execute(sql)
        return contract.names, (row for rows in iter(lambda: cursor.fetchmany(BATCH), []) for row in rows)


def texts_of(workspace: Workspace) -> dict[str, str]:
    """The digests of the texts that the last whole build stands on, by their names: the configuration, candidates."""
    texts: dict[str, str] = kept_beside(workspace.build).get(TEXTS, {})
    return texts


@contextmanager
def opened(workspace: Workspace) -> Iterator[Opened]:
    """The workspace as the last whole build left it. Raises Refusal where there was none, or by another version."""
    formats.require(workspace)
    texts = texts_of(workspace)
    digest = texts.get(CONFIGURATION, "")
    if not (workspace.objects / digest).is_file():
        raise refuse("NOT-BUILT", Place(str(workspace.root)))
    declared = expanded(
        load(workspace.objects / digest), lambda entry: kept(workspace, entry, texts.get(entry.path, ""))
    )
    terms = Terms(workspace, declared, load_profile(declared.configuration.election.profile))
    now = workspace.configuration.read_bytes() if workspace.configuration.is_file() else b""
    connection = connect()
    try:
        store = Store(workspace.build, terms.contracts)
        built = Built(named(terms, store, connection), store, connection, (), 0)
        yield Opened(built, hashlib.sha256(now).hexdigest() != digest)
    except EngineError as error:
        raise refuse("NOT-BUILT-BY-THIS", Place(str(workspace.build)), str(error).partition("\n")[0]) from error
    finally:
        connection.close()
