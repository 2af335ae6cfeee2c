"""XML from outside is read without its tricks; XML that is made can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export.packages.descriptions import Described, describe, read_fields
from pipeline.export.packages.xml import clean, parse


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
    ],
)
def test_what_is_no_plain_xml_is_refused(content):
    with pytest.raises(ValueError, match=r"no XML|document type"):
        parse(content)


@settings(deadline=None)
@given(text=st.text())
def test_any_value_can_be_written_and_read_again(text):
    fields = {"subject": text, "docId": "A-1.1"}
    one = Described("A-1.1", text, "item", "", "H26", fields)
    said = read_fields(parse(describe(one, "2026-07-01T08:00:00.000+07:00")))
    lines = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    assert (
        said
        == {
            "subject": said["subject"],
            "docId": "A-1.1",
        }
        and said["subject"].replace("\r\n", "\n").replace("\r", "\n") == lines
    )
