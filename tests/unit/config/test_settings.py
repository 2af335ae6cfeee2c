"""Settings hold together: every default is valid, nothing can be changed afterwards."""

import pytest
from pydantic import ValidationError

from pipeline.config.settings import SHAPING_DATA, Settings
from pipeline.config.source import DEFAULTS, read_settings_file


def made(**changed: object) -> Settings:
    return Settings.model_validate({**read_settings_file(DEFAULTS), **changed})


def test_the_defaults_alone_are_settings_and_say_all_there_is():
    settings = made()
    names = {one.alias or name for name, one in Settings.model_fields.items()}
    assert set(read_settings_file(DEFAULTS)) <= names
    assert settings.lang == "vi"


def test_settings_are_frozen_with_all_their_sections():
    settings = made()
    with pytest.raises(ValidationError):
        settings.lang = "en"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.run.workers = 7  # type: ignore[misc]


def test_an_unknown_key_is_no_setting():
    with pytest.raises(ValidationError):
        made(nothing=1)


def test_the_digest_tells_settings_apart_that_shape_results():
    assert made().digest() == made().digest()
    ocr = read_settings_file(DEFAULTS)["ocr"]
    assert isinstance(ocr, dict)
    other = made(ocr={**ocr, "engine": "tesseract"})
    assert other.digest() != made().digest()
    # Who works, and in which language it is told, shapes no page.
    assert made(operator="Lê Văn Thử").digest() == made().digest()
    assert SHAPING_DATA
