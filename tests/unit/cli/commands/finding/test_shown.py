"""A paper is shown in the words of an office: names of types, fields, roles and states, dates by day;
the codes are for programs."""

import pytest

from cli.commands.finding.shown import (
    show_disposed,
    show_document,
    show_reusable,
)
from schemas.record import ROLES

MATCH = {
    "role": "owner",
    "role_index": 1,
    "outcome": "review",
    "citizen_id": None,
    "explanation": "hai người gần giống nhau",
}


def field(name, value, role=None, **more):
    facts = {"role": role, "role_index": 1 if role else None, "confidence": 0.996}
    marks = {"needs_review": False, "handwritten": False, "page": 1}
    return {"name": name, "value": value, **facts, **marks, **more}


def document(*fields, **more):
    return {
        "document_id": "H26.27-241105-0012.1",
        "document_type": "giay_khai_sinh",
        "signature_level": "unsigned",
        "status": "needs_review",
        "pdf_path": "documents/1.pdf",
        "pdf_sha256": "ab",
        "superseded_by": None,
        "withdrawn_on": None,
        "signature_verdict": None,
        "fields": list(fields),
        "matches": [MATCH],
        **more,
    }


@pytest.fixture
def shown(capsys):
    def show(one, lang="vi"):
        show_document(one, lang)
        return capsys.readouterr().out

    return show


FIELDS = (
    field("issued_date", "2024-11-05"),
    field("full_name", "Vũ Thị Mẫu", "subject", needs_review=True),
    field("gender", "F", "subject"),
    field("number", "12", handwritten=True, needs_review=True),
)


def test_in_vietnamese_no_code_is_left(shown):
    text = shown(document(*FIELDS))
    for words in ("Giấy khai sinh", "chưa ký", "cần người xem", "05/11/2024"):
        assert words in text
    for words in ("Ngày ban hành", "Họ tên", "Nữ", "Chủ sở hữu: cần người xem"):
        assert words in text
    codes = ("giay_khai", "needs_review", "unsigned", "issued_date", "subject", "2024-")
    assert [code for code in codes if code in text] == []


def test_marks_are_explained_where_there_are_any(shown):
    marked, plain = shown(document(*FIELDS)), shown(document(FIELDS[0]))
    assert "✎: viết tay" in marked and "?: cần người xem" in marked
    assert "✎" not in plain and "?" not in plain


def test_in_english_fields_and_roles_have_words_too(shown):
    text = shown(document(*FIELDS, document_type="other"), "en")
    assert "Full name" in text and "Owner: " in text and "full_name" not in text


def test_a_type_or_state_of_another_version_is_named_by_its_code(shown):
    text = shown(document(document_type="giay_moi_la", status="withheld"))
    assert "giay_moi_la" in text and "withheld" in text


def test_a_paper_without_fields_has_no_table(shown):
    assert "Độ tin cậy" not in shown(document())


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_word(shown, role):
    text = shown(document(field("full_name", "Vũ Thị Mẫu", role)))
    assert f"{role} " not in text


def test_what_may_be_used_again_is_named_by_its_type(capsys):
    one = {
        "document_type": "giay_khai_sinh",
        "number": "12",
        "issued_date": "2024-11-05",
        "issuer": None,
        "pdf_path": "documents/1.pdf",
        "signature_verdict": None,
        "withdrawn_on": None,
    }
    show_reusable(one, "vi")
    assert (
        capsys.readouterr().out == "  Giấy khai sinh  12  05/11/2024  documents/1.pdf\n"
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "H26.1: đã hủy ngày 02/01/2030 theo quyết định của Phạm Thị Trưởng"),
        ("en", "H26.1: disposed of on 02/01/2030, on the decision of Phạm Thị Trưởng"),
    ],
)
def test_a_paper_that_was_removed_is_told_by_its_decision(capsys, lang, words):
    mark = {
        "document_id": "H26.1",
        "disposed_at": "2030-01-02T03:04:05.000+07:00",
        "decision": "0123456789ab" + "c" * 52,
        "signer": "Phạm Thị Trưởng",
    }
    show_disposed([mark], lang)
    said = capsys.readouterr().out
    assert words in said and "0123456789ab…" in said
