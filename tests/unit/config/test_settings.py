"""The digest of what shapes a document."""

import pytest
from pydantic import ValidationError

from pipeline.common.places import CONFIGS
from pipeline.config.loading import load_settings
from pipeline.config.settings import SHAPING_DATA, RunSettings


def test_all_data_that_shape_a_document_are_there():
    assert all((CONFIGS / name).exists() for name in SHAPING_DATA)


def test_settings_are_frozen_and_have_their_limits():
    run = load_settings(None, None, {}).run
    with pytest.raises(ValidationError):
        run.workers = 2
    with pytest.raises(ValidationError):
        RunSettings.model_validate({**run.model_dump(), "attempts": 0})


def test_the_digest_changes_with_what_shapes_a_document_only():
    plain = load_settings(None, None, {})
    assert (
        load_settings(None, None, {"SOHOA_RUN__WORKERS": "7"}).digest()
        == plain.digest()
    )
    assert (
        load_settings(None, None, {"SOHOA_PREPROCESS__CLEAN": "false"}).digest()
        != plain.digest()
    )
