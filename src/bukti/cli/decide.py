"""`bukti decide`: one decision, from flags or by asking, looked up and written to the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from bukti.cli import workspace
from bukti.cli.case_drafts import draft
from bukti.cli.commands import command as named
from bukti.cli.language import say

if TYPE_CHECKING:
    from bukti.evidence.decision import SetField

MANY: Final = ("unit", "finding", "source", "definition", "drawn")
ONE: Final = (
    "contest",
    "area",
    "sheet",
    "reading",
    "series",
    "author",
    "author_role",
    "approver",
    "approver_role",
    "text",
)
LAST: Final = ("basis", "document", "box", "time", "name", "reason", "case")
NUMBERS: Final = ("number", "page", "order")
ASKED: Final = ("effect", "author", "author_role", "approver", "approver_role", "reason", "basis", "document")


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(MANY):
        function = click.option(f"--{name}", multiple=True)(function)
    for name in reversed((*ONE, *LAST)):
        function = click.option(f"--{name.replace('_', '-')}")(function)
    for name in reversed(NUMBERS):
        function = click.option(f"--{name}", type=click.IntRange(min=1))(function)
    return click.option("--effect")(click.option("--set", "changes", multiple=True, metavar="FIELD=OLD:NEW")(function))


@named("decide")
@_options
def command(changes: tuple[str, ...], name: str | None, **given: Any) -> None:
    """What is missing is asked for; nothing is written unless what it names is there."""
    from datetime import datetime

    from bukti.evidence.declaring import load
    from bukti.evidence.drafting import document_digest, drafted, put, text_of
    from bukti.publish.decisions import looked_up

    at = workspace()
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    if case := given.pop("case"):
        return draft(at, case, given, now)
    sets = tuple(_change(text) for text in changes)
    alone = load(at.configuration).configuration.one_person
    for key in (k for k in ASKED if not given[k] and not (alone and k.startswith("approver"))):
        given[key] = click.prompt(say(f"cli.decide.ask.{key}"), err=True)
    values = {
        "effect": given.pop("effect"), "contest": given.pop("contest"),
        **{key if key == "drawn" else f"{key}s": given.pop(key) for key in MANY}, **given,
        "document": document_digest(given["document"]), "time": given["time"] or now,
    }  # fmt: skip
    file = f"{name or _name(values)}.toml"
    written = drafted(file, text_of(values, sets))
    looked_up(at, written)
    click.echo(say("cli.decide.done", file=str(put(at, written)), id=written.id))


def _name(values: dict[str, Any]) -> str:
    """A file's name from the moment and the effect."""
    digits = "".join(c for c in values["time"][:19] if c.isdigit())
    return f"{digits}-{values['effect']}"


def _change(text: str) -> SetField:
    """FIELD=OLD:NEW, where OLD is left empty for a figure that the reading does not know."""
    from bukti.evidence.decision import SetField
    from bukti.intake.numbers import read_count

    field, _, figures = text.partition("=")
    old, mark, new = figures.partition(":")
    before, after = (read_count(n, None).value for n in (old, new))
    if not field or not mark or after is None or (old and before is None):
        raise click.BadParameter(say("cli.decide.no-change", found=text), param_hint="--set")
    return SetField(field=field, old=before, new=after)
