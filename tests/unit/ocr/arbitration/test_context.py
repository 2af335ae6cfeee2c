"""Second guesses that stand because of the words beside them, and those that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.arbitration.context import LEAST, prefer_common_pairs
from pipeline.ocr.arbitration.line_text import LineText


def line(
    text: str, guesses: dict[int, tuple[str, float]], doubtful: float = 0.6
) -> LineText:
    places = tuple(map(float, range(len(text))))
    return LineText(
        text,
        places,
        tuple(x + 1 for x in places),
        tuple(doubtful if at in guesses else 0.99 for at in range(len(text))),
        tuple(guesses.get(at, ("", 0.0)) for at in range(len(text))),
    )


@pytest.mark.parametrize(
    ("text", "guesses", "better"),
    [
        ("chống thum nhũng,", {8: ("a", 0.2)}, "chống tham nhũng,"),
        ("Khẩn trường rà soát", {8: ("ơ", 0.2)}, "Khẩn trương rà soát"),
        # Only one letter of a word is exchanged.
        ("hướng đần", {2: ("ớ", 0.3), 6: ("d", 0.3), 7: ("ẫ", 0.1)}, "hướng đần"),
        ("đảm bào tiến dộ", {5: ("ả", 0.3), 13: ("đ", 0.2)}, "đảm bảo tiến độ"),
        # As good as it stands; too improbable.
        ("thực hiện", {6: ("ệ", 0.3), 2: ("ự", 0.3)}, "thực hiện"),
        ("chống thum nhũng", {8: ("a", LEAST / 2)}, "chống thum nhũng"),
        # Capitals stay as they are printed.
        ("của Ông Trưởng phòng", {4: ("ô", 0.45)}, "của Ông Trưởng phòng"),
        # No word beside it: the line's only one, a sign between.
        ("thum", {2: ("a", 0.5)}, "thum"),
        ("thum, nhũng", {2: ("a", 0.5)}, "thum, nhũng"),
    ],
)
def test_a_second_guess_stands_where_it_makes_a_common_pair(text, guesses, better):
    assert prefer_common_pairs(line(text, guesses)).text == better


@pytest.mark.parametrize("text", ["Lê Văn Bàn", "LÊ VĂN BÀN", "ông Văn Bàn"])
def test_names_are_not_read_by_what_is_common(text):
    at = text.lower().index("bàn") + 1
    other = "Ả" if text.isupper() else "ả"
    assert prefer_common_pairs(line(text, {at: (other, 0.45)})).text == text


def test_the_pair_makes_the_second_guess_surer_and_both_stay_known():
    got = prefer_common_pairs(line("thum nhũng", {2: ("a", 0.3)}, doubtful=0.6))
    letter, left = got.alternatives[2]
    assert letter == "u"
    assert got.confidences[2] > 0.6 > left
    assert got.confidences[2] + left == pytest.approx(0.9)


@given(st.text("thamnhũgu 1.,N", max_size=14), st.data())
def test_length_and_places_never_change_and_a_second_time_changes_nothing(text, data):
    guesses = {
        at: data.draw(st.tuples(st.sampled_from("aunh"), st.floats(0, 1)))
        for at in range(len(text))
    }
    before = line(text, guesses)
    after = prefer_common_pairs(before)
    assert (after.starts, after.ends) == (before.starts, before.ends)
    assert len(after.text) == len(text)
