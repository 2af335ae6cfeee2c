"""What is asked for at the counter, and what of it can't be done."""

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.folder import ArchiveFolder
from pipeline.runner.counter.request import (
    ClerkPapers,
    CounterRequest,
    check_code,
    check_files,
    check_kind,
    check_type,
)


def code_of(check, *given):
    with pytest.raises(UsageError) as caught:
        check(*given)
    return caught.value.code


def test_a_code_is_filed_in_its_normal_form():
    assert check_code(" H26.27-241105-0012 ") == "H26.27-241105-0012"
    assert code_of(check_code, "   ") == "bad_dossier_code"


def test_a_type_is_named_by_code_or_in_words():
    assert check_type("giay_khai_sinh") == "giay_khai_sinh"
    assert check_type("Giấy khai sinh") == "giay_khai_sinh"
    assert check_type(None) is None
    assert code_of(check_type, "hóa đơn tiền điện thoại") == "unknown_type"


def test_a_paper_is_a_component_or_a_result():
    assert [check_kind(one) for one in ("component", "result", None)] == [
        "component",
        "result",
        None,
    ]
    assert code_of(check_kind, "copy") == "unknown_kind"


def test_papers_are_there_and_lie_outside_of_the_archive(tmp_path):
    folder = ArchiveFolder(tmp_path / "kho")
    folder.root.mkdir()
    paper, inside = tmp_path / "01.pdf", folder.root / "02.pdf"
    paper.touch()
    inside.touch()
    check_files([paper], folder)
    assert code_of(check_files, [paper, tmp_path / "none.pdf"], folder) == "no_file"
    assert code_of(check_files, [inside], folder) == "paper_in_archive"


def test_a_request_tells_its_papers():
    files = (Path("01.pdf"),)
    settings = load_settings(None, None, {}, {})
    request = CounterRequest(
        files, "A", Path("kho"), settings, None, "don", "component"
    )
    assert request.papers == ClerkPapers(files, "don", "component")
