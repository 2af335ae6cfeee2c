"""Weights are whole, and broken ones are refused."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.match.register import Register, open_register
from pipeline.match.weights.model import default_model


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"source": 1}'])
def test_broken_weights_are_refused(copied: Register, content: bytes) -> None:
    (copied.path / "model.json").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        open_register(copied.path)
    assert caught.value.code == "match_model_invalid"


def test_default_weights_are_whole() -> None:
    model = default_model()
    assert model.source
    assert model.date
    for comparison in ("name", "birth", "gender", "place"):
        assert sum(getattr(model.same, comparison).values()) == pytest.approx(
            1, abs=0.02
        )


def test_a_smaller_register_asks_for_more() -> None:
    calibration = default_model().calibration
    usual = calibration.least_bits(0.001, 1_000_000)
    assert calibration.least_bits(0.001, 10_000_000) == usual
    assert calibration.least_bits(0.001, 250_000) == pytest.approx(
        usual + 2 * calibration.per_halving
    )
    assert calibration.least_bits(0.01, 1_000_000) < usual
    assert calibration.least_bits(0.001, 0) > usual
