"""Where words stand on a page."""

import pytest

from pipeline.operations.finding.highlight import word_boxes

ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>
<Page><String HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4" CONTENT="An"/></Page>
<Page>
<String HPOS="10.0" VPOS="20.0" WIDTH="30.0" HEIGHT="5.0" CONTENT="Ông"/>
<String HPOS="50.0" VPOS="20.0" WIDTH="30.0" HEIGHT="5.0" CONTENT="Hoà,"/>
<String HPOS="90.0" VPOS="20.0" WIDTH="30.0" HEIGHT="5.0" CONTENT="An"/>
<String HPOS="10.0" VPOS="40.0" WIDTH="30.0" HEIGHT="5.0" CONTENT="12/QĐ-UBND"/>
</Page></Layout></alto>"""
HOA, AN, NUMBER = (50, 20, 80, 25), (90, 20, 120, 25), (10, 40, 40, 45)


@pytest.fixture
def pdf(tmp_path):
    (tmp_path / "A.1.alto.xml").write_text(ALTO, encoding="utf-8")
    return tmp_path / "A.1.pdf"


@pytest.mark.parametrize(
    ("words", "boxes"),
    [
        ("hòa an", [HOA, AN]),
        ("an hoa", [HOA, AN]),
        ("QĐ-UBND", [NUMBER]),
        ("bình", []),
        ("", []),
    ],
)
def test_the_words_of_a_page(pdf, words, boxes):
    assert word_boxes(pdf, 2, words) == boxes


def test_a_page_or_file_that_is_not_there_has_no_boxes(pdf):
    assert word_boxes(pdf, 3, "an") == []
    assert word_boxes(pdf.with_name("B.1.pdf"), 1, "an") == []
    pdf.with_name("A.1.alto.xml").write_text("<alto", encoding="utf-8")
    assert word_boxes(pdf, 1, "an") == []
