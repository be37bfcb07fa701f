"""The page that prints what was signed, with the steps by which anybody checks it. It is made by publishing only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bukti.evidence.journal import Fact
from bukti.publish.pages.here import Context, Here

TEMPLATE: Final = "verify.html"
FOLDER: Final = "verify"
STEPS: Final = ("key", "program", "remember", "receipt", "hand")


@dataclass(frozen=True)
class Signed:
    """A publication whose log is signed.

    `publication` is what the log says of it; `numbers` are those of all publications until now; `witnesses` are the
    names of keys beside ours that signed the checkpoint; `incidents` and `withdrawals` are the facts of these kinds.
    """

    publication: Mapping[str, Any]
    numbers: Sequence[int]
    origin: str
    vkeys: Sequence[str]
    size: int
    root: str
    witnesses: Sequence[str]
    incidents: Sequence[Fact]
    withdrawals: Sequence[Fact]

    @property
    def number(self) -> int:
        found: int = self.publication["number"]
        return found


def context(here: Here, signed: Signed) -> Context:
    """Everything the template shows."""
    title = here.say("verify.title")
    said = signed.publication
    return {
        **here.frame(str(title), here.way_of(str(title))),
        "number": here.number(signed.number),
        "at": here.labels.moment(said["time"]),
        "at_utc": said["time"],
        "origin": signed.origin,
        "vkeys": signed.vkeys,
        "size": here.number(signed.size),
        "root": signed.root,
        "short": signed.root[:8],
        "manifest": said["manifest"],
        "software": said["software"],
        "witnesses": signed.witnesses,
        "steps": [here.say(f"verify.step.{step}") for step in STEPS],
        "files": [
            (name, here.to(name)) for name in ("verify.py", "publication.json", "manifest.json", "log/checkpoint")
        ],
        "receipt": here.to(f"receipts/{signed.number}.tlog-proof"),
        "incidents": [
            {
                "what": here.say(f"incident.{fact['what']}"),
                "begin": here.labels.moment(fact["from"]),
                "end": here.labels.moment(fact["to"]) if fact["to"] else "",
            }
            for fact in signed.incidents
        ],
        "withdrawals": [
            here.say(
                f"withdrawal.{fact['reason']}",
                n=here.number(fact["number"]),
                at=here.labels.moment(fact["received_at"]),
            )
            for fact in signed.withdrawals
        ],
    }
