"""What a reader sees on a page: its marks as a tree, and the places that a station's figures lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "path", "line", "source"})


@dataclass
class Mark:
    """An element with what it holds."""

    tag: str
    attributes: dict[str, str]
    inside: list[Mark | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, as it is read: outer and repeated white space gone."""
        parts = [i if isinstance(i, str) else i.text for i in self.inside]
        return " ".join(" ".join(parts).split())

    def without(self, tag: str) -> Mark:
        """The same element without those of this tag inside it, at any depth."""
        kept = [i if isinstance(i, str) else i.without(tag) for i in self.inside if isinstance(i, str) or i.tag != tag]
        return Mark(self.tag, self.attributes, kept)

    def all(self, tag: str, kind: str = "") -> list[Mark]:
        """The elements of this tag and class at any depth, in the order of the page."""
        return [
            m for m in self._below() if m.tag == tag and (not kind or kind in m.attributes.get("class", "").split())
        ]

    def one(self, tag: str, kind: str = "") -> Mark:
        (found,) = self.all(tag, kind)
        return found

    def by_id(self, name: str) -> Mark:
        (found,) = [m for m in self._below() if m.attributes.get("id") == name]
        return found

    def _below(self) -> Iterator[Mark]:
        for inside in self.inside:
            if isinstance(inside, Mark):
                yield inside
                yield from inside._below()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Mark("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        mark = Mark(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(mark)
        if tag not in VOID:
            self.open.append(mark)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Mark(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, (tag, self.open[-1].tag)
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


@cache
def page(file: Path) -> Mark:
    """The page's root element."""
    builder = _Builder()
    builder.feed(file.read_text(encoding="utf-8"))
    assert len(builder.open) == 1
    return builder.open[0]


def number(text: str) -> int | None:
    """A figure as the page writes it, or None where it shows none."""
    plain = text.replace(",", "").replace(".", "")
    return int(plain) if plain.isdigit() and plain.isascii() else None


def columns_in(text: str) -> dict[str, str]:
    """`Label = column, Label = column` as the column of each label; labels may hold commas, columns none."""
    return {label.strip(" ,"): column for label, column in re.findall(r"(.+?) = ([^ ,]+)(?:,|$| )", text)}
