"""Author, asker and decider differ: in the pages, in the code below them, and in the database itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from tests.office.conftest import asked, seen

Enter = Callable[[str], Any]


def person(username: str) -> Any:
    from bukti.office.people.models import Person

    return Person.objects.get(username=username)


def caller(username: str) -> Any:
    from bukti.office.caller import Caller
    from bukti.office.people.models import RoleGrant

    one = person(username)
    return Caller(one, list(RoleGrant.objects.in_force().filter(person=one)))


def test_the_database_itself_refuses_one_person_as_two(enter: Enter) -> None:
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    from bukti.office.approvals.models import Approval

    three = [person(name) for name in ("verifikator-1", "verifikator-2", "penyetuju-1")]
    taken = {}
    now = timezone.now()
    for at, (author, asker, decider) in enumerate(itertools.product(three, repeat=3)):
        row = Approval(
            kind="decision", subject=str(at), author=author, asker=asker, decider=decider, state="granted",
            picture="{}", digest="0" * 64, asked_at=now, decided_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save()
            taken[author.pk, asker.pk, decider.pk] = True
        except IntegrityError:
            taken[author.pk, asker.pk, decider.pk] = False
    assert taken == {(a, b, c): c not in (a, b) for a, b, c in taken}


@pytest.mark.parametrize("state", ["granted", "refused"])
def test_the_database_refuses_what_nobody_decided(enter: Enter, state: str) -> None:
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    from bukti.office.approvals.models import Approval

    one = person("verifikator-1")
    row = Approval(
        kind="decision", subject="1", author=one, asker=one, state=state, picture="{}", digest="0" * 64,
        asked_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_who_may_propose_and_decide_still_may_not_decide_the_own(enter: Enter, wrong_sum: str) -> None:
    from django.core.exceptions import PermissionDenied
    from django.utils import timezone

    from bukti.office.approvals.deciding import decide
    from bukti.office.approvals.models import Approval
    from bukti.office.people.models import RoleGrant

    RoleGrant(person=person("verifikator-1"), role="approver", begins=timezone.localdate()).save()
    browser = enter("verifikator-1")
    approval = asked(browser, wrong_sum)
    assert seen(browser, approval) == ""
    one = Approval.objects.get()
    assert browser.post(approval + "decision/", {"seen": one.digest, "answer": "yes"}).status_code == 403
    with pytest.raises(PermissionDenied):
        decide(one.pk, caller("verifikator-1"), True, one.digest)


def test_of_two_who_decide_the_second_changes_nothing(enter: Enter, wrong_sum: str) -> None:
    from bukti.office.approvals.deciding import NotDecided, decide
    from bukti.office.approvals.models import Approval

    asked(enter("verifikator-1"), wrong_sum)
    one = Approval.objects.get()
    decide(one.pk, caller("penyetuju-1"), False, one.digest, "tidak")
    with pytest.raises(NotDecided) as told:
        decide(one.pk, caller("penyetuju-1"), True, one.digest)
    assert told.value.why == "not-open"
    assert Approval.objects.get().state == "refused"


def test_a_picture_that_the_decider_did_not_see_is_not_approved(enter: Enter, wrong_sum: str) -> None:
    approval = asked(enter("verifikator-1"), wrong_sum)
    second = enter("penyetuju-1")
    for digest in ("", "0" * 64):
        assert second.post(approval + "decision/", {"seen": digest, "answer": "yes"}).status_code == 409


def test_a_role_needs_a_second_person_too_and_holds_from_its_day_to_its_day(enter: Enter) -> None:
    from django.utils import timezone

    from bukti.office.people.models import RoleGrant

    today = str(timezone.localdate())
    clerk, second = person("petugas-entri-1"), enter("penyetuju-1")
    sent = {"role": "verifier", "scope": "", "begins": today, "ends": today}
    approval = enter("pengelola-1").post(f"/id/people/{clerk.pk}/role/", sent).headers["Location"]
    assert not caller("petugas-entri-1").has("propose")
    second.post(approval + "decision/", {"seen": seen(second, approval), "answer": "yes"})
    assert caller("petugas-entri-1").has("propose")
    grant = RoleGrant.objects.get(person=clerk, role="verifier")
    assert str(grant.ends) == today
    assert enter("pengelola-1").post(f"/id/roles/{grant.pk}/end/").status_code == 302
    ended = RoleGrant.objects.get(pk=grant.pk)
    assert ended.ends >= ended.begins


def test_what_waits_is_on_the_first_page_and_late_after_three_days(enter: Enter, wrong_sum: str) -> None:
    from datetime import timedelta

    from bukti.office.approvals.models import Approval

    asked(enter("verifikator-1"), wrong_sum)
    assert "Menunggu persetujuan Anda" in enter("penyetuju-1").get("/id/").content.decode()
    one = Approval.objects.get()
    one.asked_at -= timedelta(days=4)
    one.save()
    assert "lebih dari tiga hari" in enter("penyetuju-1").get("/id/").content.decode()
    assert "menunggu orang kedua" in enter("verifikator-1").get("/id/").content.decode()
