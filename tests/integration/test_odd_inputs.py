"""A part of the odd inputs (`python -m tests.odd_inputs` takes all): filed so that every judge agrees,
or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.odd_inputs.trial import make_inputs, try_inputs

pytestmark = [pytest.mark.java, pytest.mark.usefixtures("java")]
EVERY = 16


def test_odd_inputs_are_filed_soundly_or_refused(tmp_path: Path) -> None:
    inputs = make_inputs()
    assert len(inputs) >= 200
    some = inputs[EVERY // 2 :: EVERY]
    outcomes = try_inputs(some, tmp_path / "trial", workers=1)
    assert [one for one in outcomes if not one.sound] == []
    assert {one.filed for one in outcomes} == {True, False}
    assert any(one.kept for one in outcomes)
