"""What a build came to, in words."""

from __future__ import annotations

from collections.abc import Iterator

from bukti.cli.columns import aligned
from bukti.cli.language import say
from bukti.publish.labels import Labels, display
from bukti.publish.summary import Headline, Summary

MOST_CONTESTS = 12
"""A workspace of more contests than this shows only the first of them."""


def told(summary: Summary, labels: Labels) -> Iterator[str]:
    """The lines of a summary."""
    yield labels.titles(labels.terms.configuration.election.title)
    sheets = [
        f"{labels.number(n)} {labels.sheet(kind).title.tell(labels.language)}" for kind, n in summary.sheets.items()
    ]
    yield say("cli.build.sheets", n=labels.number(summary.sources), sheets="; ".join(sheets) or "0")
    contests = labels.terms.configuration.contest
    for contest in contests[:MOST_CONTESTS]:
        for headline in summary.headlines[contest.id]:
            yield ""
            yield f"{labels.titles(contest.title)} · {display(headline.name)} · {labels.basis(headline.basis, contest)}"
            names = [labels.field(labels.terms.vote_column(contest, s.id), contest) for s in contest.selection]
            yield from aligned(("", "", ""), _votes(headline, names, labels), (1, 2))
            yield from _beside(headline, labels)
    if len(contests) > MOST_CONTESTS:
        yield ""
        yield say("cli.and-more", n=labels.number(len(contests) - MOST_CONTESTS))
    yield ""
    found = [
        say("cli.build.of-severity", n=labels.number(n), word=labels.severity(s)) for s, n in summary.findings.items()
    ]
    yield say("cli.build.findings", found=", ".join(found))


def _votes(headline: Headline, names: list[str], labels: Labels) -> list[tuple[str, str, str]]:
    total = sum(v or 0 for v in headline.votes)
    return [
        (f"  {name}", labels.number(v), "" if v is None else labels.share(v, total))
        for name, v in zip(names, headline.votes, strict=True)
    ]


def _beside(headline: Headline, labels: Labels) -> Iterator[str]:
    """How complete it is, and in how many villages the statements part."""
    number = labels.number
    inside, held = number(headline.inside), number(headline.held)
    if headline.inside is None:
        yield "  " + say("cli.build.stations-unknown")
    elif headline.expected is None:
        yield "  " + say("cli.build.inside-unknown", inside=inside, held=held)
    else:
        share = labels.progress(headline.inside, headline.expected)
        known = {"expected": number(headline.expected), "missing": number(headline.missing), "share": share}
        yield "  " + say("cli.build.inside", inside=inside, held=held, **known)
    for below in headline.compared:
        values = {"n": number(below.differ), "of": number(below.comparable), "level": labels.level(below.level)}
        yield "  " + say("cli.build.compared" if below.differ else "cli.build.agree", **values)
