"""A sheet field by field in paper order, one column for each reading or sum, differences marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html, joined
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role

UNKNOWN = {None}
Against = tuple[Html, int, int]
"""What a difference is of, the column that is taken away, the one it is taken from."""


@dataclass(frozen=True)
class Column:
    """One column of the table: its heading, a word below it, its numbers, cells written oddly, where figures lead."""

    title: Html
    note: Html
    values: Mapping[str, Any]
    odd: Mapping[str, Row]
    target: str = ""


@dataclass(frozen=True)
class Paper:
    """A sheet kind in one language: title, form, fields and vote columns in order, each with label, and if a vote."""

    title: str
    form: str
    fields: tuple[str, ...]
    order: tuple[str, ...]
    boxes: list[tuple[str, Html, bool]]


def paper(here: Here, sheet: SheetKind) -> Paper:
    """The sheet kind as the paper has it: the votes stand before the valid votes. Made once for a contest."""
    found: Paper | None = here.speech.papers.get(sheet.id)
    if found is None:
        names = sheet.names
        valid = sheet.field(Role("valid"))
        at = names.index(valid.name) if valid else len(names)
        order = (*names[:at], *here.votes, *names[at:])
        boxes = [(name, here.speech.field(name), name in here.votes) for name in order]
        form = ", ".join(dict.fromkeys(sheet.forms.values()))
        found = here.speech.papers[sheet.id] = Paper(sheet.title.tell(here.language), form, names, order, boxes)
    return found


def table(here: Here, sheet: SheetKind, columns: Sequence[Column], against: Sequence[Against] = ()) -> Context:
    """The rows with a cell for each column; fields that no column knows are named apart.

    Each of `against` names two columns whose difference is told at the end of each row.
    """
    lines, blank = [], []
    form = paper(here, sheet)
    order = form.order
    odd = any(c.odd for c in columns)
    figure = here.speech.figures.__getitem__
    strange: list[tuple[str, str] | None] | None = None
    numbers = zip(*[map(c.values.get, order) for c in columns], strict=True)
    for (name, label, vote), values in zip(form.boxes, numbers, strict=True):
        if odd:
            strange = [_odd(here, c.odd.get(name)) for c in columns]
            strange = strange if any(strange) else None
        alike = values.count(values[0]) == len(values)
        if alike and values[0] is None and not strange:
            blank.append(label)
            continue
        differs = not alike and len({*values} - UNKNOWN) > 1
        gaps = [_size(here, values, a, b) for _, a, b in against]
        lines.append((label, vote, differs, [*map(figure, values)], strange, gaps))
    return {
        "sheet_title": form.title,
        "form": form.form,
        "columns": [(c.title, c.note) for c in columns],
        "targets": [c.target for c in columns] if any(c.target for c in columns) else None,
        "lines": lines,
        "against": [title for title, _, _ in against],
        "blank": here.say("sheet.blank", fields=joined(blank)) if blank and columns else "",
    }


def _size(here: Here, values: Sequence[int | None], less: int, whole: int) -> str | None:
    """The difference of two columns with its sign; nothing to tell where they agree, None where one is not known."""
    a, b = values[less], values[whole]
    return None if a is None or b is None else here.signed(b - a) if a != b else ""


def _odd(here: Here, cell: Row | None) -> tuple[str, str] | None:
    """A cell's text as written, and why it is no plain count."""
    return (cell["text"], here.labels.why(cell["why"], cell["text"])) if cell else None


def of_reading(here: Here, loaded: Loaded, reading: Row, note: Html, target: str = "") -> Column:
    """A reading as a column."""
    odd = loaded.cells.get(reading["reading_id"], {})
    return Column(here.speech.series_title(reading["series"]), note, reading, odd, target)
