"""Pairs of words counted in texts, and the file that the program reads."""

import json

from pipeline.common.data import CONFIGS
from training.word_pairs import SOURCE, TEXTS, TIMES, count_followers, write


def test_pairs_count_that_stand_often_in_several_texts_without_a_sign_between():
    text = "Chính sách, tham nhũng. chính quyền\ntham xyz 12 "
    often = [text * TIMES] * TEXTS
    assert count_followers(often) == {
        "chính": ["quyền", "sách"],
        "tham": ["nhũng"],
    }
    assert count_followers(often[:-1]) == {}
    assert count_followers([text, *[""] * TEXTS]) == {}


def test_the_file_of_the_program_is_of_this_form(tmp_path):
    out = tmp_path / "pairs.json"
    write({"chính": ["quyền", "sách"]}, out)
    assert json.loads(out.read_text("utf-8"))["followers"] == {"chính": "quyền sách"}
    kept = CONFIGS / "ocr" / "word_pairs.json"
    followers = json.loads(kept.read_text("utf-8"))["followers"]
    write({word: others.split() for word, others in followers.items()}, out)
    assert out.read_bytes() == kept.read_bytes()
    assert json.loads(kept.read_text("utf-8"))["source"] == SOURCE
