"""Files of configs/ are loaded strictly."""

import pytest

from pipeline.common.data import CONFIGS, Data, data_digest, load_data
from pipeline.config import SHAPING_DATA
from pipeline.errors import UsageError


class Rule(Data):
    digits: int


def test_a_good_file_becomes_a_record(tmp_path):
    (tmp_path / "rule.toml").write_text("digits = 12\n")
    assert load_data(Rule, tmp_path / "rule.toml") == Rule(digits=12)


def test_json_is_read_by_its_name(tmp_path):
    path = tmp_path / "rule.json"
    path.write_text('{"digits": 12}')
    assert load_data(Rule, path) == Rule(digits=12)
    path.write_text("{")
    with pytest.raises(UsageError, match="can't be used"):
        load_data(Rule, path)


@pytest.mark.parametrize(
    "text",
    ["digits = 12\nunknown = 1\n", 'digits = "many"\n', "digits = ", "", "\udcff"],
)
def test_anything_else_names_the_file(tmp_path, text):
    path = tmp_path / "rule.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as caught:
        load_data(Rule, path)
    assert (caught.value.code, caught.value.item) == ("config_invalid", str(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.toml"):
        load_data(Rule, tmp_path / "none.toml")


def test_any_change_of_a_data_file_changes_the_digest(tmp_path):
    (tmp_path / "words").mkdir()
    for name in ("words/a.toml", "words/b.toml", "weights.toml"):
        (tmp_path / name).write_text("x = 1\n")
    names = ("words", "weights.toml")
    digests = {data_digest(names, tmp_path)}
    for name, text in (
        ("weights.toml", "x = 2\n"),
        ("words/b.toml", "x = 3\n"),
        ("words/c.toml", ""),
        ("words/trees.json", "{}"),
    ):
        (tmp_path / name).write_text(text)
        data_digest.cache_clear()
        digests.add(data_digest(names, tmp_path))
    assert len(digests) == 5
    data_digest.cache_clear()
    assert data_digest(("weights.toml", "words"), tmp_path) in digests


def test_all_data_that_shapes_documents_are_there():
    assert len(data_digest(SHAPING_DATA, CONFIGS)) == 64
