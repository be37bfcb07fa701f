"""The office of the sample election in this process: one database and one build for all tests, and its people."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.sample import make

STATIONS = 400


@pytest.fixture(scope="session")
def office() -> Iterator[Any]:
    """A made-up office, ready: Django of this process is its."""
    from django.conf import settings

    assert not settings.configured
    folder = Path(tempfile.mkdtemp(prefix="bukti-office-"))
    workspace = Workspace(folder / "workspace")
    make(workspace.root, STATIONS)
    build(workspace).connection.close()
    from bukti.office.serving import ready
    from bukti.office.settings import Office

    made = Office(workspace, demo=True)
    ready(made)
    yield made
    from django.db import connections

    connections.close_all()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def key(office: Any) -> str:
    """The key of the made-up office, whose ten people are there."""
    from bukti.office.people.demo import made

    return made()


@pytest.fixture
def rows(key: str) -> Iterator[None]:
    """What a test writes into the database is gone after it, and what it lays in the inbox too."""
    from django.db import transaction

    from bukti.office.settings import here

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    shutil.rmtree(here().workspace.decisions, ignore_errors=True)


@pytest.fixture
def enter(key: str, rows: None) -> Callable[[str], Any]:
    """A browser of one of the ten people."""

    def entered(username: str) -> Any:
        from django.test import Client

        browser = Client(headers={"host": "localhost"})
        assert browser.post(f"/id/demo/{key}/", {"person": username}).status_code == 302
        return browser

    return entered


@pytest.fixture
def wrong_sum(enter: Callable[[str], Any]) -> str:
    """The id of an open finding on a station's sheet: a sum that does not add up."""
    page = enter("verifikator-1").get("/id/findings/?severity=error").content.decode()
    found = re.search(r"/id/findings/([0-9a-f]{24})/", page)
    assert found
    return found[1]


DOCUMENT = "ab" * 32


def form(browser: Any, finding: str, effect: str) -> dict[str, str]:
    """A proposal's form filled in; the first figure concerned is raised by one."""
    page = browser.get(f"/id/findings/{finding}/{effect}/").content.decode()
    sent = {"reason": "typing", "basis": "Pasal 59 PKPU Nomor 5 Tahun 2024", "document": DOCUMENT}
    if effect == "set-field":
        line = page[page.index('class="hit"') :]
        found = re.search(r'for="(new-\w+)".*?<td>([\d.]+)</td>', line, re.DOTALL)
        assert found
        sent |= {found[1]: str(int(found[2].replace(".", "")) + 1)}
        reading = re.search(r'name="reading" value="(\w+)"', page)
        assert reading
        sent["reading"] = reading[1]
    return sent


def asked(browser: Any, finding: str, effect: str = "set-field") -> str:
    """The address of the approval that a proposal waits at."""
    answer = browser.post(f"/id/findings/{finding}/{effect}/", form(browser, finding, effect))
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]*)<', answer.content.decode())
    address: str = answer.headers["Location"]
    return address


def seen(browser: Any, approval: str) -> str:
    """The digest of the picture on an approval's page; empty where the page has no answer to give."""
    found = re.search(r'name="seen" value="(\w+)"', browser.get(approval).content.decode())
    return found[1] if found else ""
