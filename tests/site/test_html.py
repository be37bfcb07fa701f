"""Each kind of page is sound HTML by a validator that is not ours."""

from __future__ import annotations

import json
import subprocess
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


@pytest.mark.npm
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_kind_of_page_is_sound_html(site: Path, town: Path, language: str, tmp_path: Path) -> None:
    tool = need_tool("html-validate")
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    pages = [str(f / p) for f in (site, town) for p in kinds_of(f, language).pages.values()]
    command = [tool, "--config", str(tmp_path / "rules.json"), "--formatter", "text", *pages, str(site / "index.html")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout == ""
    assert run.returncode == 0, run.stderr
