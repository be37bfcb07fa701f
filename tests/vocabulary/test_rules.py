"""When a rule is silent, and what of several findings of one reading is told."""

from __future__ import annotations

from typing import Any

from bukti.vocabulary.declared import Source, shaped
from bukti.vocabulary.rules import Rule, circle, silencer, told


def rule(name: str, *silent_when: str) -> Rule:
    listed = ", ".join(silent_when)
    text = f"""
        rule: {name}
        check: something
        severity: error
        indonesian: a
        english: a
        next: {{indonesian: a, english: a}}
        law: {{act: a, where: a, in_force: 2024-02-14, seen: false}}
        silent_when: [{listed}]
        counterexample: {{}}
        """
    return shaped(Rule, Source("rule.yaml", text))


def test_a_rule_is_silent_for_the_first_of_its_list_that_fired() -> None:
    one = rule("C-103", "C-101", "C-102")
    assert silencer({"C-102", "C-103"}, one) == "C-102"
    assert silencer({"C-102", "C-101", "C-103"}, one) == "C-101"
    assert silencer({"C-103", "C-104"}, one) is None


def test_a_silent_rule_still_silences() -> None:
    rules = [rule("C-101"), rule("C-102", "C-101"), rule("C-103", "C-102")]
    assert told({"C-101", "C-102", "C-103"}, rules) == ["C-101"]


def test_a_circle_of_silence_is_found() -> None:
    sound: list[Any] = [rule("C-101"), rule("C-102", "C-101"), rule("C-103", "C-101", "C-102")]
    assert circle(sound) is None
    assert circle([rule("C-101", "C-103"), *sound[1:]]) == "C-101"
    assert circle([rule("C-101", "C-101")]) == "C-101"
