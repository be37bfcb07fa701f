"""What hides in the files of a sample: a row for each spoiled cell, with what the paper truly says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal

from bukti.sample.classes import CLASSES, IDENTITIES
from bukti.sample.columns import name
from bukti.sample.declaration import IDS
from bukti.sample.election import SERIES_OF, Papers, files_of, reads
from bukti.sample.sheets import AT, Box
from bukti.sample.slips import Slip
from bukti.vocabulary.profile import SheetKind

HEADER: Final = "class,station,series,field,true,written,files,corrected_by,rules,found\n"

Shows = Callable[[Slip, str], tuple[str, ...]]
"""The files of a layout in which a series shows a slip."""

Place = Literal["checked", "alone", "absent"]
"""Whether a layout has a box, and if so, with the others of an identity or without."""

ROW: Final = "row"
"""The field that stands for the whole row of a station: 1 where there should be one."""


def shown_in(files: dict[str, str]) -> Shows:
    """The names of the files that show a slip in a series, from what each kind of file is called."""

    def shows(slip: Slip, series: str) -> tuple[str, ...]:
        return tuple(files[file] for file in files_of(slip) if SERIES_OF[file] == series and file in files)

    return shows


def truth(papers: Papers, kind: SheetKind, shows: Shows, place: Callable[[Box], Place]) -> Iterator[str]:
    """A line for each spoiled cell of a village, in each series that shows it; `place` tells the layout's boxes."""
    for at, slip in sorted(papers.slips.items()):
        declared = CLASSES[slip.kind]
        for series in slip.series:
            files = shows(slip, series)
            for cell in slip.cells if files else ():
                found, field = declared.found, ROW
                if cell.box is not None:
                    here = place(cell.box)
                    if here == "absent" or not reads(series, AT[cell.box]):
                        continue
                    field = name(cell.box, kind, IDS)
                    if here == "alone" and declared.rules == IDENTITIES:
                        found = "no"
                yield (
                    f"{slip.kind},{papers.village.code}{papers.numbers[at]},{series},{field},{cell.true},{cell.written},"
                    f"{' '.join(files)},{slip.corrected_by},{' '.join(declared.rules)},{found}\n"
                )
