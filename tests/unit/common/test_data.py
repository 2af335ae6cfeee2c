"""Files of configs/ are loaded strictly."""

import pytest

from pipeline.common.data import Data, load_data
from pipeline.errors import UsageError


class Rule(Data):
    digits: int


def test_a_good_file_becomes_a_record(tmp_path):
    (tmp_path / "rule.toml").write_text("digits = 12\n")
    assert load_data(Rule, tmp_path / "rule.toml") == Rule(digits=12)


@pytest.mark.parametrize("text", ["digits = 12\nunknown = 1\n", 'digits = "many"\n', "digits = ", "", "\udcff"])
def test_anything_else_names_the_file(tmp_path, text):
    path = tmp_path / "rule.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as caught:
        load_data(Rule, path)
    assert (caught.value.code, caught.value.item) == ("config_invalid", str(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.toml"):
        load_data(Rule, tmp_path / "none.toml")
