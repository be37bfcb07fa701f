"""Safe as it comes: strict through TLS, one database file of its own, no word of the office's in another's page."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import bukti

from bukti.evidence.workspace import Workspace
from bukti.office.settings import Office, database, settings_of
from bukti.vocabulary.problems import Refusal

CHECK = """
import sys
from pathlib import Path
from bukti.evidence.workspace import Workspace
from bukti.office.settings import Office
from bukti.office.serving import ready
ready(Office(Workspace(Path(sys.argv[1])), address="https://kantor.example"))
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
call_command("makemigrations", "trail", "people", "approvals", "desk", check=True, dry_run=True)
from django.db import connection
with connection.cursor() as cursor:
    print([cursor.execute(f"pragma {p}").fetchone()[0] for p in ("journal_mode", "synchronous")])
from django.test import Client
plain = Client(headers={"host": "kantor.example"}).get("/id/sign-in/")
print(plain.status_code, plain.headers["Location"])
page = Client(headers={"host": "kantor.example", "x-forwarded-proto": "https"}).get("/id/sign-in/")
print(page.headers["Strict-Transport-Security"], [(c, m["secure"], m["httponly"]) for c, m in page.cookies.items()])
"""


def test_behind_tls_django_has_nothing_to_warn_of_and_cookies_are_the_hosts_own(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", CHECK, str(tmp_path)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert "['wal', 2]" in lines
    assert "301 https://kantor.example/id/sign-in/" in lines
    assert "max-age=31536000; includeSubDomains; preload [('__Host-office-form', True, True)]" in lines
    assert (tmp_path / "private" / "office").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "private" / "office" / "key").stat().st_mode & 0o777 == 0o600


def test_one_setting_names_another_database(office: Any) -> None:
    named = replace(office, database="postgresql://kantor:rahasia%21@db.example:5433/bukti")
    found = database(named)
    assert (found["ENGINE"], found["NAME"], found["USER"]) == ("django.db.backends.postgresql", "bukti", "kantor")
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("rahasia!", "db.example", "5433")


@pytest.mark.parametrize("name", ["mysql://x/y", "postgresql://", "x", "postgresql://h:abc/x"])
def test_a_database_that_is_not_known_is_refused_without_telling_its_password(office: Any, name: str) -> None:
    with pytest.raises(Refusal) as told:
        database(replace(office, database=name))
    assert [p.code for p in told.value.problems] == ["OFFICE-DATABASE"]


@pytest.mark.parametrize("address", ["http://kantor.example", "kantor.example", "https://"])
def test_an_address_without_tls_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Refusal):
        settings_of(Office(Workspace(tmp_path), address=address))


def test_every_answer_bears_the_policy_and_nothing_is_inline(office: Any, key: str) -> None:
    from django.test import Client

    from bukti.office.middleware import POLICY

    browser = Client(headers={"host": "localhost"})
    for page in ("/id/sign-in/", "/en/sign-in/", f"/id/demo/{key}/", "/id/absent/", "/assets/office.css"):
        answer = browser.get(page)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert not {" style=", "<style", "<script", "javascript:"} & {
            mark for mark in (" style=", "<style", "<script", "javascript:") if mark in answer.content.decode()
        }
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_the_offices_and_a_form_from_elsewhere_are_refused(office: Any, key: str) -> None:
    from django.test import Client

    assert Client(headers={"host": "evil.example"}).get("/id/").status_code == 400
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert strict.post("/id/sign-in/", {"login": "x", "password": "y"}).status_code == 403


def test_both_languages_have_every_page(office: Any) -> None:
    from django.test import Client

    pages = {
        one: Client(headers={"host": "localhost"}).get(f"/{one}/sign-in/").content.decode() for one in ("id", "en")
    }
    assert '<html lang="id">' in pages["id"]
    assert "Masuk" in pages["id"]
    assert '<html lang="en">' in pages["en"]
    assert "Sign in" in pages["en"]


def test_an_account_is_made_by_whoever_holds_the_machine(tmp_path: Path) -> None:
    (tmp_path / "bukti.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "bukti", "--workspace", str(tmp_path), "--lang", "en", "office", "--add"]
    made = subprocess.run([*command, "Pengelola 1", "--role", "admin"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert "pengelola-1" in made.stdout
    again = subprocess.run([*command, "Pengelola 1"], capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "Traceback" not in again.stderr
    odd = subprocess.run([*command, "Orang", "--role", "king"], capture_output=True, text=True, check=False)
    assert "king" in odd.stderr


def test_help_tells_of_the_office() -> None:
    assert "--demo" in bukti("office", "--help").out
