"""Which characters the models can write."""

import unicodedata
from pathlib import Path

import pytest

from pipeline.common.model_file import load_models
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.ocr.language.charset import find_missing_characters, load_charset
from pipeline.ocr.tesseract.probe import probe_tesseract
from pipeline.ocr.tesseract.unicharset import read_alphabet
from pipeline.operations.upkeep.doctor import examine


def test_there_are_134_vietnamese_letters_with_marks():
    charset = load_charset()
    assert len(charset.marked) == len(set(charset.marked)) == 134
    assert {"ặ", "Ỵ", "đ", "Đ", "ữ", "Ố", "ỷ"} <= set(charset.marked)
    assert all(
        unicodedata.is_normalized("NFC", char) and char.isalpha()
        for char in charset.marked
    )
    assert len(set(charset.all)) == len(charset.all)


@pytest.mark.parametrize(
    "name", sorted(name for name, model in load_models().items() if model.reads_lines)
)
def test_asternet_writes_all_letters_and_digits_but_no_curly_quotes(name):
    missing = find_missing_characters(load_models()[name].alphabet)
    assert not any(char.isalnum() and char != "²" for char in missing)
    # The published model has no superscript; ours learned it.
    assert set(missing) == set("–“”’…" + ("" if name == "asternet" else "²"))


def test_what_tesseracts_vietnamese_model_lacks():
    alphabet = read_alphabet(Path(probe_tesseract("vie").tessdata) / "vie.traineddata")
    missing = find_missing_characters(alphabet)
    assert {"ă", "ế", "Đ", "9", ","} <= set("".join(alphabet))
    assert len(set(missing) & set(load_charset().marked)) <= 2


def test_an_english_model_is_found_out():
    missing = find_missing_characters(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )
    assert set(load_charset().marked) <= set(missing)


def test_symbols_may_be_decomposed_or_long():
    known = find_missing_characters(["ế", "ffi"])
    assert not {"ế", "f", "i"} & set(known) and "ề" in known


def test_a_broken_list_is_refused(tmp_path):
    broken = tmp_path / "charset.toml"
    for text in ("vowels = 'a'\n", "x = 1\n", "vowels = \n"):
        broken.write_text(text)
        with pytest.raises(UsageError) as caught:
            load_charset(broken)
        assert caught.value.code == "charset_invalid"


def test_doctor_tells_what_each_model_lacks():
    parts = {part.name: part for part in examine(load_settings(environ={}))}
    assert parts["asternet"].found and "…" in parts["asternet"].lacks
    assert "²" in parts["tesseract"].lacks
    assert parts["onnxruntime"].found
