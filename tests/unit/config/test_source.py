"""A file of settings: read once for as long as it is the same, and refused by its name."""

import os

import pytest

from pipeline.config.source import DEFAULTS, read_settings_file
from pipeline.errors import UsageError


def test_a_byte_order_mark_is_no_setting(tmp_path):
    path = tmp_path / "sohoa.toml"
    path.write_bytes(b'\xef\xbb\xbflang = "en"\n')
    assert read_settings_file(path) == {"lang": "en"}


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "sohoa.toml"
    path.write_text('lang = "en"\n')
    assert read_settings_file(path) == {"lang": "en"}
    path.write_text('lang = "vi"\n')
    os.utime(path, ns=(1, 1))
    assert read_settings_file(path) == {"lang": "vi"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "settings_unreadable"),
        (b"a = ", "settings_invalid"),
        (b"\xff", "settings_invalid"),
    ],
)
def test_what_can_not_be_read_is_named(tmp_path, content, code):
    path = tmp_path / "sohoa.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_settings_file(path)
    assert (caught.value.code, caught.value.item) == (code, str(path))


def test_the_defaults_have_every_section():
    assert {"run", "ocr", "index", "keys"} <= set(read_settings_file(DEFAULTS))
