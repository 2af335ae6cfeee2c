import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.normalize.numbers import amount
from pipeline.extract.normalize.text import gender, snap
from pipeline.extract.types import load_document_types

WORDS = load_document_types().vocabulary


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert len(fold_same_length(text)) == len(text)


def test_gender_amount_and_closed_lists() -> None:
    assert [gender(t) for t in ("Nam", "Nữ ....", "NỮ", "nu", "Dân")] == [
        "M",
        "F",
        "F",
        "F",
        None,
    ]
    assert amount("1.250.000 đồng") == ("1250000", 0, 9)
    assert (amount("85,5 m²") or "")[0] == "85.5"
    assert amount("Điều 3", money=True) is None
    assert snap("Kính", WORDS.ethnicities) == "Kinh"
    assert snap("Viêt Narn Nơi", WORDS.nationalities) == "Việt Nam"
    assert snap("xyz", WORDS.nationalities) is None
