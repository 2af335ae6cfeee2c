"""Whether a text is Vietnamese."""

from pipeline.ocr.language.detection import detect_language


def test_languages_are_told_apart():
    assert (
        detect_language(
            "Ủy ban nhân dân phường Hàng Bạc, quận Hoàn Kiếm, thành phố Hà Nội"
        )
        == "vie"
    )
    assert (
        detect_language(
            "The quick brown fox jumps over the lazy dog and runs through the forest"
        )
        == "other"
    )
    assert detect_language("12/03") is None
