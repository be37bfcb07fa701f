"""What a person types off papers at the terminal, or hands over in a file. No published figure is at hand here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from bukti.audit.record import Audit
from bukti.cli.audit_words import Telling
from bukti.cli.language import say

END: Final = ""
NOT_FOUND: Final = "-"


def entered(
    telling: Telling,
    audit: Audit,
    role: str | None,
    unit: str | None,
    votes: str | None,
    missing: bool,
    csv_file: Path | None,
    count: int | None,
    **_: Any,
) -> str:
    """How many papers were written, from a file, from flags or by asking. Raises Refusal where one is wrong."""
    from bukti.publish.auditing import entries
    from bukti.vocabulary.problems import Place, refuse

    if sum((csv_file is not None, votes is not None, missing)) > 1 or (unit is None) != (votes is None and not missing):
        raise refuse("AU-ENTER-HOW", Place(audit.id))
    who = role or str(click.prompt(say("cli.audit.ask.role"), err=True))
    if csv_file is not None:
        typed = entries.typed_in(audit, csv_file)
        typed = [entries.Typed(telling.unit(one.unit_id), one.votes) for one in typed]
    elif unit is not None:
        figures = None if votes is None else entries.counts(audit, votes.split(","), Place(unit))
        typed = [entries.Typed(telling.unit(unit), figures)]
    else:
        typed = [*_asked(telling, audit)]
    now = entries.enter(telling.workspace, audit, typed, who, count)
    return telling.entered(now, len(typed))


def _asked(telling: Telling, audit: Audit) -> Iterator[Any]:
    """Papers one after the other until no station is named: a hyphen for the first figure says it was not found."""
    from bukti.publish.auditing.entries import Typed, counts
    from bukti.vocabulary.problems import Place

    while station := str(click.prompt(say("cli.audit.ask.station"), default=END, show_default=False, err=True)):
        unit = telling.unit(station)
        figures: list[str] = []
        for name in telling.names:
            figures.append(str(click.prompt(say("cli.audit.ask.votes", name=name), err=True)))
            if figures == [NOT_FOUND]:
                break
        yield Typed(unit, None if figures == [NOT_FOUND] else counts(audit, figures, Place(station)))


__all__ = ["entered"]
