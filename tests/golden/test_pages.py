"""A handful of pages as they were when someone last looked at them.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/golden`, then read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.site.small import small_town

from bukti.publish.build import build
from bukti.publish.site import write_preview

GOLDEN = Path(__file__).parent / "pages"
PAGES = [
    "id/index.html",
    "en/president/index.html",
    "id/president/kota-kecil/utara/index.html",
    "id/president/kota-kecil/utara/suka-maju/index.html",
    "en/president/kota-kecil/utara/suka-maju/index.html",
    "en/president/differences/index.html",
    "id/president/findings/index.html",
    "en/sources/index.html",
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = small_town(tmp_path_factory.mktemp("golden") / "workspace")
    write_preview(build(workspace))
    return workspace.preview


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_it_was(town: Path, page: str) -> None:
    kept = GOLDEN / page.replace("/", "--")
    made = (town / page).read_text(encoding="utf-8")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(made, encoding="utf-8")
    assert made == kept.read_text(encoding="utf-8")
