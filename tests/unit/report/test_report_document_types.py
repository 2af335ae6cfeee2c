"""Document types by code and by name."""

import pytest

from pipeline.report.document_types import load_type_names, type_code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("quyet_dinh", "quyet_dinh"),
        ("Quyết định", "quyet_dinh"),
        ("  QUYẾT   ĐỊNH ", "quyet_dinh"),
        ("Quye\u0302\u0301t định", "quyet_dinh"),
        ("Bằng khen", "Bằng khen"),
    ],
)
def test_the_code_of_a_word(word: str, code: str) -> None:
    assert type_code(word) == code


def test_each_name_means_one_code() -> None:
    names = load_type_names()
    assert {type_code(name) for name in names.values()} == set(names)
