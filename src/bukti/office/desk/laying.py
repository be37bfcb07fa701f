"""Approved decisions as files in the workspace's inbox: laid once, and again after a crash, always the same bytes."""

from __future__ import annotations

from bukti.evidence import durable
from bukti.office.desk.models import Proposal
from bukti.office.settings import here


def lay(proposal: Proposal) -> None:
    """The decision's file lies in the inbox with exactly the bytes that were approved.

    Once it was taken in it is not laid anew: its fact stays, with the file or without.
    """
    if not is_taken_in(proposal):
        durable.write_if_changed(here().workspace.decisions / proposal.file, proposal.content.encode())


def lay_all() -> None:
    """Every approved decision lies in the inbox or was taken in."""
    for proposal in Proposal.objects.exclude(file=""):
        lay(proposal)


def is_taken_in(proposal: Proposal) -> bool:
    """Whether a build took the decision in, so that the tables follow it."""
    return bool(proposal.sha256) and (here().workspace.objects / proposal.sha256).is_file()
