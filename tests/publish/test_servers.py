"""A published folder behind nginx, Caddy, lighttpd and `bukti serve`: what each says of every kind of file.

The figures are those of a strict policy for a site of files, written out here by hand, apart from the samples.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish.serving import COMMANDS, Running, copied, running

from bukti.evidence.workspace import Workspace

POLICY = {
    "default-src": "'none'",
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src"), "'self'"),
    **dict.fromkeys(("base-uri", "form-action", "frame-ancestors"), "'none'"),
    "require-trusted-types-for": "'script'",
    "trusted-types": "bukti",
}
TEXT = "; charset=utf-8"
KINDS = {
    "/": f"text/html{TEXT}",
    "/id/index.html": f"text/html{TEXT}",
    "/en/president/": f"text/html{TEXT}",
    "/id/verify/": f"text/html{TEXT}",
    "/embed/president/": f"text/html{TEXT}",
    "/assets/site.css": f"text/css{TEXT}",
    "/assets/check.js": f"text/javascript{TEXT}",
    "/assets/check-id.json": f"application/json{TEXT}",
    "/data/units.csv": f"text/csv{TEXT}",
    "/data/a.parquet": "application/vnd.apache.parquet",
    "/data/a.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "/data/a.geojson": f"application/geo+json{TEXT}",
    "/id/president/changes.atom": f"application/atom+xml{TEXT}",
    "/receipts/1.tlog-proof": f"text/plain{TEXT}",
    "/log/checkpoint": f"text/plain{TEXT}",
    "/log/tile/entries/000.p/{}": "application/octet-stream",
    "/log/tile/0/000.p/{}": "application/octet-stream",
    "/verify.py": f"text/plain{TEXT}",
    "/manifest.json": f"application/json{TEXT}",
    "/publication.json": f"application/json{TEXT}",
    "/x.png": "image/png",
    "/x.jsonld": f"application/ld+json{TEXT}",
    "/x.ttl": f"text/turtle{TEXT}",
    "/x.webmanifest": f"application/manifest+json{TEXT}",
    "/x.woff2": "font/woff2",
}
OPEN = re.compile(r"/(data|log|receipts)/|\.(json|atom|py|jsonld|ttl)$")
"""What programs on other sites may read."""


@pytest.fixture(scope="module", params=["bukti", *COMMANDS])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def current(published_town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(published_town.site, tmp_path_factory.mktemp("served") / "site")


@pytest.fixture(scope="module")
def served(name: str, current: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(name, current, tmp_path_factory.mktemp(name)) as found:
        yield found


def paths(current: Path) -> dict[str, str]:
    """Every kind of file with its content type, the tiles by the numbers they have here."""
    tiles = next((current / "log/tile/entries/000.p").iterdir()).name
    return {path.format(tiles): kind for path, kind in KINDS.items()}


def policy(said: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in said.split(";"))


def test_every_kind_of_file_comes_with_its_type_and_all_headers(served: Running, name: str, current: Path) -> None:
    for path, kind in paths(current).items():
        got = served.ask(path)
        said = got.headers
        framed, is_open = path.startswith("/embed/"), OPEN.search(path) is not None
        assert got.status == 200, path
        assert got.body == (current / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).read_bytes()
        assert said["content-type"].lower() == kind, path
        assert policy(said["content-security-policy"]) == POLICY | ({"frame-ancestors": "*"} if framed else {}), path
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "no-referrer"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert said["cross-origin-resource-policy"] == ("cross-origin" if framed or is_open else "same-origin"), path
        assert said.get("access-control-allow-origin") == ("*" if is_open else None), path
        assert {"camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()"} <= {
            *said["permissions-policy"].split(", ")
        }
        assert "set-cookie" not in said
        tile = path.startswith("/log/tile/")
        cached = {"max-age=31536000"} if name == "lighttpd" else {"public", "max-age=31536000", "immutable"}
        assert {*said["cache-control"].split(", ")} == (cached if tile else {"no-cache"}), path
        assert said.get("strict-transport-security") == ("max-age=31536000" if served.tls else None)


def test_no_header_stands_twice_and_none_names_the_version_of_the_server(served: Running) -> None:
    said = served.ask("/id/index.html").headers
    assert not re.search(r"\d", said.get("server", "").lower())
    for name in ("content-security-policy", "cache-control", "cross-origin-resource-policy", "content-type"):
        assert said[name].count("no-cache") <= 1
        assert said[name].count("default-src") <= 1
        assert said[name].count("origin") <= 1


def test_a_page_that_is_known_already_is_not_sent_again(served: Running) -> None:
    for path in ("/id/index.html", "/data/units.csv", "/assets/site.css"):
        tag = served.ask(path).headers["etag"]
        again = served.ask(path, If_None_Match=tag)
        assert (again.status, again.body) == (304, b""), path
        assert again.headers["content-security-policy"]
        assert served.ask(path, If_None_Match='"other"').status == 200


def test_what_is_not_there_is_answered_with_the_sites_own_page(served: Running, current: Path) -> None:
    for path in ("/id/none/index.html", "/none.csv", "/log/tile/0/999", "/embed/none/", "/.hidden/index.html"):
        got = served.ask(path)
        assert got.status in (403, 404), path
        assert got.headers["content-type"].lower() == f"text/html{TEXT}", path
        assert got.body == (current / "404.html").read_bytes(), path
        assert got.headers.get("cache-control", "no-cache") == "no-cache", path
        assert policy(got.headers["content-security-policy"])["default-src"] == "'none'"
        assert got.headers["x-content-type-options"] == "nosniff"


def test_no_folder_is_listed_and_nothing_outside_is_given(served: Running, name: str) -> None:
    for path in ("/bare/", "/assets/", "/data/", "/log/tile/", "/..%2f..%2fprivate/", "/../../etc/passwd"):
        got = served.ask(path)
        assert got.status in (400, 403, 404), path
        assert b"a.css" not in got.body, path
    if name in ("bukti", "nginx"):  # the two that can tell a link inside the folder from the link to the folder
        assert served.ask("/out").status in (403, 404)


def test_nothing_can_be_written_or_deleted(served: Running) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert served.ask("/id/index.html", method, Content_Length="0").status in (403, 405, 501), method
    assert served.ask("/id/index.html").status == 200
    assert served.ask("/id/index.html", "HEAD").body == b""


def test_a_folder_named_without_its_slash_leads_to_its_page(served: Running) -> None:
    got = served.ask("/en/president")
    assert got.status in (301, 308)
    assert got.headers["location"].endswith("/en/president/")


def test_pages_and_data_are_sent_packed_to_who_can_unpack(served: Running, name: str, current: Path) -> None:
    if name == "bukti":
        return  # it serves this machine alone
    for path in ("/id/president/index.html", "/assets/site.css", "/data/president/readings.csv"):
        got = served.ask(path, Accept_Encoding="gzip")
        assert got.headers["content-encoding"] == "gzip", path
        assert "accept-encoding" in got.headers["vary"].lower()
        assert gzip.decompress(got.body) == (current / path.lstrip("/")).read_bytes()
        assert served.ask(path, Accept_Encoding="gzip", If_None_Match=got.headers["etag"]).status == 304, path


def test_without_tls_there_is_only_the_way_to_it(served: Running, name: str) -> None:
    if name == "bukti":
        return
    got = served.ask("/id/index.html", secure=False)
    assert got.status in (301, 308)
    assert got.headers["location"].startswith("https://")
    assert "strict-transport-security" not in got.headers


def test_the_next_publication_is_served_the_moment_the_link_is_switched(
    name: str, published_twice: Workspace, tmp_path: Path
) -> None:
    current = copied(published_twice.site, tmp_path / "site")
    current.unlink()
    current.symlink_to("1")
    with running(name, current, tmp_path) as served:
        first = served.ask("/publication.json")
        beside = current.with_name("beside")
        beside.symlink_to("2")
        beside.replace(current)
        second = served.ask("/publication.json", If_None_Match=first.headers["etag"])
    folder = current.parent
    assert first.body == (folder / "1" / "publication.json").read_bytes()
    assert (second.status, second.body) == (200, (folder / "2" / "publication.json").read_bytes())
