"""Who remembers a checkpoint finds a log that was rewritten: forked, rolled back, cut, put in another order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.verify.conftest import Run
from tests.verify.made import ORIGIN, Election, Signer, Site, canonical

OTHER = Signer(9)


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_log_that_grew_is_consistent_with_what_was_remembered(site: Site, tmp_path: Path, run: Run) -> None:
    assert run(site.publish(tmp_path / "1", Election.computed()))[0] == 0
    code, said = run(site.publish(tmp_path / "2", Election.computed()))
    assert (code, "consistent with the checkpoint you remembered (5 entries)" in said) == (0, True)
    assert "2 receipts fit the log" in said


def test_a_log_that_grew_large_is_consistent_and_its_tiles_are_right(site: Site, tmp_path: Path, run: Run) -> None:
    assert run(site.publish(tmp_path / "1", Election.computed()))[0] == 0
    for n in range(600):
        site.leaf("incident", what="gap", **{"from": str(n), "to": ""})
    code, said = run(site.publish(tmp_path / "2", Election.computed()))
    assert (code, "606 entries give the root" in said) == (0, True), said
    tile = tmp_path / "2" / "log" / "tile" / "1" / "000.p" / "2"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\0")
    assert "log/tile/1/000.p/2 does not fit the entries" in run(tmp_path / "2")[1]


def test_a_roll_back_is_told(site: Site, tmp_path: Path, run: Run) -> None:
    site.publish(tmp_path / "1", Election.computed())
    assert run(site.publish(tmp_path / "2", Election.computed()))[0] == 0
    code, said = run(tmp_path / "1")
    assert (code, "ROLLED BACK: this computer has seen 6 entries, now there are only 5" in said) == (1, True)
    assert run(tmp_path / "2")[0] == 0  # the newer one is still what is remembered


@pytest.mark.parametrize("way", ["drop", "reorder", "change", "forked"])
def test_a_log_whose_past_was_rewritten_is_a_fork(tmp_path: Path, run: Run, way: str) -> None:
    site = Site()
    assert run(site.publish(tmp_path / "1", Election.computed()))[0] == 0
    if way == "drop":
        del site.entries[2]
    elif way == "reorder":
        site.entries[1:3] = site.entries[2:0:-1]
    elif way == "change":
        site.entries[1] = site.entries[1].replace(b'"bytes":8', b'"bytes":9')
    site = Site(entries=site.entries[:-1] if way != "forked" else site.entries[:3])
    if way == "forked":
        site.leaf("incident", what="outage")
    code, said = run(site.publish(tmp_path / "2", Election.computed()))
    assert (code, "FORK" in said or "ROLLED BACK" in said) == (1, True), said
    code, said = run(site.publish(tmp_path / "3", Election.computed()))
    assert (code, "FORK: the first 5 entries are not those that this computer saw" in said) == (1, True), said


def test_another_key_is_told(tmp_path: Path, run: Run) -> None:
    assert run(Site().publish(tmp_path / "1", Election.computed()))[0] == 0
    code, said = run(Site(key=OTHER).publish(tmp_path / "2", Election.computed()))
    assert (code, "was never a key of this log" in said) == (1, True)


def test_the_key_from_paper_wins_over_what_is_remembered(tmp_path: Path, run: Run) -> None:
    folder = Site(key=OTHER).publish(tmp_path / "1", Election.computed())
    assert run(folder)[0] == 0
    assert "that is the key you gave" in run(folder, "--key", OTHER.vkey)[1]
    code, said = run(folder, "--key", Signer(1).vkey)
    assert (code, f"the key that you trust, {Signer(1).vkey}, was never a key of this log" in said) == (1, True)
    assert run(folder, "--key", "nonsense")[0] == 1


def rotated(site: Site, tmp_path: Path, with_old: bool) -> Path:
    """Three publications: the key is changed before the second, which the old key signs too, or does not."""
    site.publish(tmp_path / "1", Election.computed())
    old, new = site.key, Signer(2)
    site.leaf("key", old=old.vkey, new=new.vkey)
    site.key, site.also = new, [old] if with_old else []
    site.publish(tmp_path / "2", Election.computed())
    site.also = []
    return site.publish(tmp_path / "3", Election.computed())


def test_a_changed_key_is_followed_where_the_old_one_signed_the_change(site: Site, tmp_path: Path, run: Run) -> None:
    old = site.key
    folder = rotated(site, tmp_path, with_old=True)
    code, said = run(folder, "--key", old.vkey)
    assert (code, "the old key signed that (receipts/2.tlog-proof)" in said) == (0, True), said
    assert run(tmp_path / "1")[0] == 1  # rolled back by now
    assert run(folder, "--key", Signer(2).vkey)[0] == 0


def test_a_key_that_changed_without_the_old_one_is_told(site: Site, tmp_path: Path, run: Run) -> None:
    old = site.key
    code, said = run(rotated(site, tmp_path, with_old=False), "--key", old.vkey)
    assert (code, "with no proof signed by the old key" in said) == (1, True)


def test_a_change_of_a_key_that_was_not_in_use_is_told(site: Site, tmp_path: Path, run: Run) -> None:
    site.open()
    site.leaf("key", old=OTHER.vkey, new=Signer(2).vkey)
    code, said = run(site.publish(tmp_path / "1", Election.computed()))
    assert (code, "entry 1 replaces the key" in said) == (1, True)


def test_an_older_publication_shown_as_the_newest_is_told(site: Site, tmp_path: Path, run: Run) -> None:
    site.publish(tmp_path / "1", Election.computed())
    site.publish(tmp_path / "2", Election.computed())
    for name in ("publication.json", "manifest.json"):
        (tmp_path / "2" / name).write_bytes((tmp_path / "1" / name).read_bytes())
    code, said = run(tmp_path / "2")
    assert (code, "the log already holds publication 2; what is shown is publication 1" in said) == (1, True)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"previous": 3}, "names 3 as the one before, it is None"),
        ({"manifest": "0" * 64}, "manifest.json has the digest"),
        ({"counts": {}}, "data/presiden/ is no contest of the publication's entry"),
    ],
)
def test_a_leaf_that_does_not_fit_is_told(
    site: Site, tmp_path: Path, run: Run, values: dict[str, object], told: str
) -> None:
    code, said = run(site.publish(tmp_path / "1", Election.computed(), **values))
    assert (code, told in said) == (1, True), said


def test_a_publication_json_that_says_more_or_else_than_its_leaf_is_told(site: Site, tmp_path: Path, run: Run) -> None:
    file = site.publish(tmp_path / "1", Election.computed()) / "publication.json"
    shown = json.loads(file.read_bytes())
    for change in ({"time": "2030-01-01T00:00:00Z"}, {"software": "1"}, {"note": "x"}, {"facts": 99}):
        file.write_bytes(canonical({**shown, **change}))
        code, said = run(tmp_path / "1")
        assert (code, f"publication.json: {next(iter(change))} is printed as" in said) == (1, True)
    file.write_bytes(canonical(shown)[:-1] + b',"number":1}')
    assert "duplicate key" in run(tmp_path / "1")[1]


def test_witnesses_are_named_and_checked_with_their_keys(tmp_path: Path, run: Run) -> None:
    witness = Signer(5, "saksi.example", kind=4)
    folder = Site(witnesses=[(witness, 1707912000)]).publish(tmp_path / "1", Election.computed())
    code, said = run(folder)
    assert (code, "there is a signature of saksi.example" in said, "no witness yet" in said) == (0, True, False)
    code, said = run(folder, "--witness", witness.vkey)
    assert (code, "witnessed by saksi.example, 2024-02-14 12:00:00 UTC" in said) == (0, True)
    text = (folder / "log" / "checkpoint").read_text(encoding="utf-8")
    forged = witness.cosigned(text.partition("\n\n")[0] + "\n", 1707912001)
    real = witness.cosigned(text.partition("\n\n")[0] + "\n", 1707912000)
    assert real in text
    bad = forged[:-9] + ("A" if forged[-9] != "A" else "B") + forged[-8:]
    (folder / "log" / "checkpoint").write_text(text.replace(real, bad), encoding="utf-8")
    assert run(folder, "--witness", witness.vkey)[0] == 1


def test_a_damaged_memory_is_told_and_kept(site: Site, tmp_path: Path, run: Run) -> None:
    folder = site.publish(tmp_path / "1", Election.computed())
    run(folder)
    (memory,) = (tmp_path / "memory").iterdir()
    memory.write_text("{}", encoding="utf-8")
    code, said = run(folder)
    assert (code, "the memory in" in said) == (1, True)


def test_nothing_is_remembered_of_a_log_that_is_wrong(site: Site, tmp_path: Path, run: Run) -> None:
    folder = site.publish(tmp_path / "1", Election.computed())
    bundle = folder / "log" / "tile" / "entries" / "000.p" / "5"
    bundle.write_bytes(bundle.read_bytes().replace(b'"bytes":8', b'"bytes":9'))
    code, said = run(folder)
    assert (code, "this checkpoint is not remembered" in said) == (1, True)
    assert not (tmp_path / "memory").exists()


def test_a_log_of_another_origin_is_another_log(tmp_path: Path, run: Run) -> None:
    assert run(Site().publish(tmp_path / "1", Election.computed()))[0] == 0
    other = Site(key=Signer(3, "lain.example"), origin="lain.example")
    code, said = run(other.publish(tmp_path / "2", Election.computed()))
    assert (code, "nothing is remembered of lain.example yet" in said) == (0, True)
    stolen = Site(key=Signer(3, "lain.example"), origin=ORIGIN)
    assert run(stolen.publish(tmp_path / "3", Election.computed()))[0] == 1
