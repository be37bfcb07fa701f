"""A rule in words: what it demands, its law, an example and a counterexample filled in, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bukti.cli.language import say
from bukti.cli.telling import number
from bukti.locale import Language
from bukti.publish.rulebook import Entry
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Cell, Filled, Overrides, Rule
from bukti.vocabulary.says import fields, sentence, uses_votes


def told(entry: Entry, language: Language, counts: Mapping[str, int] | None) -> Iterator[str]:
    """The lines of one rule."""
    rule = entry.rule
    yield f"{entry.id} · {say(f'severity.{rule.severity}')} · {entry.title(language)}"
    if entry.profile and entry.sheet:
        yield f"  {entry.profile.title.tell(language)} ({entry.profile.id}), {entry.sheet.title.tell(language)}"
    else:
        yield "  " + say("cli.explain.everywhere")
    if isinstance(rule, Rule) and entry.sheet:
        yield from _declared(entry, rule, entry.sheet, language)
    yield "  " + say("cli.why.next", next=rule.next.tell(language))
    if counts is not None:
        yield "  " + say("cli.explain.open", n=number(counts.get(entry.id, 0)))


def _declared(entry: Entry, rule: Rule, sheet: SheetKind, language: Language) -> Iterator[str]:
    if rule.says is not None:
        labels = {f.name: f.label.tell(language) for f in sheet.fields}
        named = [labels.get(name, name) for name in fields(rule.says)]
        about = [*named, *([say("cli.explain.votes")] if uses_votes(rule.says) else [])]
        yield "  " + say("cli.explain.about", fields="; ".join(about))
    day = rule.law.in_force.isoformat()
    seen = say("cli.explain.seen" if rule.law.seen else "cli.explain.unseen")
    yield "  " + say("cli.explain.law", act=rule.law.act, where=rule.law.where, day=day, seen=seen)
    for key, cells in (("example", rule.example), ("counterexample", rule.counterexample)):
        yield "  " + say(f"cli.explain.{key}", told=_filled(entry, rule, sheet, cells, language))
    if rule.silent_when:
        yield "  " + say("cli.explain.silent", rules=", ".join(rule.silent_when))


def _filled(entry: Entry, rule: Rule, sheet: SheetKind, cells: Overrides, language: Language) -> str:
    """The rule over a whole sheet filled in; of a check in Python, what the sheet then says."""
    filled = sheet.filled(cells)
    if rule.says is None:
        return _cells(filled, sheet, cells, language)
    values = {name: cell for name, cell in filled.values.items() if cell is not None}
    votes = [v for v in filled.votes if v is not None]
    return sentence(rule.says, {**entry.caps, **values}, votes, say)


def _cells(filled: Filled, sheet: SheetKind, cells: Overrides, language: Language) -> str:
    changed = [(f.label.tell(language), filled.values[f.name]) for f in sheet.fields if f.name in cells]
    told = [f"{label} {_cell(cell)}" for label, cell in changed]
    if "votes" in cells:
        told.append(f"{say('cli.explain.votes')} {', '.join(map(_cell, filled.votes))}")
    return "; ".join(told) or say("cli.explain.as-it-should")


def _cell(cell: Cell) -> str:
    return say("label.unknown") if cell is None else number(cell)
