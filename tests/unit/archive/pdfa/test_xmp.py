"""What a file says of itself, as any reader of XMP finds it."""

from xml.etree import ElementTree

import pytest

from pipeline.archive.pdfa.xmp import NAMESPACE, software, title_of, xmp_packet
from tests.support.archive_pages import description

PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"


def values(**changes):
    tree = ElementTree.fromstring(xmp_packet(description(**changes), "2", "U"))
    found = {one.tag: one.text for one in tree.iter()}
    return {**found, **next(one.attrib for one in tree.iter(DESCRIPTION))}


def own(name):
    return f"{{{NAMESPACE}}}{name}"


def test_part_and_level_are_claimed():
    assert (values()[f"{PDFA}part"], values()[f"{PDFA}conformance"]) == ("2", "U")


def test_our_own_properties():
    found = values(operator="Trần & Cộng", issued_date=None)
    assert found[own("dossierCode")] == "H26.27-241105-0012"
    assert found[own("operator")] == "Trần & Cộng"
    assert (found[own("ordinal")], found[own("development")]) == ("1", "True")
    assert own("issuedDate") not in found


def test_each_property_of_ours_is_described_and_no_other():
    tree = ElementTree.fromstring(xmp_packet(description(number=None), "2", "U"))
    told = [one.get(f"{PROPERTY}name") for one in tree.iter()]
    used = [key for key in values(number=None) if key.startswith(f"{{{NAMESPACE}}}")]
    assert [own(name) for name in told if name] == used
    assert own("number") not in used and own("ordinal") in used


def test_a_packet_is_small():
    """It stands in each file as it is: PDF/A-1 allows no compression of it, nor do we."""
    assert len(xmp_packet(description(operator="Nguyễn Thị Mẫu"), "2", "U")) < 3_600


@pytest.mark.parametrize("text", ["a\x00b", "a\ufffeb", "a\nb"])
def test_what_xml_can_not_hold_becomes_a_blank(text):
    assert values(title=text)
    assert ">a b<" in xmp_packet(description(title=text), "2", "U").decode()


def test_a_paper_without_a_title_is_called_by_its_file():
    assert title_of(description(title=None)) == "H26.27-241105-0012.1"
    assert software().startswith("sohoa ")
