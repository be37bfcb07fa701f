"""The roles a field of a sheet can have: a closed set, with qualifiers.

Code asks for roles and never for field names, since each edition of a form names its boxes differently.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from bukti.vocabulary.problems import refuse

RoleName = Literal["registered", "voted", "ballots", "disabled", "valid", "invalid", "cast", "stations"]
VoterList = Literal["list_fixed", "list_moved", "list_special", "list_unlisted"]
Sex = Literal["male", "female"]
BallotPart = Literal["received", "used", "spoiled", "unused"]
StationPart = Literal["in", "total", "validated", "missing"]

ROLE_NAMES: Final[tuple[RoleName, ...]] = get_args(RoleName)
LISTS: Final[tuple[VoterList, ...]] = get_args(VoterList)
SEXES: Final[tuple[Sex, ...]] = get_args(Sex)
BALLOT_PARTS: Final[tuple[BallotPart, ...]] = get_args(BallotPart)
STATION_PARTS: Final[tuple[StationPart, ...]] = get_args(StationPart)

_SHAPE: Final = re.compile(r"\s*(\w+)\s*(?:\{([\w\s,]*)\})?\s*")


@dataclass(frozen=True)
class Role:
    """What a field counts: voters registered or voted, ballots, votes, stations; a qualifier of None means all of them.

    Without a sex it is the total of both, without a voter list all lists; `part` is of ballots only. `stations` says
    on which stations a partial sheet stands: those in its votes, all there are, those validated, those missing.
    """

    name: RoleName
    voter_list: VoterList | None = None
    sex: Sex | None = None
    part: BallotPart | None = None
    stations: StationPart | None = None

    def __str__(self) -> str:
        qualifiers = [q for q in (self.voter_list, self.sex, self.part, self.stations) if q is not None]
        return f"{self.name}{{{', '.join(qualifiers)}}}" if qualifiers else self.name


@functools.cache
def all_roles() -> tuple[Role, ...]:
    """Every role there is."""
    sexes: tuple[Sex | None, ...] = (None, *SEXES)
    lists: tuple[VoterList | None, ...] = (None, *LISTS)
    return (
        *(Role("registered", voter_list=one, sex=s) for one, s in itertools.product(lists, sexes)),
        *(Role("voted", voter_list=one, sex=s) for one, s in itertools.product(lists, sexes)),
        *(Role("ballots", part=p) for p in BALLOT_PARTS),
        *(Role("disabled", sex=s) for s in sexes),
        *(Role("stations", stations=p) for p in STATION_PARTS),
        *(Role(name) for name in ("valid", "invalid", "cast")),
    )


def role_words() -> frozenset[str]:
    """Every word that roles are written with."""
    return frozenset((*ROLE_NAMES, *LISTS, *SEXES, *BALLOT_PARTS, *STATION_PARTS))


def nearest(word: str, known: Iterable[str], most: int = 3) -> str:
    """The known words most like this one, the likest first; all of them where none is like it."""
    names = list(known)
    return ", ".join(difflib.get_close_matches(word, names, n=most, cutoff=0.5) or names)


def parse_role(text: str) -> Role:
    """The role written as `name`, `name{qualifier}` or `name{qualifier, qualifier}`, in any order of qualifiers.

    Raises Refusal (ROLE-UNKNOWN) that lists the nearest roles.
    """
    shape = _SHAPE.fullmatch(text)
    words = [w.strip() for w in (shape[2] or "").split(",")] if shape and shape[2] is not None else []
    role = _role(shape[1], words) if shape and len(set(words)) == len(words) else None
    if role is None or role not in all_roles():
        known = [str(r) for r in all_roles() if shape and r.name == shape[1]] or list(map(str, all_roles()))
        raise refuse("ROLE-UNKNOWN", found=text, expected=nearest(text, known))
    return role


def _role(name: str, words: list[str]) -> Role | None:
    found = [[w for w in words if w in known] for known in (LISTS, SEXES, BALLOT_PARTS, STATION_PARTS)]
    if sum(map(len, found)) != len(words) or max(map(len, found)) > 1:
        return None
    lists, sexes, parts, stations = found
    return Role(
        cast(RoleName, name),
        cast(VoterList, lists[0]) if lists else None,
        cast(Sex, sexes[0]) if sexes else None,
        cast(BallotPart, parts[0]) if parts else None,
        cast(StationPart, stations[0]) if stations else None,
    )
