"""The method: how to follow a number, every rule with its law, what is not promised."""

from __future__ import annotations

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import NOTHING, Html, html, joined
from bukti.publish.pages.noticed import SEVERITIES
from bukti.vocabulary.general_rules import GeneralRule, general_rules
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Filled, Rule
from bukti.vocabulary.says import evaluate, sentence

TEMPLATE = "method.html"
STEPS = ("figure", "sum", "station", "row", "digest")
STATES = ("counted", "declared", "partial", "held", "void", "corrected", "missing")
NOT_PROMISED = ("paper", "photographed", "same-log", "time", "administrator", "host", "mail", "seen")
"""What no software can promise (threat model), and what of the rules is not checked yet."""


def context(here: Here) -> Context:
    """Everything the template shows; no table is asked, only what is declared."""
    title = here.say("method.title")
    terms = here.site.terms
    groups = [
        {"id": s.id, "title": s.title.tell(here.language), "rules": [_sheet_rule(here, s, r) for r in s.rules]}
        for s in terms.sheets
    ]
    everywhere = [_general_rule(here, r) for r in general_rules().values()]
    groups.append({"id": "every", "title": here.say("method.every"), "rules": everywhere})
    return {
        **here.frame(str(title), here.way_of(str(title)), "method", here.say("method.intro")),
        "steps": [{"title": here.say(f"method.{s}"), "told": here.say(f"method.{s}.told")} for s in STEPS],
        "standing": [here.labels.series(s.id) for s in terms.configuration.series],
        "options": _options(here),
        "states": [{"state": s, "word": here.say(f"state.{s}"), "told": here.say(f"method.state.{s}")} for s in STATES],
        "left_out": here.in_language("left-out"),
        "not_promised": [here.say(f"method.not.{n}") for n in NOT_PROMISED],
        "groups": groups,
        "severities": [
            {"severity": s, "word": here.labels.severity(s), "what": here.say(f"severity.{s}")} for s in SEVERITIES
        ],
        "profile": terms.configuration.election.profile,
        "parameters": [
            {"name": here.labels.parameter(name), "value": here.number(value), "law": _parameter_law(here, name)}
            for name, value in sorted(terms.caps.items())
        ],
    }


def _options(here: Here) -> list[Html]:
    """Choices of this office that change which reading stands or what is held."""
    configuration = here.site.terms.configuration
    chosen = [
        ("complete", configuration.precedence.complete_beats_partial),
        ("numbers", configuration.precedence.numbers_beat_placeholder_zeros),
        ("no-hold", not configuration.checks.hold),
    ]
    return [here.say(f"method.option.{name}") for name, on in chosen if on]


def _sheet_rule(here: Here, sheet: SheetKind, rule: Rule) -> Context:
    law = rule.law
    return {
        **_rule(here, rule),
        "says": _formula(here, rule),
        "law": f"{law.act}, {law.where}",
        "in_force": here.labels.day(law.in_force),
        "seen": here.say("law.seen" if law.seen else "law.unseen"),
        "is_seen": law.seen,
        "example": _example(here, rule, sheet.filled(rule.counterexample)),
        "silent": joined(rule.silent_when),
    }


def _general_rule(here: Here, rule: GeneralRule) -> Context:
    nothing = ""
    return {**_rule(here, rule), "says": nothing, "law": "", "example": nothing, "silent": ""}


def _rule(here: Here, rule: Rule | GeneralRule) -> Context:
    return {
        "rule": rule.rule,
        "title": rule.title.tell(here.language),
        "severity": rule.severity,
        "severity_word": here.labels.severity(rule.severity),
        "next": rule.next.tell(here.language),
    }


def _formula(here: Here, rule: Rule) -> Html:
    """What a linear rule states, in the labels of the form."""
    if rule.says is None:
        return NOTHING
    sides = [
        joined([_term(here, t.coefficient, t.kind, t.name) for t in side], " + ")
        for side in (rule.says.left, rule.says.right)
    ]
    return joined(sides, " = " if rule.says.relation == "=" else " ≤ ")


def _term(here: Here, coefficient: int, kind: str, name: str) -> Html:
    if kind == "constant":
        return html(here.number(coefficient))
    if kind == "votes":
        told = here.say("method.all-votes")
    elif kind == "parameter":
        told = html(here.number(here.site.terms.caps[name]))
    else:
        told = html(here.labels.field(name))
    return told if coefficient == 1 else joined([f"{coefficient} ×", told], " ")


def _example(here: Here, rule: Rule, broken: Filled) -> Html:
    """The rule's counterexample as a sentence with its numbers."""
    if rule.says is None:
        return NOTHING
    values = {**here.site.terms.caps, **broken.values}
    if None in evaluate(rule.says, values, broken.votes):
        return NOTHING
    known = {k: v for k, v in values.items() if v is not None}
    votes = [v for v in broken.votes if v is not None]
    return here.say("method.example", says=sentence(rule.says, known, votes, here.labels.say))


def _parameter_law(here: Here, name: str) -> str:
    entries = [e for e in here.site.terms.profile.parameters[name] if e.in_force <= here.site.terms.day]
    law = max(entries, key=lambda e: e.in_force).law
    return f"{law.act}, {law.where} ({here.say('law.seen' if law.seen else 'law.unseen')})"
