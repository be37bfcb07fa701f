"""Where the outlines of units are: files of areas that the office brings, for the maps of the site."""

from __future__ import annotations

from bukti.evidence.ballots import ColumnName, Id, Model, NamedLevel
from bukti.evidence.patterns import Part


class Boundaries(Model):
    """The outlines of the units of one level, from GeoJSON (RFC 7946): positions are longitude, then latitude.

    `code` is the property that holds a unit's code, or a part of one, in the units' own scheme or in `scheme`, one of
    the code tables of `units`. `name` is compared with the unit table and never decides. Only features whose
    properties are as `where` says, and whose codes begin with `begins`, are looked at.
    """

    path: str
    level: NamedLevel
    code: ColumnName | Part
    name: ColumnName | Part | None = None
    scheme: Id | None = None
    begins: str = ""
    where: dict[str, str] = {}
