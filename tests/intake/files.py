"""Files of every format, made by hand so that each byte is known, and what came of reading them."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from bukti.intake.readers import READERS
from bukti.intake.rows import PLAIN, Options, Row
from bukti.locale import Catalogue, Language
from bukti.vocabulary.problems import Problem, Refusal

Table = Sequence[Sequence[str]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(entries: Sequence[tuple[str, bytes]], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these entries, in this order; the same name twice is two entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an entry that stands twice is what some tests are about
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=level)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def sheet_of(table: Table, first: int = 1) -> str:
    """The XML of the rows of a sheet, every cell a text."""
    return "".join(
        f'<row r="{i}">' + "".join(cell(f"{chr(65 + j)}{i}", text) for j, text in enumerate(row)) + "</row>"
        for i, row in enumerate(table, start=first)
    )


def xlsx(sheets: dict[str, str], states: dict[str, str] | None = None, more: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A workbook with these sheets: name and the XML of its rows, or of the whole sheet where it starts with `<?`."""
    names, states = list(sheets), states or {}
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for i in range(1, len(names) + 1)
    )
    tabs = "".join(
        f'<sheet name="{escape(n)}" sheetId="{i}" state="{states.get(n, "visible")}" r:id="rId{i}"/>'
        for i, n in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    start, package = '<?xml version="1.0"?>', "http://schemas.openxmlformats.org/package/2006"
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    whole = f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
    default = f'<Default Extension="rels" ContentType="{relationships}"/>'
    first = f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    spaces = f'xmlns="{MAIN}" xmlns:r="{LINKS}"'
    parts = [
        ("[Content_Types].xml", f'{start}<Types xmlns="{package}/content-types">{default}{whole}{types}</Types>'),
        ("_rels/.rels", f'{start}<Relationships xmlns="{package}/relationships">{first}</Relationships>'),
        ("xl/workbook.xml", f"{start}<workbook {spaces}><sheets>{tabs}</sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            f'{start}<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        ),
    ]
    for i, name in enumerate(names, start=1):
        body = sheets[name]
        if not body.startswith("<?"):
            tail = body[body.index("<mergeCells") :] if "<mergeCells" in body else ""
            head = body[: body.index("</cols>") + 7] if "</cols>" in body else ""
            rows = body.removeprefix(head).removesuffix(tail)
            body = (
                f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'
            )
        parts.append((f"xl/worksheets/sheet{i}.xml", body))
    return packed([*((name, text.encode()) for name, text in parts), *more])


def csv_of(table: Table) -> bytes:
    return "".join(",".join(row) + "\n" for row in table).encode()


def station_of(table: Table) -> bytes:
    """A station's JSON with the first row's values under the columns' keys; `file` is its name, not a key."""
    found: dict[str, object] = {"chart": None, "administrasi": None}
    for column, text in zip(table[0], table[1] if len(table) > 1 else [""] * len(table[0]), strict=True):
        *above, key = column.split(".")
        if above:
            part = found[above[0]] or {}
            assert isinstance(part, dict)
            found[above[0]] = {**part, key: text}
    return json.dumps(found).encode()


@dataclass(frozen=True)
class Format:
    """How to make a file for a reader, and what it cannot hold."""

    suffix: str
    make: Callable[[Table], bytes]
    rows: int = 1_000_000


FORMATS = {
    "delimited": Format(".csv", csv_of),
    "spreadsheet": Format(".xlsx", lambda table: xlsx({"Data": sheet_of(table)})),
    "sirekap": Format(".json", station_of, rows=1),
}


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file: rows, and all problems in the order in which they are told."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refusals: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    encoding: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.refusals + self.notices

    def told(self, language: Language) -> str:
        say = Catalogue(language)
        return "\n".join(problem.tell(say) for problem in self.problems)


def outcome(reader: str, path: Path, options: Options = PLAIN) -> Outcome:
    """Reads a file to its end. Nothing but a Refusal may come out of a reader."""
    try:
        extract = READERS[reader](path, path.name, options)
        found = list(extract.rows)
    except Refusal as refusal:
        return Outcome((), (), refusal.problems, ())
    rows = tuple(row for row in found if isinstance(row, Row))
    problems = [row for row in found if isinstance(row, Problem)] + extract.notices
    return Outcome(
        extract.columns,
        rows,
        tuple(p for p in problems if p.level == "refusal"),
        tuple(p for p in problems if p.level == "notice"),
        extract.encoding,
    )
