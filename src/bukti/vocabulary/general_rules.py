"""The rules that hold for every election kind: of cells and of comparisons."""

from __future__ import annotations

import functools
from importlib import resources

from bukti.vocabulary.declared import Declared, Words, read, shaped
from bukti.vocabulary.rules import Severity


class GeneralRule(Declared):
    """A rule that no sheet declares: its public id, how grave a breach is, what it demands, what to do next."""

    rule: str
    severity: Severity
    indonesian: str
    english: str
    next: Words

    @property
    def title(self) -> Words:
        return Words(indonesian=self.indonesian, english=self.english)


class _All(Declared):
    rules: tuple[GeneralRule, ...]


@functools.cache
def general_rules() -> dict[str, GeneralRule]:
    """All common rules by id."""
    source = read(resources.files("bukti.vocabulary") / "general_rules.yaml", "general_rules.yaml")
    return {r.rule: r for r in shaped(_All, source).rules}


NOT_A_COUNT = "N-101"
UNUSUAL = "N-102"
OTHER_NAME = "N-103"
STATED_TWICE = "N-104"
MISSING = "X-101"
UNKNOWN_UNIT = "X-102"
TIED = "X-103"
PARTIAL = "X-104"
EXCHANGED_COLUMNS = "X-105"
READINGS = "X-201"
DECLARED = "X-202"
BELOW = "X-203"
EXCHANGED = "X-204"
PAPER_TOTAL = "X-211"
LIST_TOTAL = "X-212"
FELL = "X-301"
BROKEN = "X-302"
DROPPED = "X-303"
