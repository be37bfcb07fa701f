"""Every route x method x role x object is answered as `rights.txt` says, and nothing else says what to expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.office.conftest import DOCUMENT, asked

Enter = Callable[[str], Any]
ANYBODY = "anybody"
NOWHERE = "sample:0"
FREE = {"account_login POST", "mfa_authenticate POST", "account_reauthenticate POST", "mfa_reauthenticate POST"}
"""What takes a password or a code: held by test_sign_in."""
OWN = {"mfa_activate_totp POST", "mfa_generate_recovery_codes POST", "account_change_password POST"}
"""A person's own account: each needs what only the person knows."""


@dataclass(frozen=True)
class Cell:
    """One question and its answer."""

    route: str
    method: str
    thing: str
    role: str
    status: int


def lines() -> Iterator[tuple[str, str, str, dict[str, int]]]:
    """The rows of the table: route, method, object, what each role is answered."""
    for line in (Path(__file__).parent / "rights.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, *cells = line.split("|")
            route, method, *thing = head.split()
            answers = {r: int(c.split()[-1]) for c in cells for r in c.split()[:-1]}
            yield route, method, thing[0] if thing else "", answers


def roles() -> list[str]:
    from bukti.office.people.rights import ROLES

    return [ANYBODY, *ROLES]


def test_no_route_and_no_method_is_without_a_row(office: Any) -> None:
    from bukti.office.apps import routes

    there = {f"{route} {method}" for route, method, _, _ in lines()}
    wanted = {f"{r.name} {m}" for r in routes() for m in ("GET", "POST") if m == "GET" or r.write}
    assert wanted - there - FREE - OWN == set()
    assert {w.partition(" ")[0] for w in there} - {r.name for r in routes()} == set()


def test_every_address_of_the_office_is_a_route(office: Any) -> None:
    from django.urls import get_resolver

    from bukti.office.apps import routes

    named = {key for key in get_resolver("bukti.office.addresses").reverse_dict if isinstance(key, str)}
    assert named == {r.name for r in routes()} | {"asset", "start"}


@pytest.fixture
def things(enter: Enter, wrong_sum: str) -> dict[str, Any]:
    """A proposal of verifikator-2, with its document kept, and the people with every role but within a scope."""
    from bukti.evidence import durable
    from bukti.office.approvals.models import Approval
    from bukti.office.settings import here

    durable.write_if_changed(here().documents / DOCUMENT, b"minutes")
    asked(enter("verifikator-2"), wrong_sum)
    one = Approval.objects.get()
    return {"finding": wrong_sum, "approval": one.pk, "proposal": int(one.subject)}


def one_of(role: str, scope: str) -> Any:
    """A person with one role within a scope, and both factors."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from bukti.office.people.accounts import add
    from bukti.office.people.models import Person

    username, _ = add(f"Uji {role} {scope or 'semua'}", role, scope, demo=True)
    person = Person.objects.get(username=username)
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def address(route: str, thing: str, things: dict[str, Any], person: Any) -> str:
    from django.urls import reverse

    none = thing == "none"
    named: dict[str, dict[str, Any]] = {
        "demo": {"key": "x"},
        "role": {"number": 999_999 if none else 1},
        "role_ends": {"number": 999_999},
        "finding": {"finding_id": "0" * 24 if none else things["finding"]},
        "propose": {"finding_id": "0" * 24 if none else things["finding"], "effect": "set-field"},
        "document": {"digest": "0" * 64 if none else DOCUMENT},
        **{r: {"number": 999_999 if none else things["proposal"]} for r in ("proposal", "undo")},
        **{r: {"number": 999_999 if none else things["approval"]} for r in ("approval", "decision", "retract")},
    }
    if thing == "own" and person is not None and route in ("approval", "decision", "retract", "proposal", "undo"):
        number, approval = own_of(person, things)
        named |= {r: {"number": number} for r in ("proposal", "undo")}
        named |= {r: {"number": approval} for r in ("approval", "decision", "retract")}
    return reverse(route, kwargs=named.get(route, {}))


def own_of(person: Any, things: dict[str, Any]) -> tuple[int, int]:
    """A proposal as if the person had made it, whatever the role: the number of it and of its approval."""
    from bukti.office.approvals.deciding import ask
    from bukti.office.desk.models import Proposal

    one = Proposal.objects.get(pk=things["proposal"])
    one.pk, one.author, one._state.adding = None, person, True
    one.save()
    return one.pk, ask("decision", str(one.pk), person, person).pk


def test_every_cell_is_answered_as_the_table_says(enter: Enter, things: dict[str, Any]) -> None:
    from django.test import Client
    from django.utils import translation

    translation.activate("id")
    people = {(r, s): None if r == ANYBODY else one_of(r, s) for r in roles() for s in ("", NOWHERE)}
    browsers = {}
    for (role, scope), person in people.items():
        browser = browsers[role, scope] = Client(headers={"host": "localhost"})
        if person is not None:
            browser.force_login(person)
    wrong, count = [], 0
    for route, method, thing, answers in lines():
        for role in roles():
            who = (role, NOWHERE if thing == "outside" else "")
            to = address(route, thing, things, people[who])
            if role != ANYBODY and route == "account_logout":
                continue
            found = browsers[who].get(to) if method == "GET" else browsers[who].post(to)
            if found.streaming:
                assert b"".join(found.streaming_content) == b"minutes"
            expected = answers.get(role, answers.get("*", 0))
            count += 1
            if found.status_code != expected:
                wrong.append(Cell(route, method, thing, role, found.status_code))
    assert "\n".join(map(str, wrong)) == ""
    assert count > 500


def test_methods_that_no_row_names_are_never_answered(enter: Enter, things: dict[str, Any]) -> None:
    from bukti.office.apps import routes

    browser = enter("penyetuju-1")
    for route in routes():
        to = address(route.name, "other", things, None)
        for method in ("put", "patch", "delete", "options", "trace"):
            assert getattr(browser, method)(to).status_code == 405, (route.name, method)
