"""What doctor finds on a machine that has everything, and on one whose poppler is there but does
not work."""

import os
import stat

import pytest

from pipeline.config import load_settings
from pipeline.operations.doctor import Part, examine


def parts() -> dict[str, Part]:
    return {part.name: part for part in examine(load_settings(environ={}))}


def test_everything_needed_is_found_here():
    found = parts()
    assert [part.name for part in found.values() if part.needed and not part.found] == []
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
