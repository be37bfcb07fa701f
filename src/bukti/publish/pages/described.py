"""What a page says of itself where only one line is shown: in lists of search engines and where its link is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bukti.publish.pages.here import Here, Unit
from bukti.publish.pages.markup import NOTHING, Html


def described(here: Here, tops: Sequence[Unit], told: Mapping[str, Any]) -> Html:
    """Of one unit who leads by how much and how complete it is, as its page says it; of several how many they are."""
    contest = here.labels.titles(here.ballot.title)
    if len(tops) != 1:
        return here.count("describe.units", len(tops), contest=contest)
    complete = told["complete"]
    return here.say(
        "describe.unit",
        contest=contest,
        unit=here.unit_name(tops[0]),
        said=told["sentence"],
        complete=complete[0] if complete else NOTHING,
    )


__all__ = ["described"]
