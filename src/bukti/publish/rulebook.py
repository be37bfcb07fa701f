"""Every rule with where it holds: of an election kind's sheets, and those that hold everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bukti.publish.opened import Opened
from bukti.vocabulary.general_rules import GeneralRule, general_rules
from bukti.vocabulary.profile import Profile, SheetKind, load_profile, profile_names
from bukti.vocabulary.rules import Rule


@dataclass(frozen=True)
class Entry:
    """A rule, the profile and sheet kind that declare it (none of a rule that holds everywhere), its parameters."""

    id: str
    rule: Rule | GeneralRule
    profile: Profile | None = None
    sheet: SheetKind | None = None
    caps: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.sheet.id if self.sheet else ""

    def title(self, language: str) -> str:
        return self.rule.title.tell(language)


def entries(profile: Profile | None, on: date = date.max) -> list[Entry]:
    """The rules of a profile with its parameters on a day, then those that hold everywhere."""
    own: list[Entry] = []
    if profile is not None:
        caps = profile.caps(on)
        own = [Entry(rule.rule, rule, profile, sheet, caps) for sheet in profile.sheets for rule in sheet.rules]
    return [*own, *(Entry(rule.rule, rule) for rule in general_rules().values())]


def everywhere() -> list[Entry]:
    """The rules of every profile that comes with Bukti, and those that hold everywhere once."""
    of_profiles = [e for name in profile_names() for e in entries(load_profile(name)) if e.profile]
    return [*of_profiles, *entries(None)]


def open_findings(asked: Opened) -> dict[str, int]:
    """How many findings of each rule nothing explains yet."""
    asked.show(["finding"])
    sql = "select rule, count(*) as n from finding where silent_because is null and life = 'open' group by rule"
    return {row["rule"]: row["n"] for row in asked.rows(sql)}


def facts(entry: Entry, counts: Mapping[str, int] | None) -> dict[str, object]:
    """A rule as plain values: its declaration in both languages, its law, its open findings where they are counted."""
    rule = entry.rule
    return {
        "rule": entry.id,
        "profile": entry.profile.id if entry.profile else None,
        "sheet": entry.kind or None,
        "severity": rule.severity,
        "title": rule.title.model_dump(),
        "next": rule.next.model_dump(),
        "says": str(rule.says) if isinstance(rule, Rule) and rule.says else None,
        "check": rule.check if isinstance(rule, Rule) else None,
        "law": rule.law.model_dump(mode="json") if isinstance(rule, Rule) else None,
        "silent_when": list(rule.silent_when) if isinstance(rule, Rule) else [],
        "open_findings": None if counts is None else counts.get(entry.id, 0),
    }
