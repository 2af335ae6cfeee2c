"""Two readings of a word: kinds of words, probabilities, doubtful spans, whose reading stands."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.arbitration.arbiter import (
    choose_words,
    estimate_probability,
    find_doubtful_spans,
    match_places,
    rate_words,
    widen_spans,
)
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import load_weights

WORDS = [
    "Nguyễn",
    "khai",
    "26/09/2022",
    "QĐ-UBND",
    "Nạrn",
    "–",
    "TK1",
    "xqz",
    "001222515224",
    ";",
]


readings = st.lists(
    st.tuples(st.sampled_from(WORDS), st.floats(0, 1)).map(
        lambda pair: WordText(pair[0], 0.0, 10.0, pair[1])
    ),
    max_size=6,
)


readers = st.sampled_from(
    [load_weights().first, load_weights().wider, load_weights().other]
)


rules = st.sampled_from([load_weights().wider_look, load_weights().other_reader])


def read(*pairs: tuple[str, float]) -> tuple[WordText, ...]:
    return tuple(
        WordText(text, 50.0 * n, 50.0 * n + 40, sure)
        for n, (text, sure) in enumerate(pairs)
    )


@given(st.sampled_from(WORDS), readers, st.floats(0, 1), st.floats(0, 1))
def test_probability_rises_with_confidence_and_stays_between_0_and_1(
    word, reader, one, other
):
    low, high = sorted((one, other))
    p, q = (
        estimate_probability(WordText(word, 0, 1, confidence), reader)
        for confidence in (low, high)
    )
    assert 0 < p <= q < 1
    assert (p < q) == (
        min(max(low, 0.001), 0.999) < min(max(high, 0.001), 0.999)
    ) or q - p < 1e-9


@given(readers, st.floats(0.05, 0.95))
def test_a_syllable_is_more_probable_than_letters_that_make_none(reader, confidence):
    good, bad = (
        estimate_probability(WordText(text, 0, 1, confidence), reader)
        for text in ("Nguyễn", "Nguyxn")
    )
    assert good > bad


@given(readings, st.floats(0, 1.01))
def test_doubtful_spans_hold_exactly_the_doubtful_words(words, threshold):
    spans = find_doubtful_spans(words, threshold)
    inside = {number for begin, end in spans for number in range(begin, end)}
    assert inside == {n for n, word in enumerate(words) if word.confidence < threshold}
    assert all(begin < end for begin, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_above_one_every_word_is_doubtful_and_at_nought_none():
    words = read(("Ngày", 1.0), ("sinh", 0.2), ("1975", 0.99))
    assert find_doubtful_spans(words, 1.01) == [(0, 3)]
    assert find_doubtful_spans(words, 0.0) == []


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 3))
def test_neighbours_are_shown_with_doubtful_words(doubt, beside):
    words = read(*(("Ngày", 0.0 if doubtful else 1.0) for doubtful in doubt))
    spans = widen_spans(find_doubtful_spans(words, 0.5), beside, len(words))
    near = {
        n
        for n, _ in enumerate(doubt)
        if any(doubt[max(0, n - beside) : n + beside + 1])
    }
    assert {n for begin, end in spans for n in range(begin, end)} == near
    assert all(0 <= begin < end <= len(words) for begin, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


@given(readings, readers)
def test_judging_changes_nothing_but_confidences(words, reader):
    got = rate_words(words, reader)
    assert [(w.text, w.start, w.end) for w in got] == [
        (w.text, w.start, w.end) for w in words
    ]
    assert [w.confidence for w in got] == [
        estimate_probability(w, reader) for w in words
    ]


@given(readings, rules)
def test_where_the_second_sees_nothing_only_sure_words_stand(words, by):
    assert choose_words(words, (), by) == [
        word for word in words if word.confidence >= by.alone
    ]


@given(readings, rules)
def test_where_the_first_sees_nothing_only_sure_words_of_the_second_stand(words, by):
    assert choose_words((), words, by) == [
        word for word in words if word.confidence >= by.unseen
    ]


def test_ink_of_a_seal_that_one_reader_alone_saw_goes():
    by = load_weights().other_reader
    assert (
        choose_words(
            rate_words(read(("xqz", 0.02), ("HIỆƯ", 0.02)), load_weights().first),
            (),
            by,
        )
        == []
    )
    assert (
        choose_words(
            (), rate_words(read(("+", 0.2), ("HIỆƯ", 0.3)), load_weights().other), by
        )
        == []
    )


@given(readings.filter(bool), readings.filter(bool), rules)
def test_at_one_place_one_of_both_readings_stands_whole(first, second, by):
    spread = [replace(word, start=0.0, end=100.0) for word in second]
    chosen = [
        word.text
        for word in choose_words(
            [replace(word, start=0.0, end=100.0) for word in first], spread, by
        )
    ]
    assert chosen in ([w.text for w in first], [w.text for w in second])
    assert all(0 <= word.confidence <= 1 for word in choose_words(first, second, by))


@given(readings, readings)
def test_places_hold_every_word_once_and_in_order(first, second):
    places = list(match_places(at_columns(first), at_columns(second)))
    assert [word for ours, _ in places for word in ours] == at_columns(first)
    assert [word for _, theirs in places for word in theirs] == at_columns(second)
    assert all(ours or theirs for ours, theirs in places)


def at_columns(words: list[WordText]) -> list[WordText]:
    return [
        replace(word, start=50.0 * n, end=50.0 * n + 40) for n, word in enumerate(words)
    ]


def test_words_are_of_one_place_where_they_lie_over_one_another():
    a, b, c = read(("Nguyễn", 0.9), ("Văn", 0.9), ("Hưng", 0.9))
    wide = WordText("NguyễnVăn", 2.0, 88.0, 0.5)
    leaning = replace(c, text="Hưng", start=93.0)
    assert list(match_places([a, b, c], [wide, leaning])) == [
        ([a, b], [wide]),
        ([c], [leaning]),
    ]
    assert list(match_places([a, c], [b])) == [([a], []), ([], [b]), ([c], [])]


@given(st.sampled_from(WORDS), st.floats(0, 1), st.floats(0, 1), rules)
def test_agreement_makes_surer_than_the_first_reading(word, one, other, by):
    a, b = WordText(word, 0.0, 9.0, one), WordText(word, 1.0, 8.0, other)
    (agreed,) = choose_words((a,), (b,), by)
    assert (agreed.text, agreed.start, agreed.end) == (word, 0.0, 9.0)
    assert agreed.confidence >= one - 1e-12
    (surer,) = choose_words((a,), (replace(b, confidence=1.0),), by)
    assert surer.confidence >= agreed.confidence


def test_a_syllable_beats_letters_that_make_none():
    for second, by in (
        (load_weights().wider, load_weights().wider_look),
        (load_weights().other, load_weights().other_reader),
    ):
        first = rate_words(read(("Nguyxn", 0.6)), load_weights().first)
        assert [
            w.text
            for w in choose_words(first, rate_words(read(("Nguyễn", 0.6)), second), by)
        ] == ["Nguyễn"]
        first = rate_words(read(("mười", 0.7)), load_weights().first)
        assert [
            w.text
            for w in choose_words(first, rate_words(read(("mxqi", 0.7)), second), by)
        ] == ["mười"]


def test_a_syllable_that_one_reading_broke_in_two_is_not_doubled():
    by = load_weights().wider_look
    first = [
        WordText("kinh", 197.0, 264.0, 0.4),
        WordText("t", 272.0, 296.0, 0.9),
        WordText("ế", 310.0, 319.0, 0.9),
        WordText("11", 331.0, 372.0, 0.4),
    ]
    wider = [
        WordText("kinh", 197.0, 264.0, 0.9),
        WordText("tế", 272.0, 296.0, 0.95),
        WordText("11A", 322.0, 372.0, 0.9),
    ]
    assert [word.text for word in choose_words(first, wider, by)] == [
        "kinh",
        "tế",
        "11A",
    ]
    apart = [*wider[:1], replace(wider[1], text="tạ"), wider[2]]
    assert [word.text for word in choose_words(first, apart, by)] == [
        "kinh",
        "tạ",
        "ế",
        "11A",
    ]
