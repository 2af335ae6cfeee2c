"""A rules edition is data that counts, and is checked when it is read."""

from datetime import date

import pytest

from pipeline.common.rules import FileRules, load_rules
from pipeline.errors import UsageError


def test_the_edition_in_force_says_what_the_circular_says():
    edition = load_rules("2025-07")
    assert (edition.file.pdfa, edition.file.dpi_papers) == (("2", "U"), 200)
    assert edition.in_force == date(2025, 7, 1)
    assert edition.file.file_name("H49.64.33.2001.160", 1) == "H49.64.33.2001.160.1.pdf"
    assert edition.describe() == "2025-07: PDF/A-2u, 200 dpi"
    assert "Circular 05/2025" in edition.file.source


def test_a_later_edition_counts(write_edition):
    write_edition(
        "2031-01",
        ('edition = "2025-07"', 'edition = "2031-01"'),
        ("in_force = 2025-07-01", "in_force = 2031-01-01"),
        ('"PDF/A-2u"', '"PDF/A-3b"'),
        ('"{dossier_code}.{ordinal}.pdf"', '"{ordinal:03}_{dossier_code}.pdf"'),
    )
    file = load_rules("2031-01").file
    assert file.pdfa == ("3", "B")
    assert file.file_name("A-1", 7) == "007_A-1.pdf"


def test_an_edition_that_is_not_there_is_named(write_edition):
    write_edition("2025-07")
    with pytest.raises(UsageError) as caught:
        load_rules("1999-01")
    assert (caught.value.code, caught.value.remedy) == (
        "unknown_rules",
        "one of: 2025-07",
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"PDF/A-2u"', '"PDF/A-1b"'), "file.format"),
        (('"PDF/A-2u"', '"JPEG"'), "file.format"),
        (("dpi_papers = 200", "dpi_papers = -1"), "file.dpi_papers"),
        (("dpi_papers = 200", "dpi_papers = 200\ndpi_maps = 300"), "file.dpi_maps"),
        (('"{dossier_code}.{ordinal}.pdf"', '"{dossier_code}.pdf"'), "file.name"),
        (
            ('"{dossier_code}.{ordinal}.pdf"', '"a/{dossier_code}.{ordinal}.pdf"'),
            "file.name",
        ),
        (("in_force = 2025-07-01", "in_force = 2026-07-01"), "edition"),
    ],
)
def test_a_wrong_edition_names_file_and_key(write_edition, change, told):
    write_edition("2025-07", change)
    with pytest.raises(UsageError) as caught:
        load_rules("2025-07")
    assert caught.value.code == "rules_invalid"
    assert (
        str(caught.value.item).endswith("2025-07.toml") and told in caught.value.message
    )


def test_a_name_needs_both_its_places():
    good = {"format": "PDF/A-2u", "dpi_papers": 200, "source": "x"}
    assert (
        FileRules(name="{dossier_code}-{ordinal}.pdf", **good).file_name("X", 2)
        == "X-2.pdf"
    )
