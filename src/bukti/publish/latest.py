"""`latest.json`: what the public sees now, small and with keys that stay: publication, time, each contest's headline.

Pages ask it whether something new was published, machines whether they have to fetch anything. A preview has no number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bukti.engine.database import literal, records
from bukti.publish.labels import Labels
from bukti.publish.pages.here import Site
from bukti.publish.pages.scopes import Scope

FILE: Final = "latest.json"
STATES: Final = ("in", "flagged", "held", "void", "missing", "expected")
BASES: Final = ("declared", "counted")


def latest(site: Site, held: Mapping[str, Scope]) -> str:
    """The file as the preview has it. Of each contest its top units: stations, basis, votes by selection.

    The basis is `declared` where a higher sheet states every vote, else `counted`; a vote not known is null.
    """
    contests = {c.id: _contest(site, held[c.id].tops, c.id) for c in site.terms.configuration.contest}
    return text({"publication": None, "time": None, "said": None, "contests": contests})


def published(content: bytes, number: int, at: str, labels: Sequence[Labels]) -> bytes:
    """The same file of a publication: its number, its moment in UTC and in words."""
    known: dict[str, Any] = json.loads(content)
    said = {label.language: label.moment(at) for label in labels}
    return text({**known, "publication": number, "time": at, "said": said}).encode()


def text(known: Mapping[str, Any]) -> str:
    return json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _contest(site: Site, tops: Sequence[str], contest: str) -> list[dict[str, Any]]:
    ask = site.built.connection
    partitions = sorted({f"{contest}/{site.units[u].area}" for u in tops})
    if not partitions:
        return []
    site.built.store.show(ask, "tally", partitions)
    units = ", ".join(literal(u) for u in tops)
    rows = {(r["unit_id"], r["basis"]): r for r in records(ask, f"select * from tally where unit_id in ({units})")}
    selections = site.terms.configuration.contest_of(contest).selection
    votes = dict(zip((s.id for s in selections), site.terms.shape.votes, strict=False))
    found = []
    for unit in tops:
        counted = rows.get((unit, "counted"))
        known = (b for b in BASES if (unit, b) in rows and None not in [rows[unit, b][v] for v in votes.values()])
        basis = next(known, "counted")
        row = rows.get((unit, basis))
        found.append(
            {
                "unit": unit,
                "address": "/".join(site.addresses.path(contest, unit)),
                "stations": {s: counted[f"stations_{s}"] if counted else None for s in STATES},
                "basis": basis,
                "votes": {s: row[v] if row else None for s, v in votes.items()},
            }
        )
    return found


__all__ = ["FILE", "latest", "published"]
