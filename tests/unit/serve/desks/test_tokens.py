"""A desk's token: shown once, kept as a hash, ended at once."""

import pytest

from pipeline.errors import StorageError, UsageError
from pipeline.serve.desks.tokens import DeskTokens


def test_a_token_is_known_until_it_is_revoked(tmp_path):
    tokens = DeskTokens.of(tmp_path)
    assert tokens.desk_of("anything") is None
    third, fourth = tokens.add(" Quầy  3 "), tokens.add("Quầy 4")
    assert (tokens.desk_of(third), tokens.desk_of(fourth)) == ("Quầy 3", "Quầy 4")
    assert tokens.desk_of(third + "x") is tokens.desk_of("") is None
    assert tokens.file.stat().st_mode & 0o777 == 0o600
    assert third not in tokens.file.read_text()
    tokens.revoke("Quầy 3")
    assert (tokens.desk_of(third), tokens.desk_of(fourth)) == (None, "Quầy 4")


@pytest.mark.parametrize(
    ("act", "name", "code"),
    [
        ("add", "Quầy 3", "desk_exists"),
        ("add", " ", "desk_name_invalid"),
        ("add", "a\nb\x00", "desk_name_invalid"),
        ("add", "x" * 61, "desk_name_invalid"),
        ("revoke", "Quầy 9", "desk_unknown"),
    ],
)
def test_what_is_refused_changes_nothing(tmp_path, act, name, code):
    tokens = DeskTokens.of(tmp_path)
    tokens.add("Quầy 3")
    before = tokens.list()
    with pytest.raises(UsageError) as caught:
        getattr(tokens, act)(name)
    assert (caught.value.code, tokens.list()) == (code, before)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "7",
        "{}",
        '{"desks": 7}',
        '{"desks": [7]}',
        '{"desks": [{"name": "x"}]}',
    ],
)
def test_a_damaged_list_lets_nobody_in(tmp_path, content):
    tokens = DeskTokens.of(tmp_path)
    tokens.file.write_text(content)
    with pytest.raises(StorageError) as caught:
        tokens.desk_of("x")
    assert caught.value.code == "desks_damaged"
