"""Both factors, always; sessions that end; passwords that hold; tries that are limited."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

Enter = Callable[[str], Any]
GOOD = "kuda laut menari di sawah"


@pytest.fixture
def newcomer(enter: Enter) -> Any:
    """An account with a password that is known and no second factor yet."""
    from django.core.cache import cache

    from bukti.office.people.accounts import add
    from bukti.office.people.models import Person

    cache.clear()
    username, _ = add("Orang Baru 1", "verifier")
    person = Person.objects.get(username=username)
    person.set_password(GOOD)
    person.save()
    return person


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that is no demo."""
    from dataclasses import replace

    from django.conf import settings

    monkeypatch.setattr(settings, "OFFICE", replace(settings.OFFICE, demo=False))
    now = time.time() // 30 * 30 + 15  # a code must not change between two lines of a test
    monkeypatch.setattr(time, "time", lambda: now)


def code(secret: str, at: float | None = None) -> str:
    """The code of RFC 6238 at a moment, computed here."""
    import base64
    import hashlib
    import hmac
    import struct

    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def test_the_code_computed_here_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA1, the last six of eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "94287082", 1111111109: "07081804", 1234567890: "89005924", 20000000000: "65353130"}
    assert {at: code(secret, at) for at in told} == {at: text[-6:] for at, text in told.items()}


def signed_in(person: Any) -> Any:
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.post("/id/sign-in/", {"login": person.username, "password": GOOD})
    return browser


def enrolled(person: Any) -> tuple[Any, str]:
    """A browser with both factors, and the secret of the second."""
    browser = signed_in(person)
    page = browser.get("/id/second-factor/")
    secret = page.content.decode().split('<code class="long">')[1].split("<")[0]
    answer = browser.post("/id/second-factor/", {"code": code(secret)})
    assert answer.headers["Location"] == "/id/second-factor/codes/"
    return browser, secret


def test_without_a_second_factor_nothing_opens(newcomer: Any, real: None) -> None:
    browser = signed_in(newcomer)
    for page in ("/id/", "/id/findings/", "/id/proposals/", "/id/password/", "/id/approvals/1/"):
        assert browser.get(page).headers["Location"] == "/id/second-factor/"


def test_the_second_factor_is_set_up_and_asked_for_from_then_on(newcomer: Any, real: None) -> None:
    browser, _ = enrolled(newcomer)
    assert browser.get("/id/").status_code == 200
    codes = browser.get("/id/second-factor/codes/").content.decode()
    assert codes.count("<li><code>") == 10
    again = signed_in(newcomer)
    assert again.get("/id/").headers["Location"].startswith("/id/sign-in/")
    assert again.post("/id/sign-in/code/", {"code": "000000"}).status_code == 200
    one = codes.split("<li><code>")[1].split("<")[0]
    assert again.post("/id/sign-in/code/", {"code": one}).status_code == 302
    assert again.get("/id/").status_code == 200
    twice = signed_in(newcomer)
    assert twice.post("/id/sign-in/code/", {"code": one}).status_code == 200, "a recovery code opens once"


def test_a_code_opens_once(newcomer: Any, real: None) -> None:
    _, secret = enrolled(newcomer)
    from django.core.cache import cache

    cache.clear()
    now = code(secret)
    first, second = signed_in(newcomer), signed_in(newcomer)
    assert first.post("/id/sign-in/code/", {"code": now}).status_code == 302
    assert second.post("/id/sign-in/code/", {"code": now}).status_code == 200


def test_secrets_of_codes_lie_sealed_in_the_database(newcomer: Any, real: None) -> None:
    from allauth.mfa.models import Authenticator

    _, secret = enrolled(newcomer)
    kept = str(list(Authenticator.objects.filter(user=newcomer).values_list("data", flat=True)))
    assert secret not in kept
    assert "gAAAA" in kept


def test_unknown_people_and_wrong_passwords_get_one_answer(newcomer: Any) -> None:
    from django.test import Client

    told = []
    for username, password in ((newcomer.username, "salah"), ("tidak-ada", "salah")):
        page = Client(headers={"host": "localhost"}).post("/id/sign-in/", {"login": username, "password": password})
        told.append(page.content.decode().count("Nama atau kata sandi tidak cocok."))
    assert told == [1, 1]


def test_after_five_wrong_tries_even_the_right_password_waits(newcomer: Any, real: None) -> None:
    for _ in range(5):
        from django.test import Client

        browser = Client(headers={"host": "localhost"})
        browser.post("/id/sign-in/", {"login": newcomer.username, "password": "salah"})
    browser = signed_in(newcomer)
    assert browser.get("/id/").headers["Location"].startswith("/id/sign-in/")


@pytest.mark.parametrize(("username", "minutes", "open_"), [
    ("penyetuju-1", 14, True), ("penyetuju-1", 16, False), ("verifikator-1", 59, True), ("verifikator-1", 61, False),
])  # fmt: skip
def test_a_session_that_nobody_uses_ends(
    enter: Enter, username: str, minutes: int, open_: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bukti.office import middleware

    browser = enter(username)
    browser.get("/id/")
    later = time.time() + minutes * 60
    monkeypatch.setattr(middleware, "clock", lambda: later)
    assert (browser.get("/id/").status_code == 200) is open_


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bukti.office import middleware

    browser = enter("verifikator-1")
    began = time.time()
    for minutes in range(0, 12 * 60, 50):
        monkeypatch.setattr(middleware, "clock", lambda at=began + minutes * 60: at)
        assert browser.get("/id/second-factor/").status_code == 302
        assert browser.get("/id/password/").status_code == 200
    monkeypatch.setattr(middleware, "clock", lambda: began + 12 * 3600 + 60)
    assert browser.get("/id/password/").status_code == 302


def test_to_decide_asks_for_the_password_again_after_five_minutes(
    newcomer: Any, real: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from bukti.office.people.models import RoleGrant

    RoleGrant(person=newcomer, role="approver", begins=timezone.localdate()).save()
    browser, _ = enrolled(newcomer)
    assert browser.post("/id/approvals/9/decision/", {}).status_code == 404
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert "/sign-in/again/" in browser.post("/id/approvals/9/decision/", {}).headers["Location"]


@pytest.mark.parametrize(
    ("password", "good"),
    [
        (GOOD, True), ("kuda laut menari", True), ("x" * 64 + "abcdefgh ijk", True), ("pendek", False),
        ("kpu.bawaslu.2029", False), ("pemilu pemilu 2029", False), ("passwordpassword", False), ("a" * 40, False),
    ],
)  # fmt: skip
def test_a_password_is_long_and_no_word_of_the_office(office: Any, password: str, good: bool) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if good:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


def test_passwords_are_kept_by_argon2id(newcomer: Any) -> None:
    assert newcomer.password.startswith("argon2$argon2id$")


def test_the_key_of_the_demo_opens_nothing_in_a_real_office(enter: Enter, key: str, real: None) -> None:
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    assert browser.get(f"/id/demo/{key}/").status_code == 404
    assert browser.post(f"/id/demo/{key}/", {"person": "penyetuju-1"}).status_code == 404
