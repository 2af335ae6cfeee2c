"""`sohoa types check`, as whoever adds a type calls it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.commands.upkeep.types import add_to
from pipeline.config import CONFIGS
from tests.unit.cli.one_module import run_module

GOLDEN = Path(__file__).parents[4] / "golden" / "extract"
NEW = """\
code = "giay_bao"
name = "Giấy báo"
version = 1
valid_from = 2005-01-01
source = "Nghị định 30/2020/NĐ-CP"
retention = "06"
result = true
titles = ["Giấy báo nộp tiền"]
clues = []

[layout]
facts = ["number", "issued_date", "place", "issuer"]

[[fields]]
name = "amount"
kind = "money"
labels = ["Số tiền phải nộp"]
"""
SAMPLE = """\
     ỦY BAN NHÂN DÂN                        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     XÃ TRƯỜNG THỊNH                             Độc lập - Tự do - Hạnh phúc
     Số: 31/GB-UBND                         Trường Thịnh, ngày 08 tháng 5 năm 2017
                              GIẤY BÁO NỘP TIỀN
     Số tiền phải nộp: 150.000 đồng
# output
giay_bao
amount         150000
issuer         Ủy ban nhân dân xã Trường Thịnh
number         31/GB-UBND
place          Trường Thịnh
issued_date    2017-05-08
"""


@pytest.fixture
def types(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(CONFIGS / "document_types", tmp_path / "types"))
    (folder / "giay_bao.toml").write_text(NEW, encoding="utf-8")
    return folder


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    folder = tmp_path / "mau"
    folder.mkdir()
    (folder / "a.txt").write_text(SAMPLE, encoding="utf-8")
    return folder


def check(*words: str | Path) -> int:
    return run_module(add_to, "types", "check", *map(str, words))


def test_the_types_that_come_along_are_whole_and_read_their_samples(capsys) -> None:
    assert check("--lang", "en") == 0
    assert "document types, no faults" in capsys.readouterr().out
    assert check(GOLDEN, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert "quyet_dinh" in said["types"]
    outcomes = {f["outcome"] for one in said["samples"] for f in one["facts"]}
    assert outcomes == {"right"}


def test_a_new_type_is_tried_on_its_sample(types, samples, capsys) -> None:
    assert check(samples, "--types", types) == 0
    said = capsys.readouterr().out
    assert "Thử trên 1 mẫu" in said
    row = next(line for line in said.splitlines() if line.startswith("giay_bao"))
    assert row.replace("│", " ").split()[1:5] == ["1", "1", "5", "5"]


def test_what_is_not_as_labelled_is_told_and_ends_it_with_1(
    types, samples, capsys
) -> None:
    text = SAMPLE.replace("amount         150000", "amount         150001")
    (samples / "a.txt").write_text(text.replace("place  ", "title  "), "utf-8")
    assert check(samples, "--types", types, "--lang", "en") == 1
    said = capsys.readouterr().out
    assert "a.txt: amount: should be “150001”, was read as “150000”" in said
    assert "a.txt: title: should be “Trường Thịnh”, was not found" in said
    assert "a.txt: place: was read as “Trường Thịnh”, the sample has no" in said


def test_a_wrong_key_is_refused_by_file_line_and_key(types, samples, capsys) -> None:
    (types / "giay_bao.toml").write_text(NEW.replace("labels", "label"), "utf-8")
    assert check(samples, "--types", types) == 2
    assert "giay_bao.toml:17: fields.0.label" in capsys.readouterr().err


def test_samples_that_cannot_be_tried_are_refused_before_any_is(
    types, samples, tmp_path, capsys
) -> None:
    assert check(tmp_path / "none", "--types", types) == 2
    assert check(samples) == 2  # the type is not among the program's
    assert "giay_bao" in capsys.readouterr().err
    alone = samples / "b.txt"
    alone.write_text("# output\ngiay_bao\n", encoding="utf-8")
    assert check(samples, "--types", types) == 2
    assert "b.txt" in capsys.readouterr().err
    # With a picture that can't be read it can be tried, and fails.
    alone.with_suffix(".png").write_bytes(b"no picture")
    assert check(samples, "--types", types, "--json") == 1
    last = json.loads(capsys.readouterr().out)["samples"][-1]
    assert last["facts"] == [] and last["failure"]
