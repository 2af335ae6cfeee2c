import os

import pytest

from pipeline.operations.upkeep.copied_files import (
    NOTE,
    is_like,
    list_below,
    read_mark,
    settings_of_copy,
)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            'lang = "vi"\n\n[store]\nurl = "s3://b/kho"  # there\ntries = 2\n\n[index]\nurl = "http://s"\n',
            'lang = "vi"\n\n[store]\nurl = ""   # the copy holds its record itself\ntries = 2\n\n[index]\nurl = "http://s"\n',
        ),
        ('[index]\nurl = "http://s"\n', '[index]\nurl = "http://s"\n'),
    ],
)
def test_a_copy_holds_its_record_itself(tmp_path, text, made):
    (tmp_path / "sohoa.toml").write_text(text)
    assert settings_of_copy(tmp_path / "sohoa.toml").decode() == made


@pytest.mark.parametrize(
    ("note", "mark"), [('{"archive": "abc"}', "abc"), ("[]", None), ("no", None)]
)
def test_a_copy_says_whose_it_is(tmp_path, note, mark):
    assert read_mark(tmp_path) is None
    (tmp_path / NOTE).write_text(note)
    assert read_mark(tmp_path) == mark


def test_files_of_the_same_size_and_time_are_alike(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).write_text("same")
        os.utime(tmp_path / name, (1, 1))
    assert is_like(tmp_path / "one", tmp_path / "other")
    os.utime(tmp_path / "other", (1, 2))
    assert not is_like(tmp_path / "one", tmp_path / "other")
    assert not is_like(tmp_path / "one", tmp_path / "none")


def test_half_written_files_are_left_out(tmp_path):
    for name in ("a", ".b", ".c/d", "e/f"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert list_below(tmp_path) == [tmp_path / "a", tmp_path / "e" / "f"]
