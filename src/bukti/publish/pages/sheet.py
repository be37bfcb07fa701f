"""A sheet field by field in paper order, one column for each reading or sum, differences marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html, html, joined, link
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role


@dataclass(frozen=True)
class Column:
    """One column of the table: its heading, a word below it, its numbers, cells written oddly, where figures lead."""

    title: Html
    note: Html
    values: Mapping[str, int | None]
    odd: Mapping[str, Row]
    target: str = ""


def paper_order(here: Here, sheet: SheetKind) -> list[str]:
    """Fields and vote columns as the paper has them: the votes stand before the valid votes."""
    names = list(sheet.names)
    valid = sheet.field(Role("valid"))
    at = names.index(valid.name) if valid else len(names)
    return [*names[:at], *here.votes, *names[at:]]


def table(here: Here, sheet: SheetKind, columns: Sequence[Column], against: tuple[int, int] | None = None) -> Context:
    """The rows with a cell for each column; fields that no column knows are named apart.

    `against` names two columns whose difference is told at the end of each row.
    """
    order = paper_order(here, sheet)
    known = [f for f in order if any(c.values.get(f) is not None or f in c.odd for c in columns)]
    blank = [here.labels.field(f, here.ballot) for f in order if f not in known]
    return {
        "title": sheet.title.tell(here.language),
        "form": ", ".join(dict.fromkeys(sheet.forms.values())),
        "columns": [{"title": c.title, "note": c.note} for c in columns],
        "rows": [_row(here, f, columns, against) for f in known],
        "against": against is not None,
        "blank": here.say("sheet.blank", fields=joined(blank)) if blank and columns else "",
    }


def _row(here: Here, field: str, columns: Sequence[Column], against: tuple[int, int] | None) -> Context:
    stated = {c.values.get(field) for c in columns} - {None}
    differs = len(stated) > 1
    size = None
    if against is not None:
        a, b = (columns[i].values.get(field) for i in against)
        size = None if a is None or b is None else b - a
    vote = field in here.votes
    return {
        "label": html(here.labels.field(field, here.ballot)),
        "vote": vote,
        "cells": [_cell(here, field, c, differs) for c in columns],
        "size": None if size is None else {"told": here.labels.signed(size) if size else "", "differs": bool(size)},
    }


def _cell(here: Here, field: str, column: Column, differs: bool) -> Context:
    value, odd = column.values.get(field), column.odd.get(field)
    number = here.labels.number(value) if value is not None else ""
    return {
        "value": link(column.target, number) if column.target and number else number,
        "differs": differs and value is not None,
        "odd": odd["text"] if odd else "",
        "why": here.labels.why(odd["why"], odd["text"]) if odd else "",
    }


def of_reading(here: Here, loaded: Loaded, reading: Row, note: Html, target: str = "") -> Column:
    """A reading as a column."""
    return Column(
        html(here.labels.series(reading["series"])), note, reading, loaded.cells.get(reading["reading_id"], {}), target
    )
