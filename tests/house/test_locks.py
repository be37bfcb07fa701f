"""The lock files hold what pyproject.toml asks for: every declared package, at a version it allows, with its hash."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
OF_CORE = ("xlsx", "paper", "maps", "pictures", "office")
CORE = [*PROJECT["project"]["dependencies"], *(p for extra in OF_CORE for p in EXTRAS[extra]), *GROUPS["build"]]
# What each lock is made from: as in `make lock`.
DECLARED = {
    "tool.txt": GROUPS["tool"],
    "core.txt": CORE,
    "dev.txt": [*CORE, *EXTRAS["analysis"], *EXTRAS["dev"]],
    "bench.txt": [*PROJECT["project"]["dependencies"], *GROUPS["build"], *EXTRAS["bench"]],
}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^ ;\\]+)")


class Pin(NamedTuple):
    """One package of a lock: its version, its hashes, and whether the project asks for it by name."""

    version: str
    hashes: int
    asked_for: bool


def pins(lock: str) -> dict[str, Pin]:
    """Each package that a lock's text pins, by its canonical name."""
    found: dict[str, Pin] = {}
    name = ""
    for line in lock.splitlines():
        if match := PIN.match(line):
            name = canonicalize_name(match["name"])
            found[name] = Pin(match["version"], 0, False)
        elif line.strip().startswith("--hash=sha256:"):
            found[name] = found[name]._replace(hashes=found[name].hashes + 1)
        elif "bukti (pyproject.toml" in line:
            found[name] = found[name]._replace(asked_for=True)
    return found


def stale(declared: list[str], lock: str) -> list[str]:
    """What is wrong with a lock, given what is declared: a package absent, out of range, or no longer asked for."""
    pinned = pins(lock)
    asked = {canonicalize_name(Requirement(line).name): Requirement(line) for line in declared}
    absent = [f"{name} is not locked" for name in asked if name not in pinned]
    outside = [
        f"{name} {pinned[name].version} is outside {asked[name].specifier}"
        for name in asked
        if name in pinned and not asked[name].specifier.contains(pinned[name].version, prereleases=True)
    ]
    left_over = [f"{name} is not asked for" for name, pin in pinned.items() if pin.asked_for and name not in asked]
    unhashed = [f"{name} has no hash" for name, pin in pinned.items() if pin.hashes == 0]
    return absent + outside + left_over + unhashed


def read(lock: str) -> str:
    return (ROOT / "requirements" / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", sorted(DECLARED))
def test_a_lock_is_as_fresh_as_the_declarations(lock: str) -> None:
    assert stale(DECLARED[lock], read(lock)) == [], "run: make lock"


def test_every_lock_is_made_from_something_declared() -> None:
    assert {path.name for path in (ROOT / "requirements").glob("*.txt")} == set(DECLARED)


def test_run_and_test_share_an_environment_because_their_locks_agree() -> None:
    core, dev = pins(read("core.txt")), pins(read("dev.txt"))
    assert {name: pin.version for name, pin in core.items()} == {
        name: pin.version for name, pin in dev.items() if name in core
    }


def test_no_extra_is_empty() -> None:
    assert {name: bool(packages) for name, packages in EXTRAS.items()} == dict.fromkeys(EXTRAS, True)


def test_the_npm_lock_is_as_fresh_as_package_json() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert packages[""]["devDependencies"] == asked["devDependencies"], "run: make lock"
    for name, version in asked["devDependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")


LOCK = """\
a-b==2.0 \\
    --hash=sha256:00
    # via bukti (pyproject.toml)
c==1 ; os_name == 'nt' \\
    --hash=sha256:11
"""


@pytest.mark.parametrize(
    ("declared", "lock", "problems"),
    [
        (["A_b>=2,<3"], LOCK, []),
        (["a-b>=2", "d"], LOCK, ["d is not locked"]),
        (["a-b>=3"], LOCK, ["a-b 2.0 is outside >=3"]),
        ([], LOCK, ["a-b is not asked for"]),
        (["a-b", "e"], LOCK + "e==1\n", ["e has no hash"]),
    ],
)
def test_the_comparison_sees_each_way_of_being_stale(declared: list[str], lock: str, problems: list[str]) -> None:
    assert stale(declared, lock) == problems
