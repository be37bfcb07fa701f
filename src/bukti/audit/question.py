"""What an audit of a contest asks: the assertions that its office's law makes of the published votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bukti.audit.assertion import Assertion, majority, pairs, seats, second_round, untrue
from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.seats import allocate
from bukti.vocabulary.offices import COUNCILS, Office
from bukti.vocabulary.problems import Place, refuse


def assertions(
    contest: str, office: Office | None, votes: Sequence[int], on: date, seats_of: int | None, blank: bool
) -> list[Assertion]:
    """The assertions that together say who is elected, by the votes that were published; all of them true.

    Without an office, or where the most votes are enough, the first has more votes than each other. `blank` says that a
    single pair stands against the blank column. `seats_of` are the seats of a council's ballot area. Of a president
    only the majority is asked, for the spread over provinces is no sum of stations.

    Raises Refusal: AU-TIED where the votes leave it open, AU-NO-SEATS for a council without them, AU-THRESHOLD where
    seats hang on votes of other areas.
    """
    if office in COUNCILS:
        found = _of_seats(contest, office, votes, on, seats_of)
    elif office is None or blank:
        found = pairs(votes)
    else:
        found = _of_one(office, votes, on)
    if untrue(found, votes):
        raise refuse("AU-TIED", Place(contest), ", ".join(map(str, votes)))
    return found


def _of_one(office: Office, votes: Sequence[int], on: date) -> list[Assertion]:
    law = for_office(outcome_law().winners, office, on)
    if law.rule == "plurality" or (law.spread and len(votes) <= law.spread.unless):
        return pairs(votes)
    if 2 * max(votes) > sum(votes):
        return majority(votes)
    return second_round(votes)


def _of_seats(contest: str, office: Office, votes: Sequence[int], on: date, number: int | None) -> list[Assertion]:
    law = for_office(outcome_law().seats, office, on)
    if number is None:
        raise refuse("AU-NO-SEATS", Place(contest), office)
    if law.permille is not None:
        raise refuse("AU-THRESHOLD", Place(contest), office, str(law.permille))
    shared = allocate({str(n): v for n, v in enumerate(votes)}, number, law.method)
    if shared.open:
        raise refuse("AU-TIED", Place(contest), ", ".join(map(str, votes)))
    return seats([shared.held[str(n)] for n in range(len(votes))], law.method)


__all__ = ["assertions"]
