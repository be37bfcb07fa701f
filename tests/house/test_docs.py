"""Pages made from the code are fresh, and everything that people may meet by name has its entry and its words."""

from __future__ import annotations

import ast
import functools
import re
import typing
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import pytest
from docs.generate import BUILD_WRITES, PAGES, example_steps, general, terms_of
from docs.keys import places_of
from pydantic import BaseModel
from tests.needs import ROOT

from bukti.audit.assertion import Kind
from bukti.audit.caps import KINDS as CAPS
from bukti.audit.risk import SHARES
from bukti.checks import CHECKS
from bukti.cli import commands, decide
from bukti.cli.click_words import IDS as CLICK
from bukti.cli.commands import NAMES, OF_CLICK, SHARED, module_of
from bukti.disputes import rulings
from bukti.disputes.caps import Rests
from bukti.disputes.matters import Answer
from bukti.evidence.case import (
    ASKED,
    CLAIM_KINDS,
    HELD,
    ORDERS,
    OUTCOMES,
    PAPERS,
    PARTY_ROLES,
    STATUSES,
    UNKNOWN,
    Case,
)  # fmt: skip
from bukti.evidence.configuration import Configuration
from bukti.evidence.decision import EFFECTS, REASONS, Decision
from bukti.forensics import copied_sheets, identity_breaks, orders_of_time, round_shares, turnout, village_shares
from bukti.forensics.battery import TESTS
from bukti.intake.numbers import WHYS
from bukti.intake.readers import READERS
from bukti.intake.readers.shape import DELIMITERS
from bukti.intake.units import LEVELS
from bukti.locale import LANGUAGES, messages
from bukti.office.people.rights import ROLES as OFFICE_ROLES
from bukti.outcome.deadlines import Start, Unit
from bukti.outcome.winners import Result, Rule
from bukti.publish.auditing import words as audit_words
from bukti.publish.bundles import texts as bundle_texts
from bukti.publish.exports.told import COLUMNS, ENDINGS
from bukti.publish.leading import Within
from bukti.publish.opening import INCIDENTS
from bukti.publish.pages import audit as audit_page
from bukti.publish.pages import cases as case_pages
from bukti.publish.pages import downloads, embed, left_out, method, verify
from bukti.publish.pages.feed import FEEDS
from bukti.publish.pages.maps.context import STEPS, VIEWS
from bukti.publish.papers import audit_form
from bukti.publish.verified import CHECKS as CHECKED
from bukti.publish.withdrawal import REASONS as WITHDRAWN
from bukti.sample.classes import CLASSES
from bukti.vocabulary.general_rules import general_rules
from bukti.vocabulary.profile import Election, SheetKind, load_profile, profile_names
from bukti.vocabulary.roles import RoleName
from bukti.vocabulary.rules import SEVERITIES
from bukti.vocabulary.shapes import Shape, SheetShape
from bukti.vocabulary.tables import FIXED, tables
from bukti.vocabulary.terms import terms

DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "bukti"
MODULES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
OPEN = "{}"
"""What an f-string fills in, as patterns show it."""


# ---- fresh pages


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def entries(page: str) -> set[str]:
    """What a page has a heading or a first column for."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.findall(r"^#+ (.+)$|^\| `([^`]+)` \|", text, re.MULTILINE)
    return {part.strip("`") for heading, cell in found for part in (heading, cell) if part}


def test_every_table_has_its_heading() -> None:
    named = {general(t) for folder in (ROOT / "examples").iterdir() for t in terms_of(folder).contracts}
    assert named - entries("tables.md") == set()
    unions = {t.name for t in tables(Shape((SheetShape("x", ("station",), ()),), 1)).values() if t.union_of}
    assert {general(s.writes) for s in example_steps()} | BUILD_WRITES.keys() | unions == named


def test_every_table_names_its_writer() -> None:
    assert "Written by ." not in (DOCS / "tables.md").read_text(encoding="utf-8")


def test_every_rule_has_its_heading() -> None:
    rules = {r.rule for name in profile_names() for r in load_profile(name).rules()} | general_rules().keys()
    assert rules - entries("rules.md") == set()


def test_every_term_of_the_glossary_has_its_entry() -> None:
    assert {t.term for t in terms()} - entries("glossary.md") == set()


@pytest.mark.parametrize(
    ("page", "root", "name"),
    [
        ("configuration.md", Configuration, "bukti.toml"),
        ("cases.md", Case, "cases/*.toml"),
        ("deciding.md", Decision, "decisions/*.toml"),
        ("profiles.md", Election, "election.yaml"),
        ("profiles.md", SheetKind, "sheets/<kind>.yaml"),
    ],
)
def test_every_key_has_its_entry_and_every_group_of_keys_says_what_it_is(
    page: str, root: type[BaseModel], name: str
) -> None:
    models = [m for m, _ in places_of(root, {root: name})]
    assert {f.alias or key for m in models for key, f in m.model_fields.items()} - entries(page) == set()
    assert [m.__name__ for m in models if not m.__doc__] == []


def test_every_command_has_its_heading() -> None:
    there = {n for n in NAMES if (SOURCE / "cli" / f"{module_of(n)}.py").exists()}
    assert {f"bukti {n}" for n in there} - entries("commands.md") == set()


def test_every_decision_is_short_and_has_the_same_headings() -> None:
    for file in sorted((DOCS / "decisions").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {file.name[:4]}. "), file.name
        assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Question", "Decision", "Why", "Consequence"], (
            file
        )
        assert len(text.splitlines()) <= 12, file.name


# ---- the program's words


@functools.cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def strings(tree: ast.AST) -> Iterator[str]:
    """Every string of a module that is written whole."""
    yield from (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def told(node: ast.expr) -> Iterator[str]:
    """The texts that an argument can be: written out, either branch of a choice, or a pattern with open places."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from told(node.body)
        yield from told(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else OPEN for part in node.values)


def is_page(module: Path) -> bool:
    return "pages" in module.relative_to(SOURCE).parts


def asked_in(module: Path) -> Iterator[str]:
    """The message ids that a module asks for, some with open places.

    A page asks for its own words with `here.say`, which adds `pages.`; `labels.say` and `say` do not.
    """
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func)
            own = is_page(module) and re.fullmatch(r"(\w+\.)?(here|self|inside)\.(say|count)", name)
            if own or re.fullmatch(r"(.+\.)?say", name):
                yield from (f"pages.{text}" if own else text for text in told(node.args[0]))
        elif isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["message"]:
            yield from (f"pages.{text}" if is_page(module) else text for text in told(node.value))


def asked_in_template(template: Path) -> Iterator[str]:
    """The message ids that a template asks for: of the pages' own words, else of those that all commands share."""
    shared = messages("en").keys()
    for inside in re.findall(r"\bsay\(([^()]*)\)", template.read_text(encoding="utf-8")):
        first = re.split(r",\s*\w+=", inside)[0]
        quoted = re.findall(r"[\"']([^\"']*)[\"']", first)
        ids = [f"pages.{text}{OPEN if '~' in first else ''}" for text in quoted]
        yield from (
            text + own[len(f"pages.{text}") :] if is_shared(text, own, shared) else own
            for own, text in zip(ids, quoted, strict=True)
        )


def is_shared(text: str, own: str, shared: Container[str]) -> bool:
    """Whether a message is no page's own: one that all commands share, or the office's."""
    return text.startswith("office.") or (text in shared and own not in shared)


LEVELS_ABOVE_STATION = LEVELS[:-1]
TRACES = ("explained", "subset", "exchanged", "children", "not-traceable")
KINDS_OF_DIFFERENCE = ("declared", "below", "readings")
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "audit.{}": (
        *("title", "shows", "no-change", "plan", "rule", "asserted", "bounded", "unlisted", "seed"),
        *("cost", "cost.full"),
        *("repeat", "lookup", "chart", "chart.axis", "more-draws", "more-texts"),
        *(f"fact.{name}" for name in ("audit", "publication", "planned", "seed", "entries")),
        *(f"form.{name}" for name in audit_form.ASKS),
        *(f"file.{name}" for name in audit_page.LISTED),
        *(f"assertion.{name}" for name in get_args(Kind)),
        *(f"method.{name}" for name in SHARES),
        *(f"cap.{name}" for name in (*CAPS, "raised")),
        *(f"head.{name}" for name in audit_words.HEADS),
        *(f"state.{name}" for name in audit_words.STATES),
        *(f"conclusion.{name}" for name in audit_words.CONCLUSIONS),
    ),
    "basis.{}": ("counted", "declared", "declared-below"),
    "bundle.check.{}": ("1", "2", "3", "4"),
    "bundle.day.{}": ("announced", "filed", "registered", "judged"),
    "bundle.guide.where.{}": ("1", "2", "3", "4", "5"),
    "bundle.head.{}": bundle_texts.HEADS,
    "bundle.line.{}": ("1", "2", "3", "4"),
    "bundle.none.{}": bundle_texts.PARTS,
    "bundle.part.{}": bundle_texts.PARTS,
    "bundle.reading.{}": ("stands", "beside", "earlier"),
    "bundle.sign.{}": bundle_texts.SIGNS,
    "cli.deadline.head.{}": ("limit", "length", "title", "day", "counted"),
    "case.answer.{}": ("never", "only-if", "certain", "not-known"),
    "case.asks.{}": ASKED,
    "case.held.{}": HELD,
    "case.kind.{}": CLAIM_KINDS,
    "case.order.{}": ORDERS,
    "case.outcome.{}": OUTCOMES,
    "case.paper.{}": PAPERS,
    "case.party.{}": PARTY_ROLES,
    "case.seats.{}": ("never", "only-if", "certain", "not-known"),
    "case.status.{}": STATUSES,
    "case.step.{}": ("in-time", "late"),
    "case.unknown.{}": UNKNOWN,
    "pages.cases.line.{}": case_pages.LINES,
    "case.waits.{}": typing.get_args(rulings.Why),
    "cli.decide.ask.{}": decide.ASKED,
    "cli.explain.head.{}": ("rule", "sheet", "severity", "open", "title"),
    "cli.explain.{}": ("example", "counterexample"),
    "cli.init.{}": tuple(READERS),
    "cli.table.head.{}": ("name", "rows", "row"),
    "cli.table.row.{}": ("tally", "tally_at", "shift", "reading", "extract", "observation", *(t.name for t in FIXED)),
    "cli.trace.{}": TRACES,
    "cli.what-if.basis.{}": ("counted", "declared"),
    "cli.what-if.matters.{}": typing.get_args(Answer),
    "cli.what-if.result.{}": typing.get_args(Result),
    "cli.what-if.row.{}": ("valid", "gap"),
    "cli.what-if.within.{}": typing.get_args(Within),
    "rehearse.class.{}": tuple(CLASSES),
    "rehearse.sight.{}": ("yes", "no", "depends"),
    "cli.why.cell.{}": ("unit", "series", "written", "row", "column", "state"),
    "cli.why.head.{}": ("counted", "declared"),
    "cli.why.reading.{}": ("stands", "beside", "earlier", "withdrawn"),
    "cli.verify.{}": tuple(CHECKED),
    "cli.why.turn.{}": ("filled", "corrected", "vanished"),
    "cli.{}": NAMES,
    "finding.{}": (*CHECKS, *general_rules()),
    "label.{}": ("space-around", "other-name", "unread", "stated-twice"),
    "level.{}": LEVELS,
    "paper.basis.{}": ("sheet", "in", "partial", "held", "void", "missing"),
    "paper.column.{}": (
        *("unit", "what", "old", "new", "reason", "by", "document"),
        *("rule", "title", "severity", "n", "number", "role", "name", "signature", "witness", "refused"),
    ),
    "parameter.{}": tuple(sorted({p for name in profile_names() for p in load_profile(name).parameters})),
    "office.approval.{}": ("not-open", "stale"),
    "office.field.{}": ("login", "password", "code", "oldpassword", "password1", "password2"),
    "office.nav.{}": ("home", "findings", "proposals", "people", "trail"),
    "office.propose.{}": ("set-field", "explain-finding", "accept-finding"),
    "office.role.{}": tuple(OFFICE_ROLES),
    "office.state.{}": ("open", "granted", "refused", "retracted"),
    "office.today.{}": ("late", "decide", "stale", "refused", "asked", "unbuilt"),
    "office.told.{}": ("400", "403", "404"),
    "office.told.what.{}": ("400", "403", "404"),
    "severity.{}": SEVERITIES,
    "deadline.day.{}": ("before", "weekend", "holiday", "joint-leave"),
    "deadline.length.{}": typing.get_args(Unit),
    "deadline.start.{}": typing.get_args(Start),
    "deadline.weekday.{}": tuple(map(str, range(1, 8))),
    "effect.{}": EFFECTS,
    "life.{}": ("explained", "accepted", "corrected"),
    "paper.{}": ("original", "recount", "re-vote"),
    "reason.{}": REASONS,
    "state.{}": ("in", "held", "partial", "void", "missing"),
    "stands.{}": ("only", "series", "later", "complete", "numbers", "tied", "decision"),
    "why.{}": WHYS,
    "pages.changes.kind.{}": ("filled", "corrected", "vanished"),
    "pages.changes.{}": ("X-301", "X-302", "X-303"),
    "pages.children.{}": LEVELS[1:5],
    "pages.gaps.answer.{}": typing.get_args(Answer),
    "pages.gaps.short.{}": typing.get_args(Within),
    "pages.gaps.within.{}": typing.get_args(Within),
    "pages.matter.answer.{}": typing.get_args(Answer),
    "pages.matter.doubt.{}": ("out", "sums", "readings", "recount", "re-vote", "all"),
    "pages.matter.line.{}": typing.get_args(Answer),
    "pages.matter.rests.{}": typing.get_args(Rests),
    "pages.matter.threshold.any.{}": ("yes", "no", "depends"),
    "pages.matter.threshold.{}": ("yes", "no", "not-declared", "no-threshold", "in-part"),
    "pages.matter.told.{}": typing.get_args(Answer),
    "pages.column.{}": ("valid", "invalid", "cast", "registered"),
    "pages.complete.see-{}": ("zeros", "held"),
    "pages.complete.word.{}": ("in", "filled", "zeros", "held", "partial", "void", "missing"),
    "pages.count.{}": LEVELS,
    "pages.embed.kind.{}": embed.KINDS,
    "pages.embed.kind.{}.what": embed.KINDS,
    "pages.data.column.{}": COLUMNS,
    "pages.data.ending{}": ENDINGS,
    "pages.data.file.{}": downloads.FILES,
    "pages.data.form.{}": downloads.FORMS,
    "pages.data.describes.{}": downloads.DESCRIBING,
    "pages.{}.title": tuple(FEEDS),
    "pages.difference.{}": ("explained", "possible", "open"),
    "pages.differences.{}": KINDS_OF_DIFFERENCE,
    "pages.differences.{}.what": KINDS_OF_DIFFERENCE,
    "pages.incident.{}": INCIDENTS,
    "pages.withdrawal.{}": WITHDRAWN,
    "pages.map.step.{}": STEPS,
    "pages.map.key.{}": VIEWS,
    "pages.map.view.{}": VIEWS,
    "pages.map.of.{}": LEVELS[1:5],
    "pages.map.tiles.{}": LEVELS[1:5],
    "pages.map.margin.{}": tuple(map(str, range(5))),
    "pages.method.not.{}": method.NOT_PROMISED,
    "pages.method.option.{}": ("complete", "numbers", "no-hold"),
    "pages.method.state.{}": method.STATES,
    "pages.method.{}": method.STEPS,
    "pages.method.{}.told": method.STEPS,
    "pages.nav.{}": (
        *("units", "outcome", "differences", "levels", "findings", "decisions", "disputes", "changes", "audit"),
        *("method", "sources", "about"),
    ),
    "pages.lost.{}": ("title", "told", "home", "files"),
    "pages.reading.{}": ("held", "void"),
    "pages.stands.{}": ("held", "void"),
    "pages.severity.{}": SEVERITIES,
    "pages.state.{}": method.STATES,
    "pages.station.{}": (
        *(
            "fits",
            "missing",
            "held",
            "void",
            "decided",
            "disputed",
            "partial",
            "zeros",
            "two",
            "two-other",
            "odd",
            "identity",
        ),
        *("look", "other-reading"),
    ),
    "pages.thread.{}": ("declared", "counted"),
    "pages.trace.{}": ("explained", "subset"),
    "pages.left-out.{}": left_out.REASONS,
    "pages.left-out.{}.why": left_out.REASONS,
    "pages.left-out.row.{}": tuple(name for name, *_ in left_out.FALSE_ALARMS),
    "pages.unusual.picture.{}": ("station", "village"),
    "unusual.{}.title": TESTS,
    "unusual.{}.what": TESTS,
    "unusual.{}.chance": TESTS,
    "unusual.{}.else": TESTS,
    "unusual.why-not.{}": (
        *("one-series", "no-sums", "few-districts", "one-choice", "few-stations", "no-turnout"),
        *("fewer-than-100", "no-invalid", "no-sheets", "no-times", "no-stations"),
    ),
    "unusual.found.{}": ("none", "one", "many"),
    "unusual.kind.{}": identity_breaks.KINDS,
    "unusual.F5.{}": (round_shares.SHARE, round_shares.TURNOUT),
    "unusual.F6.{}": copied_sheets.STATES,
    "unusual.line.{}": (village_shares.TEST, turnout.TEST),
    "unusual.line.F7.{}": orders_of_time.KINDS,
    "pages.verify.step.{}": verify.STEPS,
    "pages.outcome.lead.{}": tuple(
        f"{result}.{state}" for result in ("elected", "second-round", "blank") for state in ("declared", "provisional")
    ),
    "pages.outcome.rule.{}": typing.get_args(Rule),
    "pages.outcome.state.{}": ("declared", "provisional", "missing"),
    "pages.outcome.tie.{}": ("votes", "spread", "lot", "open"),
    "pages.{}.none": ("favour", "favour.short"),
    "pages.{}.of": ("story.more", "story.less"),
}
"""The messages behind each f-string, as its open place is filled. Those of problems are found with their codes."""
CODE_FAMILIES: Mapping[str, tuple[str, ...]] = {"delimiter-{}": tuple(DELIMITERS.values())}
PROBLEMS = ("problem.{}", "problem.{}.hint")
CODE = re.compile(r"(AR|AU|CF|CLI|CS|DC|DF|EV|IN|LG|OC|OFFICE|PAPER|PB|PROFILE|ROLE|RULE|SAYS|UN|YAML)(-[A-Z0-9]+)+")


@functools.cache
def asked() -> set[str]:
    """Every message id and pattern that modules and templates ask for."""
    found = {a for m in MODULES for a in asked_in(m)} | {a for t in TEMPLATES for a in asked_in_template(t)}
    return {a for a in found if a}


def filled(patterns: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {pattern.replace(OPEN, value) for pattern, values in patterns.items() for value in values}


def own_help() -> set[str]:
    """The messages of help: of all commands, of each, of what each takes, and click's own."""
    taken = {
        f"cli.{name}.{p.name}"
        for name in NAMES
        if (found := command(name))
        for p in found.params
        if p.name not in SHARED
    }
    return {"cli", *SHARED.values(), *OF_CLICK.values(), *(f"click.{known}" for known in CLICK.values()), *taken}


def command(name: str) -> click.Command | None:
    there = (SOURCE / "cli" / f"{module_of(name)}.py").exists()
    return commands.get_command(click.Context(commands), name) if there else None


def codes_in(module: Path) -> Iterator[str]:
    """The codes of problems that a module makes, some with open places."""
    tree = parsed(module)
    yield from (text for text in strings(tree) if CODE.fullmatch(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            place = {"Problem": 0, "refuse": 0, "problem": 1}.get(name)
            if place is not None and len(node.args) > place:
                yield from told(node.args[place])


def codes() -> set[str]:
    found = {code for module in MODULES for code in codes_in(module)}
    return {c for c in found if OPEN not in c} | filled(CODE_FAMILIES)


def told_codes() -> set[str]:
    return {k.removeprefix("problem.") for k in messages("en") if k.startswith("problem.") and not k.endswith(".hint")}


def test_every_problem_has_its_sentence_and_its_hint_in_both_languages() -> None:
    for language in LANGUAGES:
        known = messages(language).keys()
        assert {m for c in codes() for m in (f"problem.{c}", f"problem.{c}.hint")} - known == set(), language


def test_no_problem_is_told_that_nothing_makes() -> None:
    whole = {text for module in MODULES for text in strings(parsed(module))}
    assert told_codes() - codes() - whole == set()


def test_every_family_of_codes_and_messages_is_written_down() -> None:
    patterns = {a for a in asked() if OPEN in a}
    assert patterns == FAMILIES.keys() | set(PROBLEMS)
    assert {c for m in MODULES for c in codes_in(m) if OPEN in c} == CODE_FAMILIES.keys()


def test_every_message_asked_for_is_there_in_both_languages() -> None:
    wanted = {a for a in asked() if OPEN not in a} | filled(FAMILIES) | own_help()
    there = {f"cli.{name}" for name in NAMES}
    for language in LANGUAGES:
        assert wanted - there - messages(language).keys() == set(), language


def test_no_message_is_left_that_nothing_asks_for() -> None:
    whole = {text for module in MODULES for text in strings(parsed(module))}
    pages = {f"pages.{text}" for m in MODULES if is_page(m) for text in strings(parsed(m))}
    problems = {m.replace(OPEN, c) for m in PROBLEMS for c in told_codes()}
    used = asked() | filled(FAMILIES) | own_help() | whole | pages | problems
    variants = (".one", ".totals", ".one.totals", ".stated")  # by how many there are, and by what was received
    left = {m for m in messages("en") if m not in used and not any(m.removesuffix(v) in used for v in variants)}
    assert {m for m in left if not any(m.startswith(f"cli.{name}.") and not command(name) for name in NAMES)} == set()


def test_the_measures_see_what_they_look_for(tmp_path: Path) -> None:
    assert [*told(ast.parse("'a' if x else f'b.{y}'", mode="eval").body)] == ["a", "b.{}"]
    template = tmp_path / "t.html"
    template.write_text("""{{ say("a", n=say2) }} {{ say('b' if x else "c") }} {{ say("d." ~ e) }}""", encoding="utf-8")
    assert [*asked_in_template(template)] == ["pages.a", "pages.b", "pages.c", "pages.d.{}"]
    assert CODE.fullmatch("CF-ID-TWICE")
    assert not CODE.fullmatch("CF")


def test_roles_that_a_page_names_in_a_column_are_roles() -> None:
    assert set(FAMILIES["pages.column.{}"]) <= set(typing.get_args(RoleName))
