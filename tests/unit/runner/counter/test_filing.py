"""A clerk's papers: what is refused before any work, what goes aside, what comes twice."""

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.counter.filing import file_papers, run_counter
from pipeline.runner.counter.request import ClerkPapers, CounterRequest
from pipeline.runner.progress import Silent


@pytest.fixture
def archive(tmp_path):
    return create_archive(tmp_path / "kho", development_keys=False)


def asked(archive, *files, code="A-1", kind=None, **options):
    settings = load_settings(environ={}, options={"signing": "none", **options})
    request = CounterRequest(files, code, archive.root, settings, document_type=kind)
    return run_counter(request, Silent())


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"code": "a/b"}, "bad_dossier_code"),
        ({"code": ""}, "bad_dossier_code"),
        ({"kind": "no such type"}, "unknown_type"),
        ({"signing": "profiles"}, "no_operator"),
        ({"rules": "1999-01"}, "unknown_rules"),
    ],
)
def test_a_wrong_question_changes_nothing(archive, tmp_path, change, refused):
    paper = tmp_path / "a.jpg"
    paper.write_bytes(b"")
    with pytest.raises(UsageError) as caught:
        asked(archive, paper, **change)
    assert caught.value.code == refused
    assert list(archive.originals.iterdir()) == list(archive.work.iterdir()) == []


def test_a_paper_that_is_not_there(archive, tmp_path):
    with pytest.raises(UsageError) as caught:
        asked(archive, tmp_path / "gone.jpg")
    assert (caught.value.code, caught.value.item) == ("no_file", "gone.jpg")


def test_a_paper_inside_the_archive_is_not_received(archive):
    paper = archive.quarantine / "a.jpg"
    paper.write_bytes(b"")
    with pytest.raises(UsageError) as caught:
        asked(archive, paper)
    assert caught.value.code == "paper_in_archive"


def test_a_broken_paper_goes_aside_and_is_told(archive, tmp_path):
    paper = tmp_path / "a.jpg"
    paper.write_bytes(b"no picture")
    answer = asked(archive, paper)
    assert answer["documents"] == []
    (one,) = answer["quarantined"]
    assert one["file"] == "a.jpg" and one["message"] and one["remedy"]


def test_two_broken_scans_of_one_name_are_told_apart(archive, tmp_path):
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "01.jpg").write_bytes(name.encode())
    settings = load_settings(environ={}, options={"signing": "none"})
    papers = [ClerkPapers((tmp_path / name / "01.jpg",)) for name in ("x", "y")]
    with open_archive(archive.root, settings, Access.WRITE) as opened:
        answer = file_papers(opened, "A-1", None, papers, Silent())
    assert len(answer["quarantined"]) == 2
    entries = {path.name for path in archive.quarantine.iterdir()}
    assert len(entries) == 2
    assert {one["file"] for one in answer["quarantined"]} == {"01.jpg", "01 (2).jpg"}
    kept = {path.read_bytes() for path in archive.quarantine.glob("*/01*")}
    assert kept == {b"x", b"y"}
