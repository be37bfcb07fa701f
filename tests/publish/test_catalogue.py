"""The catalogue is sound by the shapes of DCAT-AP, and lists the files that are there with their digests."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.namespace import Namespace
from tests.needs import need_real_data
from tests.publish.office import built, publish_at

from bukti.evidence.workspace import Workspace

SPDX = Namespace("http://spdx.org/rdf/terms#")
ADDRESS = "https://kpu.example.org/hasil/"
SHAPES = ("shapes.ttl", "range.ttl")
"""Not those of vocabularies: they ask for the EU's lists, which would have to be fetched."""


@pytest.fixture(scope="module")
def addressed(published_town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town at an address, with a licence whose name holds every sign that could break out of a text."""
    place = tmp_path_factory.mktemp("addressed") / "workspace"
    workspace = Workspace(Path(shutil.copytree(published_town.root, place, symlinks=True)))
    text = workspace.configuration.read_text(encoding="utf-8")
    public = f"\n[public]\naddress = \"{ADDRESS}\"\nlicence = '''CC BY 4.0 \"> </script>\\ é\U0001f5f3'''\n"
    workspace.configuration.write_text(text + public, encoding="utf-8")
    built(workspace)
    publish_at(workspace, "03")
    return workspace.site / "current"


@pytest.fixture(scope="module", params=["relative", "addressed"])
def site(request: pytest.FixtureRequest, published_town: Workspace) -> Path:
    if request.param == "relative":
        return published_town.site / "1"
    found: Path = request.getfixturevalue("addressed")
    return found


def graph(site: Path) -> tuple[Graph, str]:
    """The catalogue, and the address that its files lie under."""
    file = site / "data" / "catalogue.ttl"
    text = file.read_text(encoding="utf-8")
    base = f"{ADDRESS}data/" if text.startswith("@base") else f"{file.parent.resolve().as_uri()}/"
    return Graph().parse(data=text, format="turtle", publicID=f"{base}catalogue.ttl"), base


def faults(data: Graph, shapes: Graph) -> str:
    sound, _, told = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    return "" if sound else told


@pytest.fixture(scope="module")
def shapes() -> Graph:
    found = Graph()
    for name in SHAPES:
        found.parse(need_real_data() / "dcat-ap" / name, format="turtle")
    return found


@pytest.mark.real
def test_the_shapes_of_dcat_ap_find_nothing_wrong(site: Path, shapes: Graph) -> None:
    told = faults(graph(site)[0], shapes)
    assert told == ""


@pytest.mark.real
@pytest.mark.parametrize("lost", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, SPDX.algorithm])
def test_a_catalogue_without_what_dcat_ap_demands_is_found_out(addressed: Path, shapes: Graph, lost: URIRef) -> None:
    data, _ = graph(addressed)
    data.remove((None, lost, None))
    assert str(lost).rpartition("/")[2].rpartition("#")[2] in faults(data, shapes)


def test_each_file_but_those_of_single_units_is_listed_with_its_size_and_digest(site: Path) -> None:
    data, base = graph(site)
    folder = site / "data"
    listed = {}
    for file in data.subjects(RDF.type, DCAT.Distribution):
        (address,) = data.objects(file, DCAT.downloadURL)
        (checksum,) = data.objects(file, SPDX.checksum)
        (size,) = data.objects(file, DCAT.byteSize)
        digest = str(data.value(checksum, SPDX.checksumValue))
        listed[str(address).removeprefix(base)] = (int(str(size)), digest)
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    others = {"SHA256SUMS", "catalogue.ttl", "publications-id.atom", "publications-en.atom"}
    expected = {path: p for path, p in there.items() if path not in others and "/units/" not in path}
    assert listed == {
        path: (p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for path, p in expected.items()
    }


def test_every_file_belongs_to_one_dataset_and_every_dataset_to_the_catalogue(site: Path) -> None:
    data, _ = graph(site)
    (catalogue,) = data.subjects(RDF.type, DCAT.Catalog)
    datasets = set(data.subjects(RDF.type, DCAT.Dataset))
    assert set(data.objects(catalogue, DCAT.dataset)) == datasets
    assert len(datasets) == 2
    for file in data.subjects(RDF.type, DCAT.Distribution):
        assert len(list(data.subjects(DCAT.distribution, file))) == 1


def test_the_licence_is_said_as_declared_and_not_at_all_where_none_is(
    addressed: Path, published_town: Workspace
) -> None:
    with_one, _ = graph(addressed)
    labels = {str(o) for o in with_one.objects(URIRef(f"{ADDRESS}data/catalogue.ttl#licence"))}
    assert 'CC BY 4.0 "> </script>\\ é\U0001f5f3' in labels
    assert not list(graph(published_town.site / "1")[0].triples((None, DCTERMS.license, None)))
