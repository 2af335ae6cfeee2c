"""Every level and every error has its words."""

from __future__ import annotations

import tomllib

import pytest

from pipeline.common.data import CONFIGS
from pipeline.match.explanation.sentences import (
    LANGUAGES,
    Account,
    Language,
    Reason,
    explanation,
    words,
)
from pipeline.match.weights.model import LEVELS, default_model


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_comparison_reason_and_conflict_has_its_words(lang: Language) -> None:
    text = words(lang)
    assert set(text.comparison) == set(LEVELS)
    assert set(text.reason) == set(Reason)
    assert set(text.conflict) == {one.code for one in default_model().conflicts}


ACCOUNT = Account(
    {
        "number": LEVELS["number"].index("one_edit"),
        "name": LEVELS["name"].index("folded"),
    },
    {"number": 23.94, "name": -0.04},
    None,
    12.25,
    {"number": 3.0, "others": -1.5},
    0.99999,
    ["because"],
)


def test_an_account_in_both_languages() -> None:
    assert explanation(ACCOUNT, "vi") == (
        "số định danh: sai một chữ số (+23,9); họ tên: khớp khi bỏ dấu (+0,0); tổng +23,9; "
        "không có người thứ hai; xét chung: +12,2; yếu nhất ở những người khác có thể là (−1,5); "
        "xác suất 99,99 %; because"
    )
    assert explanation(ACCOUNT, "en") == (
        "citizen number: one digit wrong (+23.9); name: the same without marks (+0.0); "
        "total +23.9; no second candidate; all together: +12.2; weakest in others who may be "
        "meant (−1.5); probability 99.99%; because"
    )


def test_every_error_code_has_vietnamese_words() -> None:
    texts = tomllib.loads(
        (CONFIGS / "messages" / "match.toml").read_text(encoding="utf-8")
    )
    source = "".join(
        p.read_text(encoding="utf-8")
        for p in (CONFIGS.parent / "pipeline" / "match").rglob("*.py")
    )
    for code, text in texts.items():
        assert f'"{code}"' in source
        assert text["message"]
        assert text["remedy"]
