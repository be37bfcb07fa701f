"""A workspace of an older format brought to the one of this program: its facts stay, its tables are made anew."""

from __future__ import annotations

from collections.abc import Callable

from bukti.evidence import format as formats
from bukti.evidence import lock
from bukti.evidence.workspace import Workspace
from bukti.publish.build import Built, Progress, build, checked
from bukti.vocabulary.problems import Refusal


def upgrade(
    workspace: Workspace, progress: Progress = lambda _: None, then: Callable[[Built], object] = lambda _: None
) -> tuple[int, Built | None]:
    """The workspace's number before, and the workspace as built anew; None where it was of this format already.

    Raises Refusal where the format is newer, and with everything that a build would refuse; then nothing was changed.
    Killed at any moment it leaves a workspace of the old number, to be upgraded again, or of the new one, to be built.
    """
    with lock.held(workspace.root):
        number = formats.number_of(workspace)
        if number == formats.FORMAT:
            return number, None
        if number > formats.FORMAT:
            formats.require(workspace)
        problems, _ = checked(workspace)
        if problems:
            raise Refusal(problems)
        formats.discard_tables(workspace)
        formats.mark(workspace)
    return number, build(workspace, progress=progress, then=then)
