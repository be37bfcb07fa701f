"""The trail holds every state of every row, and no entry can be changed, left out or put in unseen."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.needs import ROOT
from tests.office.conftest import asked

Enter = Callable[[str], Any]
ROOM = ROOT / "src" / "bukti" / "office"
MANY_AT_ONCE = {"update", "bulk_update", "bulk_create", "delete", "update_or_create", "raw"}


def test_the_last_entry_of_a_row_is_the_row(enter: Enter, wrong_sum: str) -> None:
    from django.apps import apps

    from bukti.office.trail.chain import plain
    from bukti.office.trail.models import Entry

    asked(enter("verifikator-1"), wrong_sum)
    checked = 0
    for model in apps.get_models():
        if model._meta.app_label in ("people", "approvals", "desk", "mfa"):
            for row in model._default_manager.all():
                last = Entry.objects.filter(what=model._meta.label, key=str(row.pk)).order_by("-number").first()
                assert json.loads(last.row) == json.loads(json.dumps(plain(row)))
                checked += 1
    assert checked > 30


def test_an_entry_says_whose_act_it_was_and_holds_no_secret(enter: Enter, wrong_sum: str) -> None:
    from bukti.office.people.models import Person
    from bukti.office.trail.models import Entry

    asked(enter("verifikator-1"), wrong_sum)
    assert Entry.objects.filter(what="desk.Proposal").get().by == "verifikator-1"
    rows = "".join(Entry.objects.values_list("row", flat=True))
    assert "argon2" not in rows
    assert "secret" not in rows
    assert not [p for p in Person.objects.all() if p.password in rows]


@pytest.mark.parametrize(
    ("sql", "bond"),
    [
        ("update trail_entry set row = '{}' where number = 5", "digest"),
        ("update trail_entry set \"by\" = 'x' where number = 5", "digest"),
        ("delete from trail_entry where number = 5", "number"),
        ("delete from trail_entry where number = (select max(number) from trail_entry)", "head"),
        ("update trail_head set number = number + 1", "head"),
    ],
)
def test_a_hand_in_the_database_is_found(enter: Enter, sql: str, bond: str) -> None:
    from django.db import connection

    from bukti.office.trail.chain import broken

    assert broken() == []
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert bond in {b.bond for b in broken()}
    assert "Rantai putus" in enter("auditor-1").get("/id/trail/").content.decode()


def test_two_entries_that_change_places_are_found(enter: Enter) -> None:
    from django.db import connection

    from bukti.office.trail.chain import broken

    with connection.cursor() as cursor:
        for old, new in ((4, -1), (5, 4), (-1, 5)):
            cursor.execute(f"update trail_entry set number = {new} where number = {old}")
    assert {b.number for b in broken()} >= {4, 5}


def calls(module: Path) -> set[str]:
    """What a module calls that could change many rows at once, by the name of the attribute."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = {n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    return found & MANY_AT_ONCE


def test_no_module_changes_many_rows_past_the_trail() -> None:
    modules = [m for m in ROOM.rglob("*.py") if "migrations" not in m.parts]
    assert len(modules) > 30
    assert {m.name: calls(m) for m in modules if calls(m)} == {}


def test_rows_that_the_office_keeps_refuse_to_be_deleted_or_changed_at_once(enter: Enter) -> None:
    from bukti.office.people.models import Person, RoleGrant

    acts: list[Callable[[], object]] = [
        lambda: Person.objects.filter(pk=1).update(title="x"),
        lambda: RoleGrant.objects.all().delete(),
        lambda: RoleGrant.objects.first().delete(),
        lambda: RoleGrant.objects.bulk_create([]),
    ]
    for act in acts:
        with pytest.raises(NotImplementedError):
            act()
