"""What a contest says of the office it fills must fit together: seats where seats are shared, areas without gaps."""

from __future__ import annotations

from collections.abc import Iterator

from bukti.evidence.declaring import Declaration
from bukti.evidence.lines import KeyPath
from bukti.vocabulary.offices import COUNCILS
from bukti.vocabulary.problems import Problem
from bukti.vocabulary.roles import nearest


def elected(declared: Declaration) -> Iterator[Problem]:
    """Seats of a contest that shares none, a blank column on a ballot of lists, seats for some areas only."""
    for at, contest in enumerate(declared.configuration.contest):
        known = [s.id for s in contest.selection]
        for n, area in enumerate(contest.area):
            for found in (x for x in area.spread if x not in known):
                where: KeyPath = ("contest", at, "area", n, "spread")
                yield declared.problem(where, "CF-UNKNOWN-NAME", found, nearest(found, known))
            path: KeyPath = ("contest", at, "area", n, "seats")
            if area.seats is not None and contest.office not in COUNCILS:
                yield declared.problem(path, "CF-SEATS-OF-NO-COUNCIL", contest.office or "", ", ".join(COUNCILS))
            elif area.seats is None and any(a.seats for a in contest.area):
                yield declared.problem(path[:-1], "CF-AREA-WITHOUT-SEATS", area.id)
        if contest.office in COUNCILS and any(s.blank for s in contest.selection):
            yield declared.problem(("contest", at, "office"), "CF-COUNCIL-WITH-BLANK", contest.office)
