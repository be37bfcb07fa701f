"""`bukti decide --case`: a decision's file for each thing that a ruling orders; all are looked up, or none is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from bukti.cli.language import say

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace

ASKED: Final = ("author", "author_role", "approver", "approver_role")
TAKEN: Final = (*ASKED, "text", "box", "time", "document", "page")


def draft(at: Workspace, case: str, given: dict[str, Any], now: str) -> None:
    """The inbox of decisions holds what the case's ruling asks for now; what waits is told."""
    from bukti.disputes.rulings import Waiting
    from bukti.evidence.cases import known
    from bukti.evidence.declaring import load
    from bukti.evidence.drafting import document_digest, drafted, put, text_of
    from bukti.locale import Catalogue
    from bukti.publish.decisions import looked_up
    from bukti.publish.disputed.ruled import ruled, values_of
    from bukti.publish.disputed.view import case_view
    from bukti.publish.lookup import Units
    from bukti.publish.opened import opened
    from bukti.vocabulary.problems import Place, refuse

    taken = {one.id: one for one in known(at)}
    if case not in taken:
        raise refuse("CS-UNKNOWN", Place(), case, ", ".join(sorted(taken)) or "–")
    with opened(at) as asked:
        view = case_view(asked, Units(asked), taken[case])
        found = ruled(asked, view)
    alone = load(at.configuration).configuration.one_person
    own = {key: given[key] for key in TAKEN if given.get(key)}
    for key in (k for k in ASKED if k not in own and not (alone and k.startswith("approver"))):
        own[key] = click.prompt(say(f"cli.decide.ask.{key}"), err=True)
    if not own.get("document") and not (view.case.ruling and view.case.ruling.document):
        own["document"] = click.prompt(say("cli.decide.ask.document"), err=True)
    if own.get("document"):
        own["document"] = document_digest(own["document"])
    own.setdefault("time", now)
    number = view.case.number or view.case.receipt or case
    written = []
    for one in (o for o in found if not isinstance(o, Waiting)):
        basis = Catalogue("id")("case.ruling-basis", number=number, order=str(one.order))
        text = text_of(values_of(view, one, basis, own), one.set)
        names = (f"{case}-{one.order}-{one.effect}{end}.toml" for end in ("", *(f"-{n}" for n in range(2, 100))))
        written.append(drafted(next(n for n in names if not (at.decisions / n).exists()), text))
    for each in written:
        looked_up(at, each)
    for each in written:
        click.echo(say("cli.decide.done", file=str(put(at, each)), id=each.id))
    for waiting in (o for o in found if isinstance(o, Waiting)):
        units = ", ".join(waiting.units) or "–"
        click.echo(say(f"case.waits.{waiting.why}", order=str(waiting.order), units=units))
    if not found:
        click.echo(say("case.nothing-to-decide"))
