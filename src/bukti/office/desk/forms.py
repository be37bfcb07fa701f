"""What a proposal asks for: new figures where some are to be set, the reason, the legal basis, the document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bukti.evidence import durable
from bukti.evidence.decision import REASONS
from bukti.intake.numbers import read_count
from bukti.office.settings import LARGEST, here
from bukti.office.words import say

EFFECTS: Final = ("set-field", "explain-finding", "accept-finding")
"""What the desk proposes about a finding."""
LONGEST: Final = 2_000
NEW: Final = "new-"


@dataclass
class Draft:
    """A form as it was sent, and what is wrong with it, each beside its field; `note` is the text that stays inside."""

    reason: str = ""
    basis: str = ""
    document: str = ""
    page: int | None = None
    note: str = ""
    reading: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """What is wrong with a field; nothing where it is well."""
        return self.wrong.get(name, "")


def document_of(request: Any) -> str:
    """The SHA-256 (hex) of the document that was sent, which is kept below `private/`, or of the one named."""
    sent = request.FILES.get("file")
    if sent is None:
        return str(request.POST.get("document", "")).strip().lower()
    content = sent.read(LARGEST + 1)
    if not content or len(content) > LARGEST:
        return ""
    digest = hashlib.sha256(content).hexdigest()
    durable.write_if_changed(here().documents / digest, content, 0o600)
    return digest


def read(request: Any, old: Mapping[str, int | None], names: Mapping[str, str]) -> Draft:
    """The draft in a request; `old` are the figures of the reading that is corrected, `names` what decisions call them.

    A field left blank stays as it is; where some are given, at least one must differ from what is there.
    """
    sent = request.POST
    draft = Draft(
        reason=sent.get("reason", ""), basis=sent.get("basis", "").strip(), note=sent.get("note", "").strip(),
        document=document_of(request), reading=sent.get("reading", ""),
    )  # fmt: skip
    if draft.reason not in REASONS or draft.reason == "definition":
        draft.wrong["reason"] = say("office.wrong.reason")
    if not draft.basis or len(draft.basis) > LONGEST:
        draft.wrong["basis"] = say("office.wrong.basis")
    if len(draft.document) != 64 or set(draft.document) - set("0123456789abcdef"):
        draft.wrong["document"] = say("office.wrong.document")
    if len(draft.note) > LONGEST:
        draft.wrong["note"] = say("office.wrong.note")
    page = sent.get("page", "").strip()
    draft.page = read_count(page).value if page else None
    if page and not draft.page:
        draft.wrong["page"] = say("office.wrong.page")
    for column, before in old.items():
        typed = sent.get(NEW + column, "").strip()
        if not typed:
            continue
        draft.typed[column] = typed
        after = read_count(typed).value
        if after is None:
            draft.wrong[NEW + column] = say("office.wrong.count")
        elif after != before:
            change = {"field": names[column], "new": after}
            draft.changes.append(change if before is None else {**change, "old": before})
    if old and not draft.changes and not any(key.startswith(NEW) for key in draft.wrong):
        draft.wrong["changes"] = say("office.wrong.nothing-new")
    return draft
