"""Papers without a title that is known."""

from pipeline.extract.classification.untitled import (
    annex,
    by_clues,
    letter,
    phrases_told,
)
from pipeline.extract.types import document_types
from tests.unit.extract.head.lines import labelled

TYPES = document_types()


def test_number_subject_and_addressees_make_a_letter() -> None:
    lines = [
        ("SỞ XÂY DỰNG", "ORGAN", 1.0),
        ("Số: 5/SXD-VP", "NUMBER", 1.0),
        ("V/v kiểm tra", "SUBJECT", 1.0),
        ("Kính gửi: UBND các xã", "TO", 1.0),
    ]
    found = letter(labelled(lines), TYPES)
    assert found is not None and (found.code, found.confidence) == ("cong_van", 0.89)
    titled = letter(labelled([("BÁO CÁO", "TYPE", 1.0), *lines]), TYPES)
    assert titled is not None and titled.confidence < found.confidence


def test_an_annex_with_a_number_of_its_own_is_none() -> None:
    reference = ("(Kèm theo Quyết định số 5/QĐ-UBND)", "ANNEX", 0.9)
    assert annex(labelled([reference]), TYPES) is not None
    assert annex(labelled([reference, ("Số: 5/SXD", "NUMBER", 1.0)]), TYPES) is None


def test_phrases_tell_a_type_alone_and_never_surely() -> None:
    (one,) = (found for found in TYPES if found.code == "don_de_nghi")
    text = "toitenlalevantamnguoilamdonlamdonnaytoixincamdoanxintrantrongcamon"
    assert phrases_told(one, TYPES, text) >= 2
    found = by_clues({"don_de_nghi": 4.0, "to_khai": 0.5})
    assert found is not None and found.code == "don_de_nghi"
    assert found.confidence <= 0.7
    assert by_clues({"don_de_nghi": 4.0, "to_khai": 3.9}) is None
