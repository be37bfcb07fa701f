"""`bukti explain`: what a rule says, its law, and what to do next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bukti.cli.columns import aligned
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.publish.rulebook import Entry


@named("explain")
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True)
def command(rule: str | None, as_json: bool) -> None:
    """In a workspace its own rules with their open findings; elsewhere the rules of every election kind."""
    from bukti.cli.rule_words import told
    from bukti.publish.rulebook import entries, everywhere, facts
    from bukti.vocabulary.problems import refuse
    from bukti.vocabulary.roles import nearest

    counts, own = _here()
    known = own or everywhere()
    if rule is None and as_json:
        click.echo(json.dumps([facts(e, counts) for e in known], ensure_ascii=False, indent=2))
        return
    if rule is None:
        _list(known, counts)
        return
    found = [e for e in known if e.id == rule.upper()]
    if not found and own:
        found = [e for e in entries(None) if e.id == rule.upper()]
    if not found:
        raise refuse("RULE-NOT-KNOWN", found=rule, expected=nearest(rule.upper(), sorted({e.id for e in known})))
    if as_json:
        click.echo(json.dumps([facts(e, counts) for e in found], ensure_ascii=False, indent=2))
        return
    for at, entry in enumerate(found):
        if at:
            click.echo()
        for line in told(entry, language(), counts):
            click.echo(line)


def _here() -> tuple[dict[str, int] | None, list[Entry]]:
    """The open findings of the workspace by rule and its rules; nothing where there is no workspace, or none built."""
    from bukti.cli import workspace
    from bukti.publish.opened import opened
    from bukti.publish.rulebook import entries, open_findings
    from bukti.vocabulary.problems import Refusal

    try:
        with opened(workspace()) as asked:
            return open_findings(asked), entries(asked.terms.profile, asked.terms.day)
    except Refusal as refusal:
        if click.get_current_context().find_root().obj is not None:
            raise
        if all(p.code in ("EV-NO-WORKSPACE", "NOT-BUILT") for p in refusal.problems):
            return None, []
        raise


def _list(known: list[Entry], counts: dict[str, int] | None) -> None:
    rows = []
    for entry in known:
        open_ones = number(counts.get(entry.id, 0)) if counts is not None else ""
        rows.append((entry.id, entry.kind, say(f"severity.{entry.rule.severity}"), open_ones, entry.title(language())))
    head = [say(f"cli.explain.head.{name}") for name in ("rule", "sheet", "severity", "open", "title")]
    for line in aligned(head, rows, (3,)):
        click.echo(line)
