"""Words that become syllables by a letter's second guess, and words that must stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.arbitration.line_text import LineText, WordText
from pipeline.ocr.arbitration.mending import LEAST, mend_line, mend_percent


def line(
    text: str, guesses: dict[int, tuple[str, float]], sure: float = 0.6
) -> LineText:
    places = tuple(map(float, range(len(text))))
    alternatives = tuple(guesses.get(at, ("", 0.0)) for at in range(len(text)))
    return LineText(
        text, places, tuple(x + 1 for x in places), (sure,) * len(text), alternatives
    )


@pytest.mark.parametrize(
    ("text", "guesses", "better"),
    [
        ("Dân tôc:", {5: ("ộ", 0.3)}, "Dân tộc:"),
        ("3. Ngxnh, nghề", {5: ("à", 0.2)}, "3. Ngành, nghề"),
        (
            "BÀO HÌÊM",
            {6: ("I", 0.4), 7: ("Ể", 0.1)},
            "BÀO HÌÊM",
        ),  # one letter alone mends nothing
        ("thị xã", {2: ("í", 0.4)}, "thị xã"),  # a syllable as it stands
        ("41.110:000 đồng", {6: (".", 0.4)}, "41.110:000 đồng"),
        ("Dân tôc:", {5: ("ộ", LEAST / 2)}, "Dân tôc:"),
        ("tôc", {1: ("ồ", 0.5), 2: ("n", 0.3)}, "tôn"),
        ("tôc", {1: ("ộ", 0.2), 2: ("n", 0.4)}, "tôn"),  # the likelier of two
        ("Windows", {3: ("ơ", 0.4)}, "Windows"),
    ],
)
def test_words_are_mended_into_syllables_only(text, guesses, better):
    assert mend_line(line(text, guesses)).text == better


def test_the_second_guess_brings_its_confidence():
    got = mend_line(line("tôc", {1: ("ộ", 0.3)}))
    assert got.confidences == (0.6, 0.3, 0.6)
    assert got.alternatives[1] == ("ô", 0.6)
    assert got.words[0].confidence == pytest.approx(0.6 * 0.3 * 0.6)


@given(st.text("aâbcđộ 1.,N", max_size=12), st.data())
def test_length_and_places_never_change(text, data):
    guesses = {
        at: data.draw(st.tuples(st.sampled_from("aộnc"), st.floats(0, 1)))
        for at in range(len(text))
    }
    before = line(text, guesses)
    after = mend_line(before)
    assert (after.starts, after.ends, len(after.text)) == (
        before.starts,
        before.ends,
        len(text),
    )
    assert mend_line(after).text == after.text


def test_a_figure_behind_a_percent_sign_is_part_of_the_sign():
    words = [
        WordText(text, 0.0, 9.0, 0.9)
        for text in ("27.27%6", "100%", "5%,", "%6", "12.6")
    ]
    assert [w.text for w in mend_percent(words)] == [
        "27.27%",
        "100%",
        "5%,",
        "%6",
        "12.6",
    ]
