"""Each test that asks for `reader` runs once for every reader there is."""

from __future__ import annotations

import pytest
from tests.needs import need_tool

from bukti.intake.readers import READERS


@pytest.fixture(params=sorted(READERS))
def reader(request: pytest.FixtureRequest) -> str:
    if request.param == "spreadsheet":
        need_tool("python_calamine")
    return str(request.param)
