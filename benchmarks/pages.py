"""What the pages of units cost, against rendering and writing alone: python benchmarks/pages.py [WORKSPACE] [N].

WORKSPACE is the folder of a workspace whose tables are built; without it a sample election of N stations (4,500) is
made and built first, apart from what is measured. Pages are made in one language, for the regencies of the first
contest: rows are read, contexts made, templates rendered, bytes written into new folders. The yardstick is the CPU time
(user and system) of rendering the same templates from contexts that are ready in memory, and of writing the same bytes,
taken in the same run, page by page, so that both sides see the same machine.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from bukti.engine.run import ABOVE
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.opened import Opened, opened
from bukti.publish.pages.loaded import load
from bukti.publish.pages.places import site_of
from bukti.publish.pages.templates import Templates
from bukti.publish.preview import Preview, Writer
from bukti.publish.site import in_groups, unit_contexts
from bukti.sample import make

STATIONS = 4500
AT_MOST = 1.5


def measure(asked: Opened, folder: Path) -> tuple[int, int, float, float, float]:
    """Pages, bytes, then CPU seconds of the whole, of rendering and of writing."""
    one = asked.terms.configuration.contest[0]
    writer = Writer(Preview(folder), {})
    pages = size = 0
    rendering = writing = 0.0
    start = time.process_time()
    site = site_of(asked.built).with_regencies()
    templates = Templates(site, "id")
    slots = asked.built.store.slots.get("standing", {})
    areas = sorted({u.area for u in site.units.values()} - {ABOVE})
    sizes = {a: slots[f"{one.id}/{a}"].rows for a in areas if f"{one.id}/{a}" in slots}
    for group in in_groups(sizes):
        part = site.of_areas(group)
        loaded = load(part, one.id, group)
        units = [u for u in part.units.values() if u.area != ABOVE]
        for file, template, context in unit_contexts(part, loaded, one, units, "id"):
            before = time.process_time()
            text = templates.render(template, context)
            between = time.process_time()
            writer.write(file, text)
            after = time.process_time()
            rendering += between - before
            writing += after - between
            pages += 1
            size += len(text)
    return pages, size, time.process_time() - start, rendering, writing


def main() -> None:
    stations = int(sys.argv[2]) if len(sys.argv) > 2 else STATIONS
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "workspace"
        if len(sys.argv) < 2:
            make(root, stations)
            build(Workspace(root)).connection.close()
        with opened(Workspace(root)) as asked:
            pages, size, whole, rendering, writing = measure(asked, Path(scratch) / "pages")
    yardstick = rendering + writing
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{pages} pages of {size / pages / 1000:.1f} kB, peak memory {peak:.0f} MB")
    print(f"whole      {whole:.2f} s CPU, {whole / pages * 1e6:.0f} us a page")
    print(f"rendering  {rendering:.2f} s, writing {writing:.2f} s")
    print(f"ratio      {whole / yardstick:.2f} (at most {AT_MOST})")


if __name__ == "__main__":
    main()
