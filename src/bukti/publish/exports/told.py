"""What the columns of published files mean, in the words of either language."""

from __future__ import annotations

from typing import Final

from bukti.publish.labels import Labels

COLUMNS: Final = (
    "a", "approver_role", "area", "area_seats", "as_of", "b", "base_id", "basis", "box", "bytes", "change_id",
    "comparison", "contest", "could_change", "decided_at", "decision", "decision_id", "definition", "differing",
    "document", "effect", "entry", "expected", "fewest", "field", "fields", "finding_id", "first", "flagged", "gain",
    "gap", "held", "in_force", "kind", "level", "life", "lose", "margin_change", "may_be_disputed", "most",
    "most_out", "name", "needed", "new", "number", "observed", "office", "old", "old_reading_id", "open_votes",
    "outcome", "page", "parent_id", "partition", "permille", "permille_least", "permille_most", "place", "population",
    "proposal", "provisional", "reading_id", "readings", "reason", "registered", "role", "rows", "rule", "seats",
    "second", "selection", "selection_id", "sequence", "series", "severity", "sha256", "sheet_id", "sheet_unit",
    "sheets", "sheets_known", "short", "silent_because", "since", "size", "slug", "source_id", "standing", "state",
    "statement_a", "statement_b", "stations", "stations_expected", "stations_flagged", "stations_held", "stations_in",
    "stations_missing", "stations_out", "stations_void", "terms", "threshold", "threshold_nearest", "tied", "trace",
    "trace_units", "unit_id", "unknown", "valid_votes", "value", "votes", "what", "why", "winner_rule", "within",
)  # fmt: skip
"""Columns that have a sentence of their own; the others are fields of papers and selections."""
ENDINGS: Final = ("_unknown", "_held")


def told(labels: Labels, column: str, selections: frozenset[str] = frozenset()) -> str:
    """The sentence about a column; the columns of `selections` hold votes."""
    if column in selections:
        return labels.say("pages.data.selection", selection=column)
    if column in COLUMNS:
        return labels.say(f"pages.data.column.{column}")
    for ending in ENDINGS:
        if column.endswith(ending):
            of = column.removesuffix(ending)
            field = of if of in selections else labels.field(of)
            return labels.say(f"pages.data.ending{ending}", field=field)
    return labels.say("pages.data.field", field=labels.field(column))
