"""A file of settings: read, read again when it changes, and refused by what is wrong with it."""

import os

import pytest

from pipeline.config.source import DEFAULTS, read_settings_file
from pipeline.errors import UsageError


def test_a_file_is_read_also_with_a_mark_before_it(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b'\xef\xbb\xbflang = "en"\n[run]\nworkers = 2\n')
    assert read_settings_file(path) == {"lang": "en", "run": {"workers": 2}}


def test_a_file_that_changed_is_read_again(tmp_path):
    path = tmp_path / "a.toml"
    for moment, lang in ((1, "vi"), (2, "en")):
        path.write_text(f'lang = "{lang}"\n')
        os.utime(path, ns=(moment, moment))
        assert read_settings_file(path) == {"lang": lang}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"lang = \n", "settings_invalid"),
        (b"\xff\xfe", "settings_invalid"),
        (None, "settings_unreadable"),
    ],
)
def test_what_can_not_be_read_is_named(tmp_path, content, code):
    path = tmp_path / "a.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_settings_file(path)
    assert (caught.value.code, caught.value.item) == (code, str(path))
    assert caught.value.values["reason"]


def test_the_defaults_are_there():
    assert {"run", "index", "ocr", "lang"} <= read_settings_file(DEFAULTS).keys()
