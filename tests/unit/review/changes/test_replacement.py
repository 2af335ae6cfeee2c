"""Papers that another one replaces."""

import pytest

from pipeline.extract.types import OTHER
from pipeline.review.changes.replacement import check_replacement
from pipeline.review.checks.rules import Checked
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.paper import PaperRows
from pipeline.review.refusals import RefusedDecision

OLD = {
    "document_id": "A.1",
    "dossier_code": "A",
    "kind": "result",
    "document_type": "giay_khai_sinh",
    "superseded_by": None,
    "withdrawn_on": None,
}


def paper(**changed):
    row = {**OLD, "document_id": "A.2", **changed}
    return PaperRows({"documents": [row], "fields": [], "matches": []})


def check(new, because="", old=None):
    decision = Decision(Subject(DecisionKind.SUPERSEDE, "A.1"), "A.2", because)
    return check_replacement(decision, old or paper(document_id="A.1"), new)


def test_a_better_scan_of_the_same_paper_stands_in():
    found = check(paper())
    assert isinstance(found, Checked) and found.value == "A.2"


def test_a_scan_of_unknown_type_may_be_replaced():
    assert isinstance(check(paper(), old=paper(document_type=OTHER)), Checked)


@pytest.mark.parametrize(
    "changed", [{"superseded_by": "A.3"}, {"withdrawn_on": "2024-11-05"}]
)
def test_one_that_is_replaced_itself_stands_in_for_nothing(changed):
    assert check(paper(**changed)).code == "review_replacement_replaced"


def test_an_unknown_document_and_the_same_one_are_refused():
    same = paper(document_id="A.1")
    assert check(None).code == "review_unknown_document"
    assert check(same, old=same).code == "review_same_document"


@pytest.mark.parametrize(
    "changed",
    [{"dossier_code": "B"}, {"kind": "component"}, {"document_type": "giay_khai_tu"}],
)
def test_another_dossier_or_kind_needs_a_reason(changed):
    assert isinstance(check(paper(**changed)), RefusedDecision)
    assert isinstance(check(paper(**changed), because="một giấy hai hồ sơ"), Checked)
