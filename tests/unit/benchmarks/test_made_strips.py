"""Strips for training: cut by the product's code, each with the words that stand on it."""

import unicodedata
from statistics import median

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.asternet.model import AsterNet
from training.made_strips import HEIGHT, WIDEST, made_strips


def test_strips_show_what_their_text_says():
    strips = list(made_strips(5, 3))
    reader = AsterNet()
    assert len(strips) > 40
    for strip in strips:
        assert (
            strip.pixels.shape[0] == HEIGHT
            and 8 <= strip.pixels.shape[1] <= 1.2 * WIDEST
        )
        assert (
            unicodedata.is_normalized("NFC", strip.text)
            and strip.text == strip.text.strip()
        )
    written = [strip for strip in strips if len(strip.text) > 8]
    errors = [
        Levenshtein.distance(reader.read(strip.pixels).text, strip.text)
        / len(strip.text)
        for strip in written
    ]
    assert median(errors) < 0.05


def test_the_same_seed_gives_the_same_strips():
    first, second = (list(made_strips(6, 1)) for _ in range(2))
    assert [strip.text for strip in first] == [strip.text for strip in second]
    assert all((a.pixels == b.pixels).all() for a, b in zip(first, second, strict=True))
