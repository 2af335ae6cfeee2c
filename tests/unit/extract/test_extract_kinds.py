"""From words to a normalised value of a kind."""

from pipeline.extract.kinds import read_value
from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value, Words
from schemas.geometry import BoundingBox

WORDS = load_document_types().vocabulary


def test_a_measure_whose_comma_was_lost_is_asked_for() -> None:
    def read(text: str) -> Value | None:
        tokens = [
            Token(
                word,
                fold_word(word),
                BoundingBox(100 * n, 0, 100 * n + 90, 30),
                0.99,
                0,
            )
            for n, word in enumerate(text.split())
        ]
        return read_value(Words(tokens, 1), "amount", WORDS)

    broken, whole = read("65 3 m²"), read("65,3 m²")
    assert broken is not None and whole is not None
    assert broken.value == whole.value == "65.3"
    assert broken.confidence < 0.7 < whole.confidence
