"""A workspace is checked from its facts: whatever is changed, removed or beside them is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.publish.office import entries

from bukti.evidence.workspace import Workspace
from bukti.publish.verified import log, made_anew, objects
from bukti.vocabulary.problems import Problem


def told(found: object) -> list[tuple[str, str]]:
    return [(p.code, p.place.file) for p in found if isinstance(p, Problem)]  # type: ignore[attr-defined]


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_workspace_as_it_was_published_is_right(published_town: Workspace) -> None:
    facts = published_town.journal.facts()
    assert told(objects(published_town, facts)) == []
    assert told(log(published_town, facts)) == []
    assert told(made_anew(published_town, facts)) == []


def test_every_object_with_one_bit_changed_is_named(town: Workspace) -> None:
    facts = town.journal.facts()
    for fact in (f for f in facts if "bytes" in f):
        path = town.objects / fact["sha256"]
        good = path.read_bytes()
        flip(path)
        assert told(objects(town, facts)) == [("EV-OBJECT-ALTERED", fact["name"])]
        path.unlink()
        assert told(objects(town, facts)) == [("EV-OBJECT-MISSING", fact["name"])]
        path.write_bytes(good)
    (town.objects / ("0" * 64)).write_bytes(b"")
    assert told(objects(town, facts)) == [("VR-OBJECT-UNNAMED", f"evidence/objects/{'0' * 64}")]


def test_every_file_of_the_log_with_one_bit_changed_is_named(town: Workspace) -> None:
    facts = town.journal.facts()
    size = len(entries(town))
    for path in sorted(p for p in town.log.rglob("*") if p.is_file()):
        good = path.read_bytes()
        flip(path)
        found = told(log(town, facts))
        name = path.relative_to(town.root).as_posix()
        if path.name in ("checkpoint", str(size)):
            assert [place for _, place in found] == [name], name
        path.write_bytes(good)


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts.pop(0),
        lambda facts: facts.insert(0, facts.pop(1)),
        lambda facts: facts[0].update(received_at="2098-01-01T00:00:00Z"),
    ],
    ids=["removed", "moved", "dated back"],
)
def test_a_fact_that_is_removed_moved_or_dated_back_is_found(
    town: Workspace, change: Callable[[list[dict[str, object]]], object]
) -> None:
    facts = town.journal.facts()
    change(facts)
    assert told(log(town, facts))[0][0] in ("PB-FORK", "PB-BEHIND")


def test_a_table_that_the_facts_do_not_give_is_named(town: Workspace) -> None:
    facts = town.journal.facts()
    facts[-1]["tables"]["tally"] = "0" * 64
    shutil.rmtree(town.journal.folder)
    town.journal.append(facts)
    found = list(made_anew(town, facts))
    assert [(p.code, p.place.field, p.expected) for p in found] == [("VR-TABLE", "tally", "0" * 64)]


# ---- the commands


@pytest.mark.parametrize(("language", "right"), [("en", "right  every file under its digest"), ("id", "benar  setiap")])
def test_the_command_tells_each_check_and_then_the_site(
    town: Workspace, tmp_path: Path, language: str, right: str
) -> None:
    ran = bukti("verify", "--memory", tmp_path / "memory", at=town.root, language=language)
    assert ran.code == 0, ran.err
    assert right in ran.out
    assert ("ALL IS RIGHT" if language == "en" else "SEMUA BENAR") in ran.out


def test_the_command_ends_with_2_where_a_page_was_changed_and_names_it(town: Workspace, tmp_path: Path) -> None:
    page = town.site / "1" / "en" / "method" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"Method", b"Methud", 1))
    ran = bukti("verify", town.site / "current", "--memory", tmp_path / "memory", language="en")
    assert ran.code == 2
    assert "en/method/index.html was changed" in ran.out


def test_a_night_by_commands(published_town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUKTI_PASSPHRASE", "kopi pagi di alun-alun")
    town = tmp_path / "town"
    shutil.copytree(published_town.inbox, town / "sources")
    shutil.copy(published_town.configuration, town)
    assert bukti("publish", at=town).code == 2
    opened = bukti("open", "--origin", "example.org/malam", at=town)
    assert (opened.code, "example.org/malam+" in opened.out) == (0, True), opened.err
    assert bukti("key", at=town).out.strip() in opened.out
    refused = bukti("publish", at=town)
    assert refused.code == 2
    assert "bukti build" in refused.err
    assert bukti("build", at=town).code == 0
    first = bukti("publish", at=town)
    assert (first.code, "Publication 1 is out." in first.out) == (0, True), first.err
    assert "Nothing changed since publication 1" in bukti("publish", at=town).out
    assert bukti("incident", "gap", "--from", "yesterday", at=town).code == 2
    assert bukti("incident", "gap", "--from", "2024-02-14T19:00:00+07:00", at=town).code == 0
    assert bukti("publish", "--json", at=town).code == 0
    assert (town / "site" / "current").readlink() == Path("2")
