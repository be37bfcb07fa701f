"""A result as it is beside a result as it would be, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from bukti.cli.columns import aligned
from bukti.cli.language import language, say
from bukti.locale import format as formats

if TYPE_CHECKING:
    from bukti.evidence.ballots import Contest
    from bukti.publish.leading import Leading
    from bukti.publish.outcomes import Seated
    from bukti.publish.supposed import Compared


def tell(found: Sequence[Compared], as_json: bool) -> None:
    """Each contest that would change, both results side by side."""
    if as_json:
        told = [
            {
                "contest": c.contest.id,
                "now": _plain(c.now),
                "supposed": _plain(c.then),
                "seats": [{"area": a.area.id, "now": _held(a), "supposed": _held(b)} for a, b in c.seats],
            }
            for c in found
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for n, one in enumerate(found):
        for line in _lines(one):
            click.echo(line)
        click.echo("" if n < len(found) - 1 else f"\n{say('cli.what-if.untouched')}")


def _lines(one: Compared) -> Iterator[str]:
    title = one.contest.title
    yield title.indonesian if language() == "id" else title.english
    if one.now is None or one.then is None:
        yield say("cli.what-if.no-result")
        return
    now, then = one.now, one.then
    rows: list[tuple[str, ...]] = [
        (_name(one.contest, at), _number(a), _number(b), _signed(b - a))
        for at, (a, b) in enumerate(zip(now.votes, then.votes, strict=True))
    ]
    for key, a, b in (("valid", now.valid, then.valid), ("gap", now.gap, then.gap)):
        rows.append((say(f"cli.what-if.row.{key}"), _number(a), _number(b), _signed(b - a)))
    rows.append((say("cli.what-if.row.first"), _first(now), _first(then), _mark(_first(now) != _first(then))))
    elected = [_elected(x) for x in (now, then)]
    if any(elected):
        rows.append((say("cli.what-if.row.elected"), *elected, _mark(elected[0] != elected[1])))
    rows.append((say("cli.what-if.row.basis"), _basis(now), _basis(then), ""))
    rows.append((say("cli.what-if.row.stations"), _stations(now), _stations(then), ""))
    limits = [_limit(x) for x in (now, then)]
    rows.append((say("cli.what-if.row.threshold"), *limits, ""))
    within = [say(f"cli.what-if.within.{x.within}") for x in (now, then)]
    rows.append((say("cli.what-if.row.within"), *within, _mark(within[0] != within[1])))
    answers = [say(f"cli.what-if.matters.{x.matters.answer if x.matters else 'not-known'}") for x in (now, then)]
    rows.append((say("cli.what-if.row.matters"), *answers, _mark(answers[0] != answers[1])))
    yield from aligned(("", say("cli.what-if.now"), say("cli.what-if.supposed"), ""), rows, (1, 2, 3))
    if not one.changes:
        yield say("cli.what-if.same")
    for before, after in one.seats:
        yield from _seats(one.contest, before, after)


def _elected(one: Leading) -> str:
    """What the law makes of the votes, where they are those of the whole contest; a president needs provinces too."""
    from bukti.publish.leading import elected

    found = elected(one)
    return say(f"cli.what-if.result.{found.result}") if found else ""


def _seats(contest: Contest, before: Seated, after: Seated) -> Iterator[str]:
    """The seats of one ballot area, list by list."""
    rows = []
    for selection in contest.selection:
        held = [x.allocation.held.get(selection.id, 0) if x.allocation else 0 for x in (before, after)]
        if any(held):
            rows.append((selection.short or selection.name, *map(str, held), _signed(held[1] - held[0])))
    open_ = [len(x.allocation.open) if x.allocation else 0 for x in (before, after)]
    if any(open_):
        rows.append((say("cli.what-if.seats.open"), *map(str, open_), ""))
    title = before.area.title
    area = title.indonesian if language() == "id" else title.english
    yield ""
    head = (say("cli.what-if.seats", area=area), say("cli.what-if.now"), say("cli.what-if.supposed"), "")
    yield from aligned(head, rows, (1, 2, 3))


def _plain(one: Leading | None) -> dict[str, Any] | None:
    if one is None:
        return None
    out, limit, selections = one.out, one.threshold, one.contest.selection
    return {
        "basis": one.basis,
        "votes": {s.id: n for s, n in zip(selections, one.votes, strict=True)},
        "valid": one.valid,
        "first": selections[one.first].id,
        "second": selections[one.second].id,
        "tied": one.tied,
        "gap": one.gap,
        "stations_in": one.inside,
        "stations_expected": one.expected,
        "stations_out": out.stations if out else None,
        "most_votes_out": out.most if out and not out.unbounded else None,
        "matters": one.matters.answer if one.matters else "not-known",
        "within": one.within,
        "permille": list(one.permille),
        "threshold": limit.nearest if limit else None,
    }


def _held(seated: Seated) -> dict[str, int] | None:
    return dict(seated.allocation.held) if seated.allocation else None


def _name(contest: Contest, at: int) -> str:
    selection = contest.selection[at]
    return f"{selection.number or f'{at + 1:02}'} {selection.short or selection.name}"


def _first(one: Leading) -> str:
    if one.tied:
        return say("cli.what-if.tied")
    return one.contest.selection[one.first].short or one.contest.selection[one.first].name


def _basis(one: Leading) -> str:
    return say(f"cli.what-if.basis.{one.basis}")


def _stations(one: Leading) -> str:
    known = ["–" if n is None else _number(n) for n in (one.inside, one.expected)]
    return " / ".join(known)


def _limit(one: Leading) -> str:
    if one.threshold is None:
        return "–"
    share = formats.share(one.threshold.permille, 1000, language())
    return say("cli.what-if.limit", n=_number(one.threshold.nearest), share=share)


def _mark(changed: bool) -> str:
    return say("cli.what-if.changes") if changed else ""


def _number(n: int) -> str:
    return formats.number(n, language())


def _signed(n: int) -> str:
    return ("+" if n > 0 else "−") + _number(abs(n)) if n else "0"
