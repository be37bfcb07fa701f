"""A publication: facts to entries, entries signed, the public's pages switched last. Nothing else writes `site/`.

The order is fixed so that a kill at any moment leaves the old site or the new one: the folder of the publication is
prepared; the fact stands in the journal; entries and tiles; the record of what is signed; the log's checkpoint; the
folder gets its name; the link that the public follows is switched. The next publication ends what a killed one began.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bukti.evidence import durable, lock
from bukti.evidence import format as formats
from bukti.evidence.journal import Fact
from bukti.evidence.leaves import INCIDENT, PUBLICATION, SOFTWARE, WITHDRAWAL
from bukti.evidence.log import CURRENT, State, require_record
from bukti.evidence.software import software
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.ledger import merkle, note
from bukti.ledger.base64_text import encoded
from bukti.ledger.note import Signer
from bukti.ledger.proof import Proof
from bukti.publish import fresh
from bukti.publish.generation import complete, manifest_digest, prepare
from bukti.publish.opened import Opened, opened
from bukti.publish.opening import profile_digest
from bukti.publish.pages.verify import Signed
from bukti.publish.past import published_tables
from bukti.publish.signing import Ledger, Passphrase, clock, ledger_of, moment, sign, signers_of
from bukti.publish.site import write_preview
from bukti.vocabulary.problems import Place, Problem, refuse

PREPARED: Final = ".prepared-"
CONTESTS_MOST: Final = 16
ALL: Final = "*"
STATES: Final = ("in", "flagged", "held", "void", "missing", "expected")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """The publication that the public sees now; `new` where it was not there before."""

    number: int
    new: bool
    size: int
    root: str
    vkey: str
    notices: tuple[Problem, ...]


def publish(
    workspace: Workspace, passphrase: Passphrase, now: str | None = None, progress: Progress = lambda _: None
) -> Published:
    """What was built last is what the public sees, under a number, signed. `now` stands for the clock, UTC.

    Raises Refusal where the tables are not those of the evidence or of bukti.toml, where the key is not to be had, or
    where signing would contradict what was signed before.
    """
    with lock.held(workspace.root):
        formats.require(workspace)
        ledger = ledger_of(workspace)
        if ledger.last is None:
            raise refuse("PB-NOT-OPENED", Place(str(workspace.root)))
        require_record(workspace)
        _tidy(workspace)
        notices: list[Problem] = []
        with opened(workspace) as asked:
            if asked.changed:
                raise refuse("PB-NOT-UP-TO-DATE", Place(CONFIGURATION), CONFIGURATION, "evidence/")
            signers: list[Signer] = []
            if _is_behind(ledger):
                signers = signers_of(ledger, passphrase)
                notices += _end(asked, ledger, signers)
                ledger = ledger_of(workspace)
            if _is_published(ledger):
                return _published(ledger, False, notices)
            fresh.require(workspace)
            signers = signers_of(ledger, passphrase)
            progress(CURRENT)
            write_preview(asked.built, progress)
            now = now or clock()
            at = moment(ledger.facts, now)
            if at != now:
                notices.append(Problem("PB-CLOCK", Place(), now, at, "notice"))
            _publish(asked, ledger, signers, at)
        return _published(ledger_of(workspace), True, notices)


def _tidy(workspace: Workspace) -> None:
    """What a killed run left half-written, outside of what is built, is gone; it was never read."""
    for folder in (workspace.site, workspace.private, workspace.evidence, workspace.journal.folder):
        durable.discard_unfinished(folder)
    for folder in [workspace.log, *(p for p in workspace.log.rglob("*") if p.is_dir())]:
        durable.discard_unfinished(folder)


def _is_behind(ledger: Ledger) -> bool:
    """Whether a publication stands in the journal that the public does not see."""
    numbers = ledger.publications()
    return bool(numbers) and (
        current_number(ledger.workspace) != max(numbers) or ledger.signed <= ledger.index(numbers[max(numbers)])
    )


def _is_published(ledger: Ledger) -> bool:
    """Whether nothing happened since the publication that the public sees."""
    last = ledger.facts[-1]
    return bool(
        last["kind"] == PUBLICATION
        and last["software"] == software()[1]
        and current_number(ledger.workspace) == last["number"]
    )


def current_number(workspace: Workspace) -> int | None:
    """The number of the publication that the public sees; None where there is none."""
    link = workspace.site / CURRENT
    name = link.readlink().name if link.is_symlink() else ""
    return next((n for n in _publications(workspace) if str(n) == name), None)


def _publications(workspace: Workspace) -> list[int]:
    return [f["number"] for f in workspace.journal.facts() if f["kind"] == PUBLICATION]


def _publish(asked: Opened, ledger: Ledger, signers: list[Signer], at: str) -> None:
    workspace = ledger.workspace
    number = max(ledger.publications(), default=0) + 1
    version, digest = software()
    facts: list[Fact] = []
    if _software_before(ledger.facts) != digest:
        facts.append({"kind": SOFTWARE, "version": version, "sha256": digest, "received_at": at})
    made = durable.unfinished(workspace.site)
    manifest = prepare(asked, made, number, _before(workspace), at)
    prepared = workspace.site / f"{PREPARED}{number}"
    shutil.rmtree(prepared, ignore_errors=True)
    durable.name(made, prepared)
    facts.append(
        {
            "kind": PUBLICATION, "number": number, "tables": tables(asked), "manifest": manifest,
            "counts": counts(asked), "software": digest, "version": version,
            "profile": profile_digest(workspace, [*ledger.facts]), "configuration": _configuration(ledger),
            "facts": len(ledger.facts) + len(facts), "received_at": at,
        }
    )  # fmt: skip
    workspace.journal.append(facts)
    later = ledger_of(workspace)
    state = sign(later, len(later.leaves), signers)
    _show(asked, later, state, number)


def _end(asked: Opened, ledger: Ledger, signers: list[Signer]) -> list[Problem]:
    """What a killed publication began is ended: its entry is signed, and its pages are shown where they are whole."""
    workspace = ledger.workspace
    number, place = max(ledger.publications().items())
    state = sign(ledger, ledger.index(place) + 1, signers)
    if (workspace.site / str(number)).is_dir():
        durable.point(workspace.site / CURRENT, str(number))
        return []
    if manifest_digest(workspace.site / f"{PREPARED}{number}") != ledger.facts[place]["manifest"]:
        return [Problem("PB-PAGES-LOST", Place(f"site/{number}"), str(number), level="notice")]
    _show(asked, ledger, state, number)
    return []


def _show(asked: Opened, ledger: Ledger, state: State, number: int) -> None:
    """The prepared folder is complete, has its name, and is what the public sees."""
    workspace = ledger.workspace
    prepared = workspace.site / f"{PREPARED}{number}"
    hashes = [merkle.leaf_hash(entry) for entry in ledger.entries[: state.checkpoint.size]]
    places = {n: p for n, p in ledger.publications().items() if ledger.index(p) < state.checkpoint.size}

    def receipt(of: int) -> bytes:
        index = ledger.index(places[of])
        return Proof(index, tuple(merkle.inclusion(index, hashes)), state.note).text

    before = _before(workspace)
    complete(asked, prepared, before, signed_of(ledger, state, number), receipt)
    durable.name(prepared, workspace.site / str(number))
    durable.point(workspace.site / CURRENT, str(number))


def signed_of(ledger: Ledger, state: State, number: int) -> Signed:
    """What the pages that print the checkpoint say of a publication."""
    place = ledger.publications()[number]
    said = ledger.leaves[ledger.index(place)].said
    known = {(v.name, v.key_id): v.vkey for v in ledger.keys.verifiers}
    signatures = note.parts(state.note)[1]
    return Signed(
        {**said, "time": said["at"]},
        sorted(n for n, p in ledger.publications().items() if ledger.index(p) < state.checkpoint.size),
        ledger.origin,
        [known[s.name, s.key_id] for s in signatures if (s.name, s.key_id) in known],
        state.checkpoint.size,
        encoded(state.checkpoint.root),
        [f"{s.name}+{s.key_id.hex()}" for s in signatures if (s.name, s.key_id) not in known],
        [fact for fact in ledger.facts[:place] if fact["kind"] == INCIDENT],
        [fact for fact in ledger.facts[:place] if fact["kind"] == WITHDRAWAL],
    )


def tables(asked: Opened) -> dict[str, str]:
    """The digest of the content of every table, but for those that only tell how files were read in portions."""
    return {name: asked.built.store.table_digest(name) for name in published_tables(asked.terms.contracts.values())}


def counts(asked: Opened) -> dict[str, Mapping[str, int | None]]:
    """How many stations of each contest are in, flagged, held, void, missing and expected, where it is held.

    Many contests are summed under `*`: an entry of the log is small, and each has its own row in `tally.csv`.
    """
    asked.show(("tally", "contest"))
    rows = asked.rows("""
        select c.contest, t.stations_in, t.stations_flagged, t.stations_held, t.stations_void, t.stations_missing,
            t.stations_expected
        from contest c
        left join tally t on t.contest = c.contest and t.unit_id = c.scope and t.basis = 'counted'
        order by c.contest""")
    found: dict[str, Mapping[str, int | None]] = {
        row["contest"]: {s: row[f"stations_{s}"] for s in STATES} for row in rows
    }
    if len(found) <= CONTESTS_MOST:
        return found
    return {ALL: {s: _sum(of[s] for of in found.values()) for s in STATES}}


def _sum(values: Any) -> int | None:
    known = [*values]
    return None if None in known else sum(known)


def _software_before(facts: Any) -> str | None:
    """The software that the log names last."""
    named = [
        f["sha256"] if f["kind"] == SOFTWARE else f["software"] for f in facts if f["kind"] in (SOFTWARE, "opening")
    ]
    return named[-1] if named else None


def _configuration(ledger: Ledger) -> str:
    said: list[str] = [
        f["sha256"] for f in ledger.facts if (f["kind"], f.get("name")) == ("configuration", CONFIGURATION)
    ]
    return said[-1]


def _before(workspace: Workspace) -> Path | None:
    """The folder of the publication that the public sees."""
    link = workspace.site / CURRENT
    return link.resolve() if link.is_dir() else None


def _published(ledger: Ledger, new: bool, notices: list[Problem]) -> Published:
    assert ledger.last is not None
    last = ledger.last.checkpoint
    number = max(ledger.publications())
    return Published(number, new, last.size, encoded(last.root), ledger.keys.vkey, tuple(notices))


__all__ = ["Published", "counts", "current_number", "publish", "signed_of", "tables"]
