"""Which words of a row are writing."""

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.checks.row_credibility import keep_writing


def word(text: str, confidence: float) -> WordText:
    return WordText(text, 0.0, 10.0, confidence)


def test_sure_words_are_credible_and_specks_and_scrawls_are_not():
    sure = (word("Nguyễn", 0.97), word("Văn", 0.95), word("Hưng", 0.96))
    assert keep_writing(sure) == sure
    assert keep_writing((*sure, word("`", 0.1))) == sure
    assert keep_writing((*sure, word("-", 0.99))) == (*sure, word("-", 0.99))
    assert keep_writing((word("xqz", 0.02), word("j~", 0.05))) == ()
    assert keep_writing(()) == ()
