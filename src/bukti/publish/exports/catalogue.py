"""`catalogue.ttl`: the published data in the form of DCAT-AP 3, for portals that gather what offices publish.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/ says what it has to hold. Addresses in it are relative to the file, or
to where the office says that its site is; Turtle allows both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from bukti.evidence.ballots import Titles
from bukti.locale import LANGUAGES
from bukti.publish.exports.package import NAME as PACKAGE
from bukti.publish.exports.unit_json import FOLDER as UNITS
from bukti.publish.labels import Labels
from bukti.publish.opened import Opened

NAME: Final = "catalogue.ttl"
PREFIXES: Final = """\
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
CODES: Final = ("IND", "ENG")
STANDARD: Final = "https://specs.frictionlessdata.io/data-package/"
FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"
FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/IRREG"
MEDIA: Final = "https://www.iana.org/assignments/media-types/"
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "csv": ("CSV", "text/csv"),
    "geojson": ("GEOJSON", "application/geo+json"),
    "json": ("JSON", "application/json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Endings with the form as the EU's list of file types and IANA's list of media types name it."""


def catalogue(asked: Opened, digests: Mapping[str, tuple[int, str]], at: str) -> bytes:
    """The catalogue of a publication of that moment: a dataset for each contest, and one for what is of no contest.

    `digests` has size and SHA-256 of every file in `data/` by its path. Files of single units are not listed.
    """
    public = asked.terms.configuration.public
    base = f"@base <{public.address}data/{NAME}> .\n" if public else ""
    return (base + PREFIXES + "\n" + "\n".join(_things(asked, digests, at))).encode()


def _things(asked: Opened, digests: Mapping[str, tuple[int, str]], at: str) -> Iterator[str]:
    configuration = asked.terms.configuration
    election, public = configuration.election, configuration.public
    labels = [Labels(asked.terms, language) for language in LANGUAGES]
    files: dict[str, list[str]] = {}
    for path in sorted(digests):
        contest, _, rest = path.rpartition("/")
        if path.rpartition(".")[2] in FORMS and not f"{path}/".partition("/")[2].startswith(f"{UNITS}/"):
            files.setdefault(contest if rest else "", []).append(path)
    titles: dict[str, Titles] = {"": election.title, **{c.id: c.title for c in configuration.contest}}
    says = {label.language: label.say("data.catalogue.description") for label in labels}
    home = ["foaf:homepage <../index.html>"] if public else []
    yield _thing(
        "#catalogue",
        "dcat:Catalog",
        *_told("dct:title", election.title),
        *(f"dct:description {_text(says[language], language)}" for language in LANGUAGES),
        "dct:publisher <#publisher>",
        f"dct:modified {_moment(at)}",
        *(f"dct:language <{LANGUAGE}{code}>" for code in CODES),
        *home,
        f"dcat:dataset {', '.join(f'<{_dataset(contest)}>' for contest in titles)}",
    )
    yield _thing("#publisher", "foaf:Agent", *_told("foaf:name", election.office or election.title))
    licence = public.licence if public else None
    if licence:
        known = licence if _is_address(licence) else "#licence"
        label = [] if _is_address(licence) else [f"rdfs:label {_text(licence)}"]
        yield _thing(known, "dct:LicenseDocument", *label)
    pages = {"../index.html"} if public else set()
    for contest, title in titles.items():
        page = f"../id/{f'{contest}/' if contest else ''}index.html"
        yield _thing(
            _dataset(contest),
            "dcat:Dataset",
            *_told("dct:title", title),
            *(f"dct:description {_text(_says(label, title, contest), label.language)}" for label in labels),
            "dct:publisher <#publisher>",
            f"dct:modified {_moment(at)}",
            f"dct:identifier {_text(contest or election.date.isoformat())}",
            f"dct:accrualPeriodicity <{FREQUENCY}>",
            f'dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "{election.date.isoformat()}"^^xsd:date ; '
            f'dcat:endDate "{election.date.isoformat()}"^^xsd:date ]',
            f"dcat:landingPage <{page}>",
            *(f"dcat:distribution <{path}#file>" for path in files.get(contest, ())),
        )
        pages.add(page)
        for path in files.get(contest, ()):
            yield _file(path, *digests[path], licence)
    forms = {FORMS[path.rpartition(".")[2]] for paths in files.values() for path in paths}
    kinds = [
        *((page, "foaf:Document") for page in pages),
        *((f"{LANGUAGE}{code}", "dct:LinguisticSystem") for code in CODES),
        *((f"{FILE_TYPE}{form}", "dct:MediaTypeOrExtent") for form, _ in forms),
        *((f"{MEDIA}{media}", "dct:MediaType") for _, media in forms),
        (FREQUENCY, "dct:Frequency"),
        (STANDARD, "dct:Standard"),
    ]
    for name, kind in sorted(kinds):
        yield _thing(name, kind)


def _says(label: Labels, title: Titles, contest: str) -> str:
    message = "data.catalogue.contest" if contest else "data.catalogue.common"
    return label.say(message, title=label.titles(title))


def _file(path: str, size: int, digest: str, licence: str | None) -> str:
    form, media = FORMS[path.rpartition(".")[2]]
    licensed = [f"dct:license <{licence if _is_address(licence) else '#licence'}>"] if licence else []
    standard = [f"dct:conformsTo <{STANDARD}>"] if path == PACKAGE else []
    return _thing(
        f"{path}#file",
        "dcat:Distribution",
        f"dct:title {_text(path)}",
        f"dcat:accessURL <{path}>",
        f"dcat:downloadURL <{path}>",
        f"dct:format <{FILE_TYPE}{form}>",
        f"dcat:mediaType <{MEDIA}{media}>",
        f'dcat:byteSize "{size}"^^xsd:nonNegativeInteger',
        "spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        f'spdx:checksumValue "{digest}"^^xsd:hexBinary ]',
        *licensed,
        *standard,
    )


def _dataset(contest: str) -> str:
    return f"#data-{contest}" if contest else "#data"


def _is_address(licence: str) -> bool:
    return licence.startswith(("https://", "http://")) and licence.isascii() and not set(licence) & set(' <>"{}|\\^`')


def _told(property_: str, titles: Titles) -> list[str]:
    return [f"{property_} {_text(titles.indonesian, 'id')}", f"{property_} {_text(titles.english, 'en')}"]


def _moment(at: str) -> str:
    return f'"{at}"^^xsd:dateTime'


def _text(text: str, language: str = "") -> str:
    """A literal: what JSON escapes of a text, Turtle reads the same way."""
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def _thing(name: str, kind: str, *said: str) -> str:
    return f"<{name}> a {kind}" + "".join(f" ;\n  {one}" for one in said) + " .\n"
