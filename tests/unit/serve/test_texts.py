"""The words of the pages, in either language."""

from __future__ import annotations

from pipeline.serve.texts import load_texts


def test_both_languages_have_the_same_words() -> None:
    vi, en = load_texts("vi"), load_texts("en")
    for group in type(vi).model_fields:
        assert set(getattr(vi, group)) == set(getattr(en, group)), group
