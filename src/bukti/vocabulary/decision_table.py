"""The table of decisions: what people decided, thing by thing."""

from __future__ import annotations

from bukti.vocabulary.columns import CONTEST, PARTITION
from bukti.vocabulary.contract import Table, code, flag, integer, text

DECISION = Table(
    "decision",
    "one decision and one thing that it is about",
    (
        PARTITION,
        code("decision_id", "hash of the bytes of its file: its source_id"),
        integer("place", "its place among the decisions of the partition, the earliest first"),
        code("effect", "use-reading, set-field, void-unit, recount, re-vote, explain-finding, accept-finding, …"),
        flag("in_force", "no later decision withdraws it or says otherwise of the same column or lot"),
        CONTEST,
        code("unit_id", "the unit, empty where it is about none"),
        code("sheet_id", "the paper, empty where it is about none"),
        code("series", "the series of the reading that was there before, else empty"),
        code("base_id", "the reading that was there before, else empty"),
        code("reading_id", "the reading that counts by it, else empty"),
        code("field", "the field, vote column or candidate that it sets, or `area/list` of a lot, else empty"),
        integer("old", "the figure before, or the finding's left side", null=True),
        integer("new", "the figure as decided, the place in a lot, or the finding's right side", null=True),
        code("finding_id", "the finding, empty where it is about none"),
        code("source_id", "the file withdrawn, empty where none is"),
        code("definition", "the digest of the definition accepted, else empty"),
        code("decided_at", "the moment of the decision, UTC"),
        code("role", "the role of who decided"),
        code("approver_role", "the role of the second person, empty where the workspace has one person"),
        code("reason", "why, as a code"),
        text("basis", "its legal basis"),
        code("document", "SHA-256 of the document that says it"),
        integer("page", "the page of the document", null=True),
        text("box", "the box on that page, empty where not known"),
    ),
    ("partition", "decision_id", "unit_id", "sheet_id", "field", "finding_id", "source_id", "definition"),
)
