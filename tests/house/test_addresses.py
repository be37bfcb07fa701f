"""No tracked file names a package registry: whoever installs Bukti chooses where packages come from."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Written in halves, so that this file does not hold what it looks for.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "cdn.play" + "wright",
    "conda" + ".anaconda",
    "deb." + "debian.org",
]
# What would carry an address of any host into a lock file.
IN_LOCKS = ["--" + "index-url", "--extra-" + "index-url", "--find" + "-links", "://"]


def tracked_files() -> Iterator[Path]:
    """Every file that is in the repository or about to be."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout
    for name in listing.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield path


def found(needles: list[str], text: str) -> list[str]:
    """The needles that a text holds, in whichever case it writes them."""
    lowered = text.lower()
    return [needle for needle in needles if needle in lowered]


def test_no_tracked_file_names_a_registry() -> None:
    named = {
        str(path.relative_to(ROOT)): hosts
        for path in tracked_files()
        if (hosts := found(HOSTS, path.read_bytes().decode("utf-8", errors="replace")))
    }
    assert named == {}


def test_the_python_locks_hold_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert len(locks) >= 3
    assert {lock.name: found(IN_LOCKS, lock.read_text(encoding="utf-8")) for lock in locks} == {
        lock.name: [] for lock in locks
    }


def test_the_npm_lock_holds_no_address_of_a_package() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8").splitlines()


def test_there_is_no_lock_that_records_addresses() -> None:
    names = {path.name for path in tracked_files()}
    assert names.isdisjoint({"uv.lock", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"})


def test_the_search_finds_an_address() -> None:
    assert found(HOSTS, "see HTTPS://PyPI" + ".org/simple") == ["pypi" + ".org"]
    assert found(HOSTS, "see the registry that your system is set to") == []
