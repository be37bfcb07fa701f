"""`bukti audit`: plan, draw, enter, report: does the paper of stations drawn by lot name the published winner?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say

if TYPE_CHECKING:
    from bukti.audit.record import Audit
    from bukti.cli.audit_words import Telling

STEPS: Final = ("plan", "draw", "enter", "report")
FILE: Final = click.Path(dir_okay=False, path_type=Path)


@named("audit")
@click.argument("step", type=click.Choice(STEPS))
@click.argument("contest", required=False)
@click.option("--area", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 20), default=5, show_default=True)
@click.option("--method", type=click.Choice(("kaplan-markov", "cautious")), default="kaplan-markov", show_default=True)
@click.option("--seed", metavar="DIGITS")
@click.option("--count", type=click.IntRange(1))
@click.option("--form", metavar="FILE.pdf", type=FILE)
@click.option("--role", metavar="CODE")
@click.option("--unit")
@click.option("--votes", metavar="N,N,…")
@click.option("--missing", is_flag=True)
@click.option("--csv", "csv_file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--files", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def command(step: str, contest: str | None, area: str | None, limit: int, method: Any, **given: Any) -> None:
    """Every step but the report writes facts, and none of them reaches a table."""
    from bukti.cli.audit_words import Telling
    from bukti.publish.auditing.draws import last
    from bukti.publish.auditing.plans import plan
    from bukti.publish.opened import opened

    at = workspace()
    if step == "plan":
        plan(at, contest, area, limit, method)
    with opened(at) as asked:
        one, audit = last(asked, contest, area)
        told = TOLD[step](Telling(asked, one, language()), audit, **given)
    click.echo(told)


def _plan(telling: Telling, audit: Audit, **_: Any) -> str:
    return "\n".join(telling.plan(audit))


def _draw(telling: Telling, audit: Audit, seed: str | None, count: int | None, form: Path | None, **_: Any) -> str:
    from bukti.publish.auditing.draws import throw, to_fetch

    now = audit if seed is None else throw(telling.workspace, audit, seed)
    if form is None:
        return "\n".join(telling.draws(now, count))
    from bukti.publish.papers.audit_form import write

    write(telling.asked, telling.contest, now, to_fetch(now, count), form, language())
    return say("cli.audit.form.done", file=form, n=telling.number(len(to_fetch(now, count))))


def _enter(telling: Telling, audit: Audit, **given: Any) -> str:
    from bukti.cli.audit_typing import entered

    return entered(telling, audit, **given)


def _report(telling: Telling, audit: Audit, files: Path | None, as_json: bool, **_: Any) -> str:
    if files is not None:
        telling.put_files(audit, files)
    return telling.json(audit) if as_json else "\n".join(telling.report(audit))


TOLD: Final[dict[str, Callable[..., str]]] = {"plan": _plan, "draw": _draw, "enter": _enter, "report": _report}
