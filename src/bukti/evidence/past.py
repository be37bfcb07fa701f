"""The workspace as it was: only the facts received by then, under the declarations that were in force then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bukti.evidence.candidates import expanded, received
from bukti.evidence.crosscheck import problems
from bukti.evidence.declaring import load
from bukti.evidence.journal import Fact
from bukti.evidence.receive import intact
from bukti.evidence.terms import Terms
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.vocabulary.problems import Place, Refusal, refuse
from bukti.vocabulary.profile import Profile, load_profile, read_profile

PUBLICATION: Final = "publication"
PROFILE: Final = "profile"
_NUMBER: Final = re.compile(r"[0-9]+")
_FILE: Final = re.compile(rb"^# ([a-z]+/[a-z0-9-]+/(?:election|sheets/[a-z0-9-]+)\.yaml)$", re.MULTILINE)


@dataclass(frozen=True)
class Moment:
    """A place in the journal: how many facts had been received by then, and the publication where one was named."""

    name: str
    facts: int
    publication: Fact | None = None

    @property
    def tables(self) -> dict[str, str]:
        """The content digests that the publication recorded."""
        return dict((self.publication or {}).get("tables") or {})

    @property
    def software(self) -> tuple[str, str] | None:
        """The version and the digest of the software that the publication names."""
        if self.publication is None:
            return None
        return str(self.publication.get("version") or ""), str(self.publication.get("software") or "")


def moment_named(workspace: Workspace, text: str) -> Moment:
    """The place in the journal that a publication's number or a moment with its zone (ISO 8601) names.

    A moment takes the facts before the first one that was received later. Raises Refusal for a number that no
    publication has, a text that is no moment, and a time before the first configuration.
    """
    facts = workspace.journal.facts()
    found = _of_publication(facts, text) if _NUMBER.fullmatch(text) else _of_time(facts, text)
    if not any(f["kind"] == "configuration" for f in facts[: found.facts]):
        first = next((str(f["received_at"]) for f in facts if f["kind"] == "configuration"), "–")
        raise refuse("EV-AT-BEFORE-ALL", Place(str(workspace.root)), text, first)
    return found


def _of_publication(facts: Sequence[Fact], text: str) -> Moment:
    published = {str(f.get("number")): f for f in facts if f["kind"] == PUBLICATION}
    fact = published.get(text.lstrip("0"))
    if fact is None:
        raise refuse("EV-AT-NO-PUBLICATION", Place("--at"), text, ", ".join(published) or "–")
    return Moment(str(fact["number"]), fact["facts"], fact)


def _of_time(facts: Sequence[Fact], text: str) -> Moment:
    try:
        asked = datetime.fromisoformat(text)
    except ValueError:
        asked = None
    if asked is None or asked.utcoffset() is None:
        raise refuse("EV-AT-NO-MOMENT", Place("--at"), text, "2024-02-14T21:00+07:00")
    at = asked.astimezone(UTC)
    later = (n for n, f in enumerate(facts) if datetime.fromisoformat(str(f["received_at"])) > at)
    return Moment(at.strftime("%Y-%m-%dT%H%M%SZ"), next(later, len(facts)))


def as_it_was(workspace: Workspace, moment: Moment, folder: Path) -> Workspace:
    """The workspace that knows the facts of then, and whose tables are built in the folder."""
    return replace(workspace, upto=moment.facts, built_in=folder)


def terms_then(workspace: Workspace, scratch: Path) -> Terms:
    """The terms in force in a workspace as it was: its last configuration, candidates and profile, out of evidence.

    Raises Refusal where evidence lacks one of them, or where it no longer fits what this program allows.
    """
    declared = expanded(
        load(_text(workspace, "configuration", CONFIGURATION)), lambda entry: received(workspace, entry)
    )
    profile = _profile(workspace, declared.configuration.election.profile, scratch)
    found = problems(declared, profile)
    if found:
        raise Refusal(found)
    return Terms(workspace, declared, profile)


def _text(workspace: Workspace, kind: str, name: str) -> Path:
    """The object of the last fact of this kind and name."""
    fact = [f for f in workspace.journal.facts() if (f["kind"], f.get("name")) == (kind, name)][-1]
    return intact(workspace, str(fact["sha256"]), name)


def _profile(workspace: Workspace, name: str, scratch: Path) -> Profile:
    """The profile as it was journalled; the installed one where the journal names none."""
    if not any((f["kind"], f.get("name")) == (PROFILE, name) for f in workspace.journal.facts()):
        return load_profile(name)
    folder = scratch / "profiles"
    text = _text(workspace, PROFILE, name).read_bytes()
    heads = [*_FILE.finditer(text)]
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        path = folder / head[1].decode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text[head.end() + 1 : following.start() if following else len(text)])
    return read_profile(folder, name)
