"""The languages, named once: every text that people read is there in each of them."""

import pytest

from pipeline.common.places import CONFIGS
from schemas.languages import LANGUAGES


def test_vietnamese_comes_first():
    assert LANGUAGES == ("vi", "en")


@pytest.mark.parametrize("folder", ["texts", "page_texts", "report_texts"])
def test_texts_are_there_in_every_language(folder):
    assert {path.stem for path in (CONFIGS / folder).glob("*.toml")} == set(LANGUAGES)
