"""Delimited text (CSV and its kin), read by a declared dialect and never by a sniffed one.

Strict where common parsers guess: a quote inside an unquoted cell, text after a closing quote and a quote that is
never closed are refused with the line where it happened. Memory stays flat, however long the file or a line.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.intake.readers.look import broken, lines_of, must_be, readable
from bukti.intake.readers.shape import Record, shaped
from bukti.intake.rows import PLAIN, Extract, Options, Source, shown
from bukti.vocabulary.problems import Place, Problem, refuse

_SEP: Final = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)


def read(path: Source, name: str, options: Options = PLAIN, /) -> Extract:
    """The rows of a delimited text file."""
    _check(options, name)
    try:
        must_be(path, name, ("text",), options)
        codec, notices = readable(path, name, options.encoding)
    except OSError as error:
        raise broken(Path() if isinstance(path, bytes) else path, name, error) from None
    lines = _Lines(path, codec, name, options, notices)
    encoding = {"utf-8-sig": "utf-8 (BOM)"}.get(codec, codec)
    return shaped(
        lines.records(), name, options, notices=notices, encoding=encoding, unfinished=lambda: lines.unfinished
    )


def _check(options: Options, name: str) -> None:
    delimiter, quote = options.delimiter, options.quote
    if len(delimiter) != 1 or delimiter in "\r\n" or delimiter == quote or len(quote) > 1 or quote in ("\r", "\n"):
        raise refuse("option-delimiter", Place(name), found=shown(f"{delimiter} {quote}"))


@dataclass(frozen=True)
class _Grammar:
    """The patterns of one dialect: a whole record, and the two kinds of cell."""

    record: re.Pattern[str]
    quoted: re.Pattern[str]
    plain: re.Pattern[str]


@functools.cache
def _grammar(delimiter: str, quote: str) -> _Grammar:
    d, q = re.escape(delimiter), re.escape(quote)
    quoted, plain = f"{q}[^{q}]*+(?:{q}{q}[^{q}]*+)*+{q}", f"[^{d}{q}]*+"
    return _Grammar(
        record=re.compile(f"(?:{quoted}|{plain})(?:{d}(?:{quoted}|{plain}))*+"),
        quoted=re.compile(quoted),
        plain=re.compile(plain),
    )


def _split(body: str, delimiter: str, quote: str) -> list[str]:
    """The cells of a record that fits the grammar: between quotes nothing is split, two quotes are one."""
    pieces = body.split(quote)
    cells = pieces[0].split(delimiter)
    for inside, outside in zip(pieces[1::2], pieces[2::2], strict=True):
        cells[-1] += inside
        if outside:
            cells += outside.split(delimiter)[1:]
        else:
            cells[-1] += quote
    if not pieces[-1] and len(pieces) > 1:
        cells[-1] = cells[-1][: -len(quote)]
    return cells


class _Lines:
    """The records of one text, in order. `unfinished` is true once the last line came and had no line end."""

    def __init__(self, source: Source, codec: str, name: str, options: Options, notices: list[Problem]) -> None:
        self.name, self.options, self.notices = name, options, notices
        self.lines = lines_of(source, codec, options.line_limit)
        self.grammar = _grammar(options.delimiter, options.quote)
        self.unfinished = False

    def records(self) -> Iterator[Record | Problem]:
        delimiter, quote, limit = self.options.delimiter, self.options.quote, self.options.line_limit
        number = 0
        for line in self.lines:
            number += 1
            body = line.rstrip("\r\n")
            if len(body) == len(line):
                if len(line) >= limit:
                    yield Problem("row-too-long", Place(self.name, number), expected=str(limit))
                    return
                self.unfinished = True
            if number == 1 and (sep := _SEP.fullmatch(line)):
                yield from self._sep(sep[1])
            elif not quote or quote not in body:
                yield number, body.split(delimiter)
            else:
                start = number
                record = self._whole(line, start)
                if isinstance(record, Problem):
                    yield record
                    if record.code == "quote-open":
                        return
                    continue
                number += record[1]
                yield self._cells(record[0], start)

    def _sep(self, said: str) -> Iterator[Problem]:
        """The line by which a spreadsheet program names the delimiter: it is no row, but has to agree."""
        place, declared = Place(self.name, 1), self.options.delimiter
        if said == declared:
            self.notices.append(Problem("sep-line", place, found=said, level="notice"))
        else:
            yield Problem("sep-differs", place, found=shown(said), expected=shown(declared))

    def _whole(self, line: str, start: int) -> tuple[str, int] | Problem:
        """The text of a record that may go on over several lines, and how many more lines it took."""
        quote, parts, size, more = self.options.quote, [line], len(line), 0
        odd = line.count(quote) % 2
        if odd and (wrong := self._wrong(line, start, open_is_wrong=False)):
            return wrong
        while odd:
            following = next(self.lines, "")
            size += len(following)
            if not following or size >= self.options.line_limit:
                wrong = self._wrong("".join(parts), start, open_is_wrong=True)
                return wrong or Problem("quote-open", Place(self.name, start))
            self.unfinished = not following.endswith(("\r", "\n"))
            parts.append(following)
            odd ^= following.count(quote) % 2
            more += 1
        return "".join(parts).rstrip("\r\n"), more

    def _cells(self, body: str, start: int) -> Record | Problem:
        grammar, quote = self.grammar, self.options.quote
        between = quote + self.options.delimiter + quote
        if body[0] == body[-1] == quote and body.count(quote) == 2 * body.count(between) + 2:
            return start, body[1:-1].split(between)  # every cell is quoted, and no cell holds a quote
        if not grammar.record.fullmatch(body):
            return self._wrong(body, start, open_is_wrong=True) or Problem("quote-inside", Place(self.name, start))
        return start, _split(body, self.options.delimiter, quote)

    def _wrong(self, body: str, start: int, *, open_is_wrong: bool) -> Problem | None:
        """What is wrong with the quotes of a record, and the line where it is."""
        delimiter, quote = self.options.delimiter, self.options.quote
        grammar, at = self.grammar, 0
        body = body.rstrip("\r\n")
        while at <= len(body):
            quoted = body[at : at + 1] == quote
            match = (grammar.quoted if quoted else grammar.plain).match(body, at)
            place = Place(self.name, start + _breaks(body[:at]))
            if match is None:
                return Problem("quote-open", place, found=shown(body[at:], 40)) if open_is_wrong else None
            at = match.end()
            if body[at : at + 1] not in ("", delimiter):
                code = "quote-after" if quoted else "quote-inside"
                return Problem(code, place, found=shown(re.split("[\r\n]", body[match.start() :])[0], 40))
            at += 1
        return None


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
