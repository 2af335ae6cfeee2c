"""The weights of the arbiter."""

import pytest
from pydantic import ValidationError

from pipeline.ocr.arbitration.weights import Reader, RereadingRule, load_weights
from pipeline.ocr.language.word_kinds import WordKind


def test_every_kind_of_word_has_its_bias_with_every_reader():
    weights = load_weights()
    for reader in (weights.first, weights.wider, weights.other):
        assert set(WordKind) <= set(Reader.model_fields)
        assert reader.slope > 0


def test_limits_are_probabilities():
    weights = load_weights()
    for rule in (weights.wider_look, weights.other_reader):
        assert all(0 < limit < 1 for limit in (rule.doubtful, rule.alone, rule.unseen))
    assert weights.width > 1


def test_a_key_that_is_missing_or_unknown_is_refused():
    with pytest.raises(ValidationError):
        RereadingRule.model_validate({"doubtful": 0.5})
    with pytest.raises(ValidationError):
        Reader.model_validate({**load_weights().first.model_dump(), "more": 1.0})
