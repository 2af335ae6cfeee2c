"""Confidence of recognition by batch."""

import pyarrow as pa
import pytest

from pipeline.report.counting.quality.confidence import (
    Confidence,
    ConfidenceStep,
    confidence_by_batch,
    confidence_of,
    list_steps,
)


def pages(*entries: tuple[str | None, float | None]) -> pa.Table:
    return pa.table(
        {
            "batch_id": pa.array([batch for batch, _ in entries], pa.string()),
            "ocr_confidence": pa.array([value for _, value in entries], pa.float64()),
        }
    )


def test_quantiles_are_values_that_occur() -> None:
    values = [number / 100 for number in range(1, 101)]
    found = confidence_of(pages(*(("n1", value) for value in reversed(values))))
    assert (found.pages, found.p05, found.median) == (100, 0.05, 0.5)
    assert found.mean == pytest.approx(0.505)


def test_each_batch_has_its_own() -> None:
    found = confidence_by_batch(
        pages(("n2", 1.0), ("n1", 0.9), ("n1", None), ("n1", 0.3))
    )
    assert (found["n1"].pages, found["n1"].p05, found["n1"].median) == (2, 0.3, 0.3)
    assert found["n1"].mean == pytest.approx(0.6)
    assert found["n2"] == Confidence(1, 1.0, 1.0, 1.0)


def test_pages_without_confidence_count_nowhere() -> None:
    blank = pages(("n1", None))
    assert confidence_by_batch(blank) == {}
    assert confidence_of(blank) == Confidence()
    assert list_steps(blank) == ()


def test_steps_of_a_tenth_and_the_last_holds_one() -> None:
    found = list_steps(pages(("n1", 1.0), ("n1", 0.95), ("n1", 0.0), ("n2", 0.1)))
    assert found == (
        ConfidenceStep("n1", 0.0, 0.1, 1),
        ConfidenceStep("n1", 0.9, 1.0, 2),
        ConfidenceStep("n2", 0.1, 0.2, 1),
    )
