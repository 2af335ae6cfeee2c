"""The signs of an overlay."""

from pipeline.ocr.export.overlay_signs import SCALE, colour_of


def test_the_scale_falls_with_confidence():
    assert [colour_of(value) for value in (1.0, 0.9, 0.8, 0.6, 0.2, 0.0)] == [
        SCALE[n][1] for n in (0, 0, 1, 2, 3, 3)
    ]
