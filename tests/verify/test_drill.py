"""What `docs/drill.md` tells a stranger to type works on a published folder, and fails on one that was changed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.needs import ROOT, need_tool
from tests.verify.made import Election, Site

BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "drill.md").read_text(encoding="utf-8"), re.DOTALL)


def walked(folder: Path) -> str:
    for tool in ("sh", "openssl", "xxd", "sha256sum", "awk", "base64"):
        need_tool(tool)
    ran = subprocess.run(
        ["sh", "-c", "\n".join(BLOCKS)], cwd=folder, capture_output=True, text=True, check=False, env={"PATH": PATH}
    )
    return ran.stdout + ran.stderr


PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def same_lines(said: str) -> bool:
    """Whether the tree's two hashes, the manifest's two digests and the file's two digests agree."""
    computed, signed = (
        re.findall(rf"^{word} +([0-9a-f]{{64}})$", said, re.MULTILINE) for word in ("computed", "signed")
    )
    digests = re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", said)[2:]
    return computed == signed != [] and digests[0] == digests[1] and digests[2] == digests[3]


def test_the_steps_lead_from_the_key_to_the_sum(tmp_path: Path) -> None:
    site = Site()
    for n in range(1, 4):  # trees of three shapes
        said = walked(site.publish(tmp_path / str(n), Election.computed()))
        assert "Signature Verified Successfully" in said
        assert same_lines(said), said
        # u:111 by hand: stations 001 and 003 count, 002 is held: 31 + 33 and 49 + 47.
        assert "satu 64\ndua 96\n" in said


def test_a_changed_copy_does_not_pass(tmp_path: Path) -> None:
    folder = Site().publish(tmp_path / "p", Election.computed())
    for name, old, new in (
        ("log/checkpoint", b"\n5\n", b"\n6\n"),
        ("log/tile/entries/000.p/5", b'"number":1', b'"number":2'),
        ("manifest.json", b'"bytes":', b'"bytes" :'),
        ("data/presiden/readings.csv", b",1,series", b",0,series"),
    ):
        was = (folder / name).read_bytes()
        assert old in was
        (folder / name).write_bytes(was.replace(old, new, 1))
        said = walked(folder)
        assert "Signature Verified Successfully" not in said or not same_lines(said), name
        (folder / name).write_bytes(was)
