"""Pages from a scanner: SANE's own test device, and a machine without scanners."""

import shutil
from pathlib import Path

import pytest

from pipeline.desk.desk import Desk
from pipeline.desk.pages.scanning import ScanRequest, scanned_pages
from pipeline.desk.papers import AddRequest, scan_papers
from pipeline.errors import MissingToolError, TransientInputError
from tests.unit.desk.conftest import CODE

needs_scanimage = pytest.mark.skipif(
    shutil.which("scanimage") is None, reason="scanimage is not installed (sane-utils)"
)
SMALL = ("-x", "60", "-y", "60", "--test-picture=Grid")
FEEDER = "Automatic Document Feeder"


def test_without_the_program_its_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError) as caught:
        list(scanned_pages(ScanRequest(), tmp_path))
    assert "sane-utils" in (caught.value.remedy or "")


def test_a_scanner_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "scanimage"
    program.write_text(
        "#!/bin/sh\necho 'scanimage: open of device x failed' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(TransientInputError) as caught:
        list(scanned_pages(ScanRequest("x"), tmp_path))
    assert caught.value.values == {"reason": "open of device x failed"}


@needs_scanimage
def test_a_feeder_gives_all_its_pages_in_order(tmp_path: Path) -> None:
    request = ScanRequest("test:0", FEEDER, pages=0, options=SMALL)
    names = [path.name for path in scanned_pages(request, tmp_path)]
    assert names == [f"{number:04d}.png" for number in range(1, 11)]


@needs_scanimage
def test_pages_from_the_scanner_become_one_paper(desk: Desk) -> None:
    journal = desk.begin(CODE, None)
    scan = ScanRequest("test:0", FEEDER, pages=3, options=SMALL)
    answer = scan_papers(desk, journal, scan, AddRequest((), "to_khai"))
    (paper,) = answer.papers
    assert (paper.page_count, paper.document_type, answer.refused) == (3, "to_khai", ())
    (kept,) = journal.session.standing
    assert kept.names == ("0001.png", "0002.png", "0003.png")
    assert not list(journal.folder.glob(".scan-*"))
