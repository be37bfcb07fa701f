"""A bundle as files: the case's own file, tables, copies of exhibits, the paper, and the digests of them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import PurePosixPath
from typing import Final, Literal

from bukti.evidence.case import CASE
from bukti.evidence.cases import known
from bukti.evidence.receive import DECISION, intact
from bukti.evidence.workspace import Workspace
from bukti.publish.bundles.gathered import gathered
from bukti.publish.bundles.tables import tables
from bukti.publish.bundles.texts import BundleTexts
from bukti.publish.disputed.view import CaseView, case_view
from bukti.publish.disputed.words import CaseWords
from bukti.publish.labels import Labels
from bukti.publish.lookup import Units
from bukti.publish.opened import Opened
from bukti.publish.papers.printing import PACKAGE
from bukti.vocabulary.problems import Place, refuse
from bukti.vocabulary.roles import nearest

SUMS: Final = "SHA256SUMS"
PAPER: Final = "berkas.pdf"
CASE_FILE: Final = "perkara.toml"
TEMPLATE: Final = "bundle.typ"
STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2) for archives and PDF/UA-1 (ISO 14289-1) for readers aloud, as the typesetter promises them."""


def bundle(opened: Opened, case_id: str) -> dict[str, bytes]:
    """Every file of the case's bundle by its path: the same facts give the same bytes.

    Raises Refusal: CS-UNKNOWN for an id that no case taken in has, PAPER-EXTRA without the package that prints.
    """
    workspace = opened.terms.workspace
    cases = {one.id: one for one in known(workspace)}
    if case_id not in cases:
        near = nearest(case_id, sorted(cases)) or ", ".join(sorted(cases)) or "–"
        raise refuse("CS-UNKNOWN", Place(), case_id, near)
    units = Units(opened)
    view = case_view(opened, units, cases[case_id])
    labels = Labels(opened.terms, "id")
    said = CaseWords(labels, view, _Names(units, labels))
    found = gathered(opened, units, view)
    files = {CASE_FILE: view.taken.written.content, **tables(opened, view, said, found), **_copies(workspace, view)}
    texts = BundleTexts(labels, view, said, found).paper(digests(files))
    files[PAPER] = _printed(texts, _moment(opened, view, found.as_of))
    return {**files, SUMS: sums(files)}


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def sums(files: Mapping[str, bytes]) -> bytes:
    """The digests of the files as `sha256sum --check` takes them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests(files).items())).encode()


class _Names:
    """Names of units as text, a station's with its village's."""

    def __init__(self, units: Units, labels: Labels) -> None:
        self.units, self.labels = units, labels

    def __call__(self, unit_id: str) -> str:
        village, _, station = unit_id.partition("/")
        found = self.units.named(village)
        name = self.labels.unit(found.name, found.level)
        return f"{self.labels.unit(station, 'station')} {name}" if station else name


def _copies(workspace: Workspace, view: CaseView) -> dict[str, bytes]:
    """Copies of the exhibits whose bytes are in evidence, under their codes; decisions bear names and stay there."""
    names = {
        f["sha256"]: str(f.get("name", "")) for f in workspace.journal.facts()
        if f.get("sha256") and "bytes" in f and f["kind"] not in (DECISION, CASE)
    }  # fmt: skip
    found: dict[str, bytes] = {}
    for exhibit in view.case.exhibit:
        if exhibit.sha256 is not None and exhibit.sha256 in names:
            ending = PurePosixPath(names[exhibit.sha256]).suffix or ".jpg"
            found[f"bukti/{exhibit.code}{ending}"] = intact(workspace, exhibit.sha256, exhibit.code).read_bytes()
    return found


def _moment(opened: Opened, view: CaseView, as_of: str) -> datetime:
    """The moment that the paper bears: the last thing that its facts state, else the day of the election."""
    stated = [str(d["decided_at"]) for d in view.decisions] + ([as_of] if as_of else [])
    return datetime.fromisoformat(max(stated, default=f"{opened.terms.day.isoformat()}T00:00:00+00:00"))


def _printed(texts: dict[str, object], at: datetime) -> bytes:
    """The PDF of these texts; fonts come with the typesetter, none from the machine."""
    try:
        import typst
    except ImportError:
        raise refuse("PAPER-EXTRA", Place(), PACKAGE, 'pip install "bukti[paper]"') from None
    made = typst.compile(
        resources.files(__package__).joinpath(TEMPLATE).read_bytes(),
        format="pdf",
        pdf_standards=[*STANDARDS],
        ignore_system_fonts=True,
        sys_inputs={"texts": json.dumps(texts, ensure_ascii=False)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


__all__ = ["PAPER", "STANDARDS", "SUMS", "bundle", "digests"]
