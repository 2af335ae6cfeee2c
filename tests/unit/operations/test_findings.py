"""Every finding has words in both languages."""

from __future__ import annotations

from pipeline.messages import catalogue
from pipeline.operations.findings import FINDINGS, worded
from schemas.archive import ReceivedVerdict


def test_every_finding_has_vietnamese_words() -> None:
    assert FINDINGS.keys() - catalogue().keys() == set()
    for code, (_, remedy) in FINDINGS.items():
        assert (remedy is None) <= ("remedy" not in catalogue()[code]), code


def test_every_verdict_on_a_received_file_has_words() -> None:
    assert {one.review_reason for one in ReceivedVerdict} <= FINDINGS.keys()


def test_facts_are_filled_in() -> None:
    for lang, text in (("vi", "Dòng 17 của nhật ký"), ("en", "line 17 does not")):
        message, remedy = worded("audit_broken", lang, item=17)
        assert text in message and remedy
    assert worded("parts/00.parquet: wrong hash", "vi") == ("parts/00.parquet: wrong hash", None)
