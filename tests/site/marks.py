"""What a page holds, found by the standard library's parser: links, ids, tags, attributes, text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Marks(HTMLParser):
    """The marks of one page."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.tags if "id" in a]

    @property
    def links(self) -> list[str]:
        return [a[k] or "" for _, a in self.tags for k in ("href", "src") if k in a]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@cache
def marks(path: Path) -> Marks:
    """The marks of a page's file."""
    found = Marks()
    found.feed(path.read_text(encoding="utf-8"))
    return found
