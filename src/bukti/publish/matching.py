"""Names in sources that no unit has, for a person to match: what is open, and what was chosen as configuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bukti.engine.database import connect
from bukti.evidence import durable, lock
from bukti.evidence.configuration import Match
from bukti.evidence.matches import add_matches
from bukti.evidence.receive import stage
from bukti.evidence.terms import Terms, settle, wanted
from bukti.evidence.workspace import Workspace
from bukti.intake.cutting import cut_parts
from bukti.intake.extract import Entry
from bukti.intake.named import Unmatched, match_rows
from bukti.intake.naming import Named, Names
from bukti.intake.raw import Columns, keys_of, load_raw
from bukti.intake.unit_table import unit_table
from bukti.intake.unit_tables import load_units
from bukti.vocabulary.names import normal
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import nearest


@dataclass
class Open:
    """The names that no unit has, source by source in the order of their rows, and what else is wrong with names."""

    terms: Terms
    units: dict[str, Named]
    unmatched: list[Unmatched] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)

    def unit(self, at: Unmatched, code: str) -> Named:
        """The unit of this code at the level of the name. Raises Refusal with the nearest where there is none."""
        units = self.terms.configuration.units
        unit = self.units.get(f"{units.scheme if units else ''}:{code}")
        if unit is None or unit.level != at.level:
            known = at.near or Names(self.units.values(), [at.level]).near(at.level, at.path[-1])
            told = ", ".join(f"{u.code} {u.name}" for u in known) or "–"
            raise refuse("IN-MATCH-UNIT", Place(field=at.told), code, told)
        return unit


def open_names(workspace: Workspace) -> Open:
    """Every name that no unit has. Changes nothing. Raises Refusal where files cannot be read."""
    terms = settle(workspace)
    entries, problems = wanted(terms)
    if problems:
        raise Refusal(dict.fromkeys(problems))
    with durable.scratch(workspace.build) as scratch, connect(scratch) as connection:
        receipt = stage(workspace, entries, scratch)
        by_entry = {w.entry: [s for s in receipt.staged if s.received.entry == w.entry] for w in entries}
        units = unit_table(terms, by_entry, (), [])
        load_units(connection, terms.contracts["unit"], units)
        above = (Named(u.unit_id, u.level, u.name, u.parent_id) for u in units.units)
        found = Open(terms, {u.unit_id: u for u in above})
        for place, source in enumerate(terms.configuration.source, 1):
            if not source.unit.names:
                continue
            staged = by_entry[source.id]
            entry = Entry(terms, source, place, Columns(keys_of(source)))
            files = {s.received.source_id: s.received.name for s in staged}
            load_raw(connection, source, staged, entry.columns, (), [])
            cut_parts(connection, entry, files)
            matched = match_rows(connection, entry, files)
            found.unmatched += matched.unmatched
            found.wrong += matched.wrong
    return found


def chosen(found: Open, written: Iterable[str]) -> list[tuple[Unmatched, Named]]:
    """The names chosen as `NAME=CODE`, each with its unit; what is accepted already with that code is left out.

    NAME is the path as it is listed, its parts joined by ` / `. Raises Refusal where no open name is written so.
    """
    picked: list[tuple[Unmatched, Named]] = []
    for text in written:
        name, mark, code = text.rpartition("=")
        name, code = name.strip(), code.strip()
        if not mark or not name or not code:
            raise refuse("CLI-MATCH-SHAPE", found=text)
        same = [u for u in found.unmatched if normal(u.told) == normal(name)]
        before = [m for m in found.terms.configuration.match if normal(" / ".join(m.path)) == normal(name)]
        if not same and before and all(m.unit == code for m in before):
            continue
        if not same:
            raise refuse("CLI-MATCH-NAME", found=name, expected=nearest(name, [u.told for u in found.unmatched]) or "–")
        picked += [(u, found.unit(u, code)) for u in same]
    units: dict[Unmatched, Named] = {}
    for unmatched, unit in picked:
        if units.setdefault(unmatched, unit) != unit:
            raise refuse("CLI-MATCH-TWO", found=unmatched.told, expected=f"{units[unmatched].code}, {unit.code}")
    return list(units.items())


def accept(workspace: Workspace, picked: Sequence[tuple[Unmatched, Named]], by: str, reason: str) -> None:
    """bukti.toml holds a [[match]] for each of these, under the name and reason of who chose."""
    with lock.held(workspace.root):
        matches = [
            Match(source=u.source, level=u.level, path=u.path, unit=unit.code, by=by, reason=reason)
            for u, unit in picked
        ]
        add_matches(workspace, list(dict.fromkeys(matches)))
