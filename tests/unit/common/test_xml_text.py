"""What XML can't hold leaves a text, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.common.xml_text import xml_text


@settings(deadline=None)
@given(st.text())
def test_whatever_comes_lxml_takes_it(text: str) -> None:
    element = etree.Element("a")
    element.text = xml_text(text)
    assert (element.text or "") == xml_text(text)


@pytest.mark.parametrize("char", ["\x00", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_it_can_not_hold_is_replaced(char: str) -> None:
    assert xml_text(f"a{char}b") == "ab"
    assert xml_text(f"a{char}b", " ") == "a b"


def test_all_else_stays() -> None:
    text = "Nguyễn\tVăn\n An – 𠀀 \x7f"
    assert xml_text(text) == text
