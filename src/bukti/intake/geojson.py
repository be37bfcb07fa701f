"""The features of a GeoJSON file one by one, each figure as the text that stood there: memory holds one feature.

Source: RFC 7946 (GeoJSON), RFC 8259 (JSON, which has no NaN).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bukti.intake.rows import shown
from bukti.vocabulary.problems import Place, refuse

CHUNK: Final = 1 << 18
MOST: Final = 64 << 20
"""So many characters at most may one feature, or anything beside the features, have."""
_SPACE: Final = " \t\n\r"


class Figure(str):
    """A number of the file as text; text in quotation marks is a plain str."""

    __slots__ = ()


@dataclass(frozen=True)
class Feature:
    """One feature: its number in the file from 1, its properties, its geometry as the file has it."""

    number: int
    properties: dict[str, Any]
    kind: str
    coordinates: Any


def features(path: Path, name: str) -> Iterator[Feature]:
    """The features of a collection, in the file's order.

    Raises Refusal where the file is not JSON, its text is not UTF-8, it holds no collection of features, or one of
    them is longer than memory is kept for.
    """
    with path.open("rb") as stream:
        yield from _Walk(iter(lambda: stream.read(CHUNK), b""), name).features()


class _Walk:
    """A walk through the text of one file: what was read and not yet passed."""

    def __init__(self, blocks: Iterator[bytes], name: str) -> None:
        self.blocks = blocks
        self.name = name
        self.decode = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.at = 0
        self.passed = 0
        self.number = 0
        self.is_over = False
        self.decoder = json.JSONDecoder(parse_float=Figure, parse_int=Figure, parse_constant=self._constant)

    def features(self) -> Iterator[Feature]:
        self._expect("{")
        kind: object = None
        found = False
        while self._peek() != "}":
            key = self._value()
            self._expect(":")
            if key == "features" and not found:
                found = True
                yield from self._listed()
            else:
                value = self._value()
                kind = value if key == "type" else kind
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != "}":
                raise self._broken()
        if not found or kind != "FeatureCollection":
            raise refuse("UN-OUTLINE-NO-COLLECTION", Place(self.name), shown(str(kind or "")), "FeatureCollection")

    def _listed(self) -> Iterator[Feature]:
        self._expect("[")
        while self._peek() != "]":
            self.number += 1
            yield self._feature(self._value())
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != "]":
                raise self._broken()
        self.at += 1

    def _feature(self, value: Any) -> Feature:
        if not isinstance(value, dict) or value.get("type") != "Feature":
            raise refuse("UN-OUTLINE-NO-FEATURE", Place(self.name, self.number), shown(str(value)[:60]), "Feature")
        geometry, properties = value.get("geometry") or {}, value.get("properties") or {}
        if not isinstance(geometry, dict) or not isinstance(properties, dict):
            raise refuse("UN-OUTLINE-NO-FEATURE", Place(self.name, self.number), shown(str(value)[:60]), "Feature")
        return Feature(self.number, properties, str(geometry.get("type") or ""), geometry.get("coordinates"))

    def _value(self) -> Any:
        """The next value; more of the file is read, twice as much each time, until it is whole."""
        self._peek()
        ahead, stopped = CHUNK, self.at
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                stopped = error.pos
            except RecursionError:
                raise self._broken() from None
            else:
                if end < len(self.text) or self.is_over:
                    self.at = end
                    return value
            if self.is_over:
                raise self._broken(stopped)
            if len(self.text) - self.at > MOST:
                found = str(len(self.text) - self.at)
                raise refuse("UN-OUTLINE-TOO-LONG", Place(self.name, self.number), found, str(MOST))
            self._read(ahead)
            ahead *= 2

    def _peek(self) -> str:
        """The next character that is no space; '' at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_over:
                return ""
            self._read(CHUNK)

    def _read(self, wanted: int) -> None:
        """At least so many more bytes are at hand, or the file is at its end; what was passed is let go."""
        kept, self.text = self.text[self.at :], ""
        self.passed += self.at
        self.at = 0
        parts, size = [kept], 0
        while size < wanted and not self.is_over:
            block = next(self.blocks, b"")
            self.is_over = not block
            size += len(block)
            try:
                parts.append(self.decode.decode(block, self.is_over))
            except UnicodeDecodeError:
                raise refuse("UN-OUTLINE-NOT-JSON", Place(self.name, self.number), "", "UTF-8") from None
        self.text = "".join(parts)

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._broken()
        self.at += 1

    def _broken(self, stopped: int = 0) -> Exception:
        """A refusal that shows where reading stopped: here, or at a place further on."""
        at = max(self.at, stopped - 20)
        found = shown(self.text[at : at + 40])
        return refuse("UN-OUTLINE-NOT-JSON", Place(self.name, self.number), found, "JSON")

    def _constant(self, text: str) -> object:
        raise refuse("UN-OUTLINE-NAN", Place(self.name, self.number), text)
