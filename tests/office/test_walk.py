"""Two people at their browsers: from the first sign-in to a correction that stands on the rebuilt public page."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.cli.running import environment
from tests.needs import ROOT, need_tool
from tests.office.test_sign_in import code
from tests.site.looking import AXE, COLOURS, FLAGS, STANDARDS, WIDTHS, axe, overflow

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview
from bukti.sample import make

pytestmark = pytest.mark.browser
SCREENSHOTS = ROOT / "artefacts" / "office"
BASIS = "Pasal 59 PKPU Nomor 5 Tahun 2024"
GOOD = "kuda laut menari di sawah"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("walk") / "workspace")
    make(made.root, 400)
    build(made).connection.close()
    return made


def office(workspace: Workspace, *more: str) -> list[str]:
    return [sys.executable, "-m", "bukti", "--workspace", str(workspace.root), "office", *more]


def account(workspace: Workspace, title: str, role: str) -> tuple[str, str]:
    """The name and the first password of a new account, as the terminal tells them."""
    command = office(workspace, "--add", title, "--role", role)
    told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout
    found = re.search(r"account (\S+) is made\. .*: (\S+)", told)
    assert found
    return found[1], found[2]


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """Where the running office answers."""
    log = (workspace.root / "office.log").open("w+", encoding="utf-8")
    running = subprocess.Popen(office(workspace, "--port", "0"), env=environment(), stdout=log, stderr=log)
    try:
        yield _answering(running, workspace)
    finally:
        running.terminate()
        running.wait()
        log.close()


def _answering(running: subprocess.Popen[bytes], workspace: Workspace) -> str:
    """The address that the office tells once it answers."""
    for _ in range(600):
        told = (workspace.root / "office.log").read_text(encoding="utf-8")
        if found := re.search(r"http://127\.0\.0\.1:\d+/", told):
            return found[0]
        assert running.poll() is None, told
        time.sleep(0.1)
    raise AssertionError("the office does not answer")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = need_tool("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@dataclass
class Person:
    """Somebody at a browser: what was wrong with the pages that came by."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """The page as it is now: read by the checker at both widths and in both themes, and pictured."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate(axe())
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width, theme, rules in ((390, "light", STANDARDS), (1280, "dark", COLOURS), (1280, "light", COLOURS)):
            self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            self.faults += [f"{name} {width} {theme}: {f}" for f in self.page.evaluate(AXE, rules)]
            if over := overflow(self.page):
                self.faults.append(f"{name} {width}: {over} px too wide")
            if theme == "light":
                self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)

    def sign_in(self, username: str, password: str, look: bool = False) -> None:
        """For the first time: password, then codes are set up on the phone."""
        self.page.goto(self.home)
        if look:
            self.look("sign-in")
        self.page.get_by_label("Nama akun").fill(username)
        self.page.get_by_label("Kata sandi").fill(password)
        self.page.get_by_role("button", name="Lanjut").click()
        if look:
            self.look("second-factor")
        assert self.page.locator("img.square").evaluate("i => i.decode().then(() => i.naturalWidth > 100)"), (
            "a picture to scan"
        )
        secret = self.page.locator("code.long").inner_text()
        self.page.get_by_label("Kode").fill(code(secret))
        self.page.get_by_role("button", name="Pasang").click()
        assert self.page.locator(".codes code").count() == 10
        if look:
            self.look("recovery-codes")
        self.page.get_by_role("link", name="Hari ini").first.click()


def somebody(browser: Browser, address: str, scripts: bool) -> Iterator[Person]:
    with browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as opened:
        page = opened.new_page()
        person = Person(page, f"{address}id/")
        page.on("console", lambda m: person.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("request", lambda r: None if r.url.startswith(address) else person.faults.append(r.url))
        yield person


@pytest.fixture
def verifier(chromium: Browser, address: str) -> Iterator[Person]:
    yield from somebody(chromium, address, True)


@pytest.fixture
def approver(chromium: Browser, address: str) -> Iterator[Person]:
    """Without JavaScript: everything works without."""
    yield from somebody(chromium, address, False)


def test_a_correction_goes_from_a_browser_through_another_to_the_public_page(
    workspace: Workspace, address: str, verifier: Person, approver: Person
) -> None:
    first, second = (
        account(workspace, f"{title} 1", role)
        for title, role in (("Verifikator", "verifier"), ("Penyetuju", "approver"))
    )
    verifier.sign_in(*first, look=True)
    verifier.look("today-empty")
    page = verifier.page
    page.get_by_role("link", name="Temuan").first.click()
    verifier.look("findings")
    page.get_by_role("link", name=re.compile("^tidak cocok")).click()
    place = page.locator(".queue li > a").first
    unit = place.inner_text()
    place.click()
    verifier.look("finding")
    page.get_by_role("link", name="Betulkan angka").click()
    row = page.locator("tr.hit").first
    label, old = row.locator("th").inner_text(), row.locator("td").first.inner_text()
    new = int(old.replace(".", "")) + 1
    page.get_by_role("button", name="Minta persetujuan").click()
    assert page.url.endswith("/set-field/"), "the browser itself asks for what is required"
    row.locator("input").fill("12x")
    page.get_by_label("Alasan").select_option("typing")
    page.get_by_label("Dasar hukum").fill(BASIS)
    page.get_by_label("Dokumen, misalnya").set_input_files(
        {"name": "berita acara.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 minutes"}
    )
    page.get_by_role("button", name="Minta persetujuan").click()
    assert page.locator("td .wrong").inner_text() == "Bukan bilangan bulat."
    verifier.look("propose")
    page.locator("tr.hit input").first.fill(str(new))
    page.get_by_role("button", name="Minta persetujuan").click()
    assert "Menunggu orang kedua" in page.locator("main").inner_text()
    verifier.look("approval-own")
    assert page.get_by_role("button", name="Setujui").count() == 0

    approver.sign_in(*second)
    page = approver.page
    page.get_by_role("link", name=re.compile(re.escape(unit))).click()
    picture = page.locator(".picture").inner_text()
    for seen in (unit, label, old, BASIS, "salah ketik"):
        assert seen in picture
    approver.page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=SCREENSHOTS / "approval-390.png", full_page=True)
    page.get_by_role("button", name="Setujui").click()
    assert "Disetujui" in page.locator("main").inner_text()
    (file,) = workspace.decisions.glob("*.toml")
    assert f"new = {new}" in file.read_text(encoding="utf-8")

    verifier.page.goto(verifier.home)
    assert "menunggu pembangunan" in verifier.page.locator("main").inner_text()
    verifier.look("today")
    write_preview(build(workspace))
    decisions = workspace.preview / "id" / "president" / "decisions" / "index.html"
    verifier.page.goto(decisions.as_uri())
    told = verifier.page.locator("main").inner_text()
    for said in (label, old, str(new), BASIS, "salah ketik"):
        assert said in told
    assert "Verifikator 1" not in told
    verifier.page.goto(f"{address}id/proposals/")
    assert "sudah masuk tabel" in verifier.page.locator("main").inner_text()
    verifier.look("proposals")
    own = [f for f in [*verifier.faults, *approver.faults] if not f.startswith("file:") and "status of 422" not in f]
    assert own == []


def test_the_pages_of_accounts_roles_and_the_trail_can_be_read_by_everyone(
    workspace: Workspace, address: str, verifier: Person, approver: Person
) -> None:
    keeper, auditor = account(workspace, "Pengelola 1", "admin"), account(workspace, "Auditor 1", "auditor")
    verifier.sign_in(*keeper)
    for name in ("people", "people/1/role", "password", "absent"):
        verifier.page.goto(f"{verifier.home}{name}/")
        verifier.look(name.replace("/", "-"))
    other: Any = verifier.page
    other.goto(f"{verifier.home}people/1/role/")
    other.get_by_label("Peran").select_option("archivist")
    other.get_by_role("button", name="Minta persetujuan").click()
    verifier.look("approval-role")
    other.get_by_role("button", name="Keluar").click()
    verifier.sign_in(*auditor)
    other.goto(f"{address}en/trail/")
    verifier.look("trail")
    assert [f for f in verifier.faults if "status of 404" not in f] == []
