"""Code that makes rows is versioned by its own text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bukti.engine.code import code_digest


def test_a_changed_module_changes_the_version_of_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "made_up_package"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "one.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = []
    for text in ("x = 1\n", "x = 2\n", "x = 1\n"):
        (package / "one.py").write_text(text, encoding="utf-8")
        code_digest.cache_clear()
        sys.modules.pop("made_up_package", None)
        seen.append(code_digest("made_up_package"))
    assert seen[0] == seen[2] != seen[1]
