"""What waits at the desk: decisions that were approved and that no build has taken in yet."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from bukti.office.caller import caller_of
from bukti.office.desk.laying import is_taken_in
from bukti.office.desk.models import Proposal
from bukti.office.desk.tables import desk
from bukti.office.words import language, say
from bukti.office.work import Work


def work(request: HttpRequest) -> Iterator[Work]:
    """Own approved proposals whose decision the tables do not follow yet."""
    waiting = [p for p in Proposal.objects.exclude(file="").order_by("made_at") if not is_taken_in(p)]
    caller = caller_of(request)
    with desk(language()) as at:
        for proposal in waiting:
            if proposal.author_id == caller.person.pk or caller.may("decide", at.above(proposal.unit_id)):
                speaking = at.speaking(proposal.contest, [proposal.unit_id])
                told = f"{say(f'effect.{proposal.effect}')}: {at.unit(speaking, proposal.unit_id)}"
                yield Work("unbuilt", told, proposal.made_at, reverse("proposal", args=[proposal.pk]))
