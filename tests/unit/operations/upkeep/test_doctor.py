"""What doctor finds on a machine that has everything, and on one whose poppler is there but does
not work."""

import os
import stat

import pytest

from pipeline.config import load_settings
from pipeline.operations.upkeep.doctor import Part, examine


def parts() -> dict[str, Part]:
    return {part.name: part for part in examine(load_settings(environ={}))}


def test_everything_needed_is_found_here():
    found = parts()
    assert [
        part.name for part in found.values() if part.needed and not part.found
    ] == []
    assert "pdftoppm" in (found["poppler"].version or "")


@pytest.mark.parametrize("draws", ["exit 127", "exit 0"])
def test_a_poppler_that_does_not_draw_is_missing(tmp_path, monkeypatch, draws):
    for name in ("pdftoppm", "pdfinfo"):
        program = tmp_path / name
        program.write_text(
            f'#!/bin/sh\n[ "$1" = -v ] && echo {name} version 22.0 >&2 && exit 0\n{draws}\n'
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    poppler = parts()["poppler"]
    assert not poppler.found
    assert poppler.remedy == "apt-get install poppler-utils"


def test_the_rules_edition_is_shown_as_it_counts(write_edition):
    write_edition("2025-07", ("dpi_papers = 200", "dpi_papers = 300"))
    assert parts()["rules edition"].version == "2025-07: PDF/A-2u, 300 dpi"


def test_a_rules_edition_that_cannot_be_read_is_missing(write_edition):
    write_edition("2025-07", ("dpi_papers = 200", 'dpi_papers = "fine"'))
    assert not parts()["rules edition"].found
