"""Each kind of page is sound HTML by a validator that is not ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.needs import need_tool
from tests.site.conftest import kinds_of

# What the validator would have otherwise: XHTML's closing tags, quotes it prefers, a form that no page has.
RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "long-title": "off",
        "prefer-native-element": "off",
        "tel-non-breaking": "off",
    },
}


def unsound(pages: Sequence[Path], scratch: Path) -> str:
    """What the validator says of the pages; nothing where all are sound."""
    tool = need_tool("html-validate")
    (scratch / "rules.json").write_text(json.dumps(RULES))
    command = [tool, "--config", str(scratch / "rules.json"), "--formatter", "text", *map(str, pages)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return run.stdout + run.stderr if run.returncode else run.stdout


@pytest.mark.npm
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_kind_of_page_is_sound_html(site: Path, town: Path, language: str, tmp_path: Path) -> None:
    pages = [f / p for f in (site, town) for p in kinds_of(f, language).pages.values()]
    assert unsound([*pages, site / "index.html"], tmp_path) == ""
