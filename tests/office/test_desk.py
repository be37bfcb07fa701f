"""The findings desk: what is proposed about a finding, approved by another person, and built into the tables."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.office.conftest import DOCUMENT, asked, form, seen

from bukti.engine.database import fetch
from bukti.evidence.decision import read
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview

Enter = Callable[[str], Any]


def laid(office: Any) -> list[Path]:
    return sorted(office.workspace.decisions.glob("*.toml"))


def granted(enter: Enter, finding: str, effect: str = "set-field") -> None:
    """Proposed by one and approved by another, with what is written after the database."""
    from django.db import connection

    approval = asked(enter("verifikator-1"), finding, effect)
    second = enter("penyetuju-1")
    answer = second.post(approval + "decision/", {"seen": seen(second, approval), "answer": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (302, approval)
    for _, call, _ in connection.run_on_commit:
        call()
    connection.run_on_commit = []


def test_the_queue_has_the_gravest_first_and_of_these_the_largest(office: Any, rows: None) -> None:
    from bukti.office.desk.tables import SEVERITIES, desk

    with desk("id") as at:
        queue = at.queue({""}, "", 1)
        counts = at.count({""})
        sql = "select severity, count(*) from finding where silent_because is null and life = 'open' group by severity"
        assert {s: n for s, n in counts.items() if n} == dict(fetch(at.opened.built.connection, sql))
    order = [(SEVERITIES.index(r["severity"]), -r["size"]) for r in queue]
    assert order == sorted(order)
    assert all(r["size"] == abs((r["observed"] or 0) - (r["expected"] or 0)) for r in queue)


def test_a_scope_shows_what_lies_in_it_and_nothing_else(office: Any, rows: None) -> None:
    from bukti.office.desk.tables import desk

    with desk("id") as at:
        everywhere = at.queue({""}, "", 1)
        village = next(r["unit_id"].partition("/")[0] for r in everywhere if "/" in r["unit_id"])
        inside = at.queue({village}, "", 1)
        assert inside
        assert {r["unit_id"].partition("/")[0] for r in inside} == {village}
        assert sum(at.count({village}).values()) < sum(at.count({""}).values())
        assert at.queue(set(), "", 1) == []


def test_a_finding_shows_its_readings_side_by_side_with_the_pictures(enter: Enter, wrong_sum: str) -> None:
    page = enter("verifikator-1").get(f"/en/findings/{wrong_sum}/").content.decode()
    assert 'class="sheet"' in page
    assert "https://formulir.example/" in page
    assert "explain" in page.casefold()


def test_an_approved_correction_is_the_file_that_decide_would_have_written(
    office: Any, enter: Enter, wrong_sum: str
) -> None:
    granted(enter, wrong_sum)
    (file,) = laid(office)
    content = file.read_bytes()
    decision = read(file.name, hashlib.sha256(content).hexdigest(), content).decision
    assert (decision.effect, decision.author, decision.approver) == ("set-field", "Verifikator 1", "Penyetuju 1")
    assert (decision.author_role, decision.approver_role, decision.document) == ("verifier", "approver", DOCUMENT)
    (change,) = decision.set
    assert change.old is not None
    assert change.new == change.old + 1


@pytest.mark.parametrize("effect", ["explain-finding", "accept-finding"])
def test_a_finding_is_explained_or_accepted(office: Any, enter: Enter, wrong_sum: str, effect: str) -> None:
    granted(enter, wrong_sum, effect)
    (file,) = laid(office)
    assert f'findings = ["{wrong_sum}"]' in file.read_text(encoding="utf-8")


def test_the_next_build_shows_it_and_the_database_is_not_needed(
    office: Any, enter: Enter, wrong_sum: str, tmp_path: Path
) -> None:
    granted(enter, wrong_sum)
    sites = []
    for name in ("with", "without"):
        copied = Workspace(Path(shutil.copytree(office.workspace.root, tmp_path / name)))
        if name == "without":
            shutil.rmtree(copied.private)
        built = build(copied)
        decided = fetch(built.connection, f"select effect, new - old from ({built.store.rows_sql('decision')}) d")
        assert decided == [("set-field", 1)]
        write_preview(built)
        files = sorted(p for p in copied.preview.rglob("*") if p.is_file())
        sites.append({str(p.relative_to(copied.preview)): hashlib.sha256(p.read_bytes()).digest() for p in files})
    assert sites[0] == sites[1]
    pages = (tmp_path / "with" / "build" / "preview" / "id").rglob("index.html")
    corrected = [p for p in pages if "Pasal 59 PKPU Nomor 5 Tahun 2024" in p.read_text(encoding="utf-8")]
    assert corrected
    assert not [p for p in corrected if "Verifikator 1" in p.read_text(encoding="utf-8")]


def test_a_refusal_needs_a_reason_and_writes_no_file(office: Any, enter: Enter, wrong_sum: str) -> None:
    approval = asked(enter("verifikator-1"), wrong_sum)
    second = enter("penyetuju-1")
    digest = seen(second, approval)
    assert second.post(approval + "decision/", {"seen": digest, "answer": "no"}).status_code == 422
    sent = {"seen": digest, "answer": "no", "reason": "Foto berkata lain"}
    assert second.post(approval + "decision/", sent).status_code == 302
    assert laid(office) == []
    assert "Foto berkata lain" in enter("verifikator-1").get(approval).content.decode()
    assert "Ditolak" in enter("verifikator-1").get("/id/").content.decode()


@pytest.mark.parametrize(
    ("name", "value"), [("reason", ""), ("reason", "definition"), ("basis", " "), ("document", "xyz"), ("page", "0")]
)
def test_a_form_that_lacks_something_is_told_where_and_keeps_nothing(
    enter: Enter, wrong_sum: str, name: str, value: str
) -> None:
    from bukti.office.desk.models import Proposal

    browser = enter("verifikator-1")
    sent = {**form(browser, wrong_sum, "set-field"), name: value}
    answer = browser.post(f"/id/findings/{wrong_sum}/set-field/", sent)
    assert answer.status_code == 422
    assert answer.content.decode().count('class="wrong"') == 2
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("figure", ["1.5", "-1", "1e3", "１０", "9999999999"])
def test_a_figure_that_is_no_count_is_never_guessed(enter: Enter, wrong_sum: str, figure: str) -> None:
    browser = enter("verifikator-1")
    sent = form(browser, wrong_sum, "set-field")
    name = next(k for k in sent if k.startswith("new-"))
    assert browser.post(f"/id/findings/{wrong_sum}/set-field/", {**sent, name: figure}).status_code == 422


def test_a_document_is_kept_by_its_digest_and_given_as_a_file_to_be_saved(
    office: Any, enter: Enter, wrong_sum: str
) -> None:
    browser = enter("verifikator-1")
    content = b"<script>alert(1)</script>"
    digest = hashlib.sha256(content).hexdigest()
    sent: dict[str, Any] = {**form(browser, wrong_sum, "accept-finding"), "document": ""}
    sent["file"] = io.BytesIO(content)
    assert browser.post(f"/id/findings/{wrong_sum}/accept-finding/", sent).status_code == 302
    assert (office.documents / digest).read_bytes() == content
    answer = enter("penyetuju-1").get(f"/id/documents/{digest}/")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser.get(f"/id/documents/{'0' * 64}/").status_code == 404


def test_what_changed_meanwhile_is_refused_shown_as_stale_and_asked_anew(
    office: Any, enter: Enter, wrong_sum: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bukti.office.desk.tables import Desk

    first, second = enter("verifikator-1"), enter("penyetuju-1")
    approval = asked(first, wrong_sum)
    digest = seen(second, approval)
    really = Desk.figures
    monkeypatch.setattr(Desk, "figures", lambda self, r: {k: v and v + 1 for k, v in really(self, r).items()})
    answer = second.post(approval + "decision/", {"seen": digest, "answer": "yes"})
    assert answer.status_code == 409
    assert laid(office) == []
    assert "Gambarnya sudah berubah" in first.get("/id/").content.decode()
    again = first.post(approval + "retract/", {"again": "yes"})
    assert again.headers["Location"] != approval
    assert seen(second, again.headers["Location"]) not in ("", digest)


def test_an_undo_is_one_more_decision(office: Any, enter: Enter, wrong_sum: str, tmp_path: Path) -> None:
    from bukti.office.desk.models import Proposal

    granted(enter, wrong_sum)
    whole = office.workspace.root
    kept = shutil.copytree(whole, tmp_path / "kept")
    try:
        build(office.workspace).connection.close()
        number = Proposal.objects.get().pk
        first, second = enter("verifikator-2"), enter("penyetuju-1")
        page = first.get(Proposal.objects.get() and f"/id/proposals/{number}/", follow=True).content.decode()
        assert f"/id/proposals/{number}/undo/" in page
        sent = {"reason": "wrong-file", "basis": "Berita acara 7", "document": DOCUMENT}
        approval = first.post(f"/id/proposals/{number}/undo/", sent).headers["Location"]
        second.post(approval + "decision/", {"seen": seen(second, approval), "answer": "yes"})
        from django.db import connection

        for _, call, _ in connection.run_on_commit:
            call()
        connection.run_on_commit = []
        assert [p.name.split("-", 1)[1].rpartition("-")[0] for p in laid(office)] == ["set-field", "withdraw-source"]
        built = build(office.workspace)
        sql = f"select effect, in_force from ({built.store.rows_sql('decision')}) d order by effect"
        assert fetch(built.connection, sql) == [("set-field", False), ("withdraw-source", True)]
        built.connection.close()
    finally:
        for folder in ("build", "evidence"):
            shutil.rmtree(whole / folder)
            shutil.copytree(kept / folder, whole / folder)


def test_a_decision_whose_file_was_lost_in_a_crash_is_laid_again_with_the_same_bytes(
    office: Any, enter: Enter, wrong_sum: str
) -> None:
    from bukti.office.desk.laying import lay_all

    granted(enter, wrong_sum)
    (file,) = laid(office)
    content = file.read_bytes()
    file.unlink()
    lay_all()
    assert file.read_bytes() == content
