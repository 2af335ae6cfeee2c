"""What is said about a line: words, places, pieces put together."""

from pipeline.ocr.arbitration.line_text import NOTHING, LineText, join_parts


def test_pieces_join_with_places_moved():
    part = LineText("ab", (0.0, 5.0), (5.0, 9.0), (0.9, 0.8), (("o", 0.1), ("d", 0.2)))
    line = join_parts([(0.0, part), (20.0, NOTHING), (40.0, part)])
    assert line.text == "ab ab"
    assert line.starts == (0, 5, 9, 40, 45) and line.ends == (5, 9, 40, 45, 49)
    assert join_parts([(0.0, NOTHING)]) == NOTHING
    assert join_parts([(0.0, NOTHING), (30.0, part)]).starts == (30, 35)


def test_confidence_of_a_word_is_that_of_all_its_letters():
    line = LineText(
        "ab c", (0, 5, 9, 12), (5, 9, 12, 15), (0.9, 0.8, 1.0, 0.5), (("", 0.0),) * 4
    )
    assert [(word.text, round(word.confidence, 6)) for word in line.words] == [
        ("ab", 0.72),
        ("c", 0.5),
    ]
