"""extract_document and person_queries on pages drawn in letters (16 px a letter, 42 px a line)."""

import pickle
import re
from dataclasses import replace
from datetime import date

import pytest

from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.persons import commune_and_province, person_queries
from pipeline.extract.types import load_document_types
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from schemas.record import DocumentRecord, FieldValue

SETTINGS = load_settings(environ={})
TYPES = load_document_types()
CODE_BOX = BoundingBox(20, 20, 120, 120)
CARD = "001075012345|012345678|Nguyễn Văn An|12031975|Nam|số 5, phường Hạ Yên, Hà Nội|01052021"

BIRTH = """
                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                           Độc lập - Tự do - Hạnh phúc
                               GIẤY KHAI SINH
                                 Số: 45/2021
     Họ, chữ đệm, tên: LÊ MINH KHÔI
     Ngày, tháng, năm sinh: 03/02/2021      Giới tính: Nam
     Số định danh cá nhân: 001221034567
     Họ, chữ đệm, tên người mẹ: PHẠM THỊ THU HẰNG
     Năm sinh: 1994
     Nơi cư trú: Số 3 phố Lê Lai, phường Hạ Yên, quận Thanh Lâm, Hà Nội
     Nơi đăng ký khai sinh: Ủy ban nhân dân phường Hạ Yên
     Ngày, tháng, năm đăng ký: 15/02/2021
"""
REQUEST = """
                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                              ĐƠN ĐỀ NGHỊ
     Tôi tên là: Nguyễn Văn Am
     Ngày, tháng, năm sinh: 12/03/1975
     Số CCCD: 001075012346
"""

DECISION = """
      ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     QUẬN THANH LÂM                             Độc lập - Tự do - Hạnh phúc
       Số: 312/QĐ-UBND                   Hạ Yên, ngày 05 tháng 11 năm 2024

                                       QUYẾT ĐỊNH
                       Về việc thành lập Tổ công tác của quận

     Điều 1. Thành lập Tổ công tác gồm các ông, bà có tên trong danh sách.
"""


def reading(
    drawing: str, number: int = 1, codes: tuple[str, ...] = (), confidence: float = 0.95
) -> PageReading:
    lines = []
    for at, line in enumerate(drawing.splitlines()):
        for part in re.finditer(r"\S+(?: {1,3}\S+)*", line):
            words = tuple(
                OcrWord(
                    word.group(),
                    BoundingBox(x0, 42 * at, x0 + 16 * len(word.group()), 42 * at + 28),
                    confidence,
                )
                for word in re.finditer(r"\S+", part.group())
                for x0 in [16 * (part.start() + word.start())]
            )
            lines.append(
                OcrLine(
                    words,
                    BoundingBox(
                        words[0].box.x0, 42 * at, words[-1].box.x1, 42 * at + 28
                    ),
                )
            )
    page = OcrPage(tuple(lines), PageGeometry(1654, 2339, 200), "drawn")
    return PageReading(
        number,
        page,
        not lines,
        (),
        True,
        tuple((c, CODE_BOX) for c in codes),
        None,
        True,
        0.0,
        {},
    )


def extracted(*pages: PageReading, given: str | None = None) -> DocumentRecord:
    return extract_document(pages, TYPES, SETTINGS, given)


def field(
    record: DocumentRecord, name: str, role: str | None = None, index: int | None = None
) -> FieldValue:
    found = [
        f
        for f in record.fields
        if (f.role, f.role_index, f.name) == (role, index, name)
    ]
    assert len(found) == 1, (name, [f.name for f in record.fields])
    return found[0]


def test_record_of_a_birth_certificate() -> None:
    record = extracted(reading(BIRTH))
    assert (record.document_type, record.number, record.issued_date) == (
        "giay_khai_sinh",
        "45/2021",
        date(2021, 2, 15),
    )
    assert (record.title, record.issuer) == (
        "Giấy khai sinh",
        "Ủy ban nhân dân phường Hạ Yên",
    )
    assert record.language == "vi" and record.document_type_confidence > 0.8
    assert not any(f.needs_review for f in record.fields)


def test_title_takes_what_the_title_line_adds_and_the_subject() -> None:
    longer = BIRTH.replace("GIẤY KHAI SINH\n", "TỜ KHAI ĐĂNG KÝ KHAI SINH\n")
    assert extracted(reading(longer)).title == "Tờ khai đăng ký khai sinh"
    about = REQUEST.replace(
        "ĐƠN ĐỀ NGHỊ\n", "ĐƠN ĐỀ NGHỊ\n                        Về việc cấp bản sao\n"
    )
    assert extracted(reading(about)).title == "Đơn đề nghị về việc cấp bản sao"


def test_boxes_lie_around_the_value_on_its_page() -> None:
    record = extracted(reading("", 1), reading(BIRTH, 2))
    name = field(record, "full_name", "subject", 1)
    assert (name.page, name.value, name.raw_value) == (
        2,
        "Lê Minh Khôi",
        "LÊ MINH KHÔI",
    )
    assert name.box == BoundingBox(23 * 16, 5 * 42, 35 * 16, 5 * 42 + 28)


def test_a_given_type_counts_unless_the_page_says_otherwise() -> None:
    assert (
        extracted(reading(BIRTH), given="Giấy khai sinh").document_type_confidence
        == 1.0
    )
    contradicted = extracted(reading(BIRTH), given="quyet_dinh")
    assert contradicted.document_type == "quyet_dinh"
    assert contradicted.document_type_confidence < SETTINGS.extract.min_type_confidence
    silent = extracted(reading("     chữ viết tay không đọc được"), given="bien_ban")
    assert (silent.document_type, silent.document_type_confidence) == ("bien_ban", 1.0)
    assert (
        extracted(reading(BIRTH), given="no such type").document_type
        == "giay_khai_sinh"
    )


def test_pages_without_text_are_other() -> None:
    for pages in ((), (reading(""),)):
        record = extracted(*pages)
        assert (record.document_type, record.fields, record.language) == (
            "other",
            (),
            None,
        )


def test_a_missing_required_fact_is_a_field_without_value() -> None:
    record = extracted(reading(BIRTH.replace("LÊ MINH KHÔI", "")))
    name = field(record, "full_name", "subject", 1)
    assert (name.value, name.needs_review, name.box) == (None, True, None)


def test_facts_whose_name_line_was_lost_keep_their_person() -> None:
    lines = [line for line in BIRTH.splitlines() if "LÊ MINH KHÔI" not in line]
    record = extracted(reading("\n".join(lines)))
    assert field(record, "birth_date", "subject", 1).value == "2021-02-03"
    assert field(record, "full_name", "subject", 1).value is None


def test_contradictions_need_review() -> None:
    record = extracted(reading(BIRTH.replace("001221034567", "001121034567")))
    number = field(record, "citizen_id", "subject", 1)
    assert number.needs_review and number.confidence < 0.5
    late = extracted(reading(BIRTH.replace("03/02/2021", "03/02/2022")))
    assert field(late, "birth_date", "subject", 1).needs_review


def test_unsure_words_need_review() -> None:
    record = extracted(reading(BIRTH, confidence=0.4))
    assert field(record, "full_name", "subject", 1).needs_review
    # Number, sex and year of birth confirm one another, whatever the engine thinks of its letters.
    assert not field(record, "citizen_id", "subject", 1).needs_review


def test_receipt_code_gives_dossier_and_procedure() -> None:
    text = "H26.27-241105-0012|2.000635|P1|Giấy tiếp nhận|một cửa|2024-11-05"
    record = extracted(reading(BIRTH, codes=("SOHOA1|x||", text)))
    code = field(record, "dossier_code")
    assert (code.value, code.method, code.box, code.page) == (
        "H26.27-241105-0012",
        "qr",
        CODE_BOX,
        1,
    )
    assert field(record, "procedure_code").value == "2.000635"


def test_broken_codes_are_passed_over() -> None:
    record = extracted(
        reading(BIRTH, codes=("../x|2.1|a|b|c|d", CARD.replace("12031975", "99999999")))
    )
    assert all(f.method == "ocr" for f in record.fields)


def test_card_code_outranks_reading_of_the_same_person() -> None:
    record = extracted(reading(REQUEST, codes=(CARD,)))
    name = field(record, "full_name", "applicant", 1)
    assert (name.value, name.method, name.confidence) == ("Nguyễn Văn An", "qr", 1.0)
    assert field(record, "citizen_id", "applicant", 1).value == "001075012345"
    assert field(record, "old_id", "applicant", 1).value == "012345678"


def test_card_of_somebody_else_is_a_further_person() -> None:
    record = extracted(reading(BIRTH, codes=(CARD,)))
    assert field(record, "full_name", "other", 1).value == "Nguyễn Văn An"
    assert field(record, "full_name", "subject", 1).value == "Lê Minh Khôi"


def test_card_paper_takes_its_own_code() -> None:
    card = "\n          CĂN CƯỚC CÔNG DÂN\n     Citizen Identity Card\n     Số / No.: 001075012399\n"
    record = extracted(reading(card, codes=(CARD,)))
    assert record.document_type == "the_can_cuoc"
    assert field(record, "citizen_id", "subject", 1).value == "001075012345"
    assert not any(f.needs_review for f in record.fields)


def test_same_input_same_record_and_it_travels() -> None:
    record = extracted(reading(BIRTH))
    assert extracted(reading(BIRTH)) == record
    assert pickle.loads(pickle.dumps(record)) == record


def test_other_names_no_persons() -> None:
    text = "     Ông: NGUYỄN VĂN AN, sinh năm: 1975, CCCD số: 001075012345"
    assert extracted(reading(text)).fields == ()


def test_person_queries_leave_out_signers_and_the_unnamed() -> None:
    record = extracted(reading(BIRTH))
    signer = FieldValue("full_name", "Đỗ Hữu Trung", None, 1.0, 1, None, "signer", 1)
    nameless = FieldValue("birth_date", "1990", None, 1.0, 1, None, "father", 1)
    queries = person_queries(replace(record, fields=(*record.fields, signer, nameless)))
    assert [(role, index, query.query_id) for role, index, query in queries] == [
        ("subject", 1, "subject/1"),
        ("mother", 1, "mother/1"),
    ]
    subject, mother = (query for _, _, query in queries)
    assert (subject.citizen_id, subject.gender, subject.birth_date) == (
        "001221034567",
        "M",
        "2021-02-03",
    )
    assert (mother.commune_name, mother.province_name) == ("phường Hạ Yên", "Hà Nội")


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("số 5, phường Hạ Yên, quận Thanh Lâm, Hà Nội", ("phường Hạ Yên", "Hà Nội")),
        ("Xã Đông Mỹ, thành phố Hà Nội", ("Xã Đông Mỹ", "Hà Nội")),
        ("thôn Hạ - xã Phú - huyện Lâm - tỉnh Nghệ An", ("xã Phú", "Nghệ An")),
        ("thị trấn Phú Sơn, huyện Phú Sơn", ("thị trấn Phú Sơn", None)),
        ("Tổ 5", (None, None)),
        (None, (None, None)),
    ],
)
def test_commune_and_province(
    address: str | None, parts: tuple[str | None, str | None]
) -> None:
    assert commune_and_province(address) == parts


def test_a_number_and_day_by_hand_are_suggestions_only() -> None:
    page = reading(DECISION)
    marked = tuple(
        replace(
            line,
            words=tuple(
                replace(w, marks=("handwritten",))
                if w.text in {"312/QĐ-UBND", "05"}
                else w
                for w in line.words
            ),
        )
        for line in page.ocr.lines
    )
    record = extracted(replace(page, ocr=replace(page.ocr, lines=marked)))
    for name, value in (("number", "312/QĐ-UBND"), ("issued_date", "2024-11-05")):
        found = field(record, name)
        assert (found.value, found.handwritten, found.needs_review) == (
            value,
            True,
            True,
        )
    assert (
        not field(record, "issuer").handwritten
        and not field(record, "place").needs_review
    )


CERTIFICATE = """
                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                           Độc lập - Tự do - Hạnh phúc
                    GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT
     I. Người sử dụng đất
     Ông: Nguyễn Văn Am
     CCCD số: 001075012346, cấp ngày: 12/03/2021
     Thửa đất số: 45      Tờ bản đồ số: 12
                                                       BĐ 675586
"""
MINUTES = """
      UBND XÃ HẠ YÊN                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                                Độc lập - Tự do - Hạnh phúc
                                  BIÊN BẢN
     Hôm nay, vào hồi 08 giờ 30 phút, ngày 05 tháng 3
     năm 2024, tại trụ sở Ủy ban nhân dân xã, chúng tôi gồm có:
"""


def test_a_certificate_has_its_serial_number_and_the_day_of_the_card() -> None:
    record = extracted(reading(CERTIFICATE))
    assert field(record, "serial_no").value == "BĐ 675586"
    assert field(record, "id_issued_date", "owner", 1).value == "2021-03-12"


def test_minutes_tell_their_day_in_running_text() -> None:
    record = extracted(reading(MINUTES))
    assert (record.document_type, record.issued_date) == ("bien_ban", date(2024, 3, 5))


def test_an_unread_day_is_asked_for_at_its_place() -> None:
    record = extracted(reading(DECISION.replace("ngày 05 tháng", "ngày /ý tháng")))
    found = field(record, "issued_date")
    assert (found.value, found.needs_review, found.page) == (None, True, 1)
    assert found.box is not None and "tháng" in (found.raw_value or "")
    assert field(record, "place").value == "Hạ Yên"


def test_a_page_that_goes_on_is_of_no_type() -> None:
    page = """
                                  2
     việc thực hiện Quyết định này theo quy định của pháp luật. Quyết định có hiệu lực
     Điều 2. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này theo đề nghị của
     Điều 1 và Điều 2 nêu trên, có hiệu lực kể từ ngày ký và thay thế các quyết định cũ
"""
    record = extracted(reading(page))
    assert (record.document_type, record.number, record.issuer) == ("other", None, None)


def test_the_stamp_of_incoming_mail_is_not_the_papers_number() -> None:
    stamped = DECISION.replace(
        "       Số: 312/QĐ-UBND   ", "                          "
    ).replace(
        "\n\n                                       QUYẾT",
        "\n            ĐẾN\n         Số: 948\n         Ngày: 17/10/2024\n                                       QUYẾT",
    )
    record = extracted(reading(stamped))
    assert record.number is None and record.issued_date == date(2024, 11, 5)


def test_a_notation_without_digits_is_asked_for_and_is_no_number_of_the_document() -> (
    None
):
    record = extracted(reading(DECISION.replace("Số: 312/QĐ-UBND", "Số:    /QĐ-UBND")))
    found = field(record, "number")
    assert (found.value, found.needs_review, record.number) == ("/QĐ-UBND", True, None)


ENGLISH = """
                    MEMORANDUM OF UNDERSTANDING
     This Memorandum is made on 5 November 2024 between the parties below.
     The parties agree to cooperate in the field of public administration.
     Full name: John Smith
"""


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "eng"), ("     关于加强行政管理的通知\n" * 8, "zho")],
)
def test_a_page_in_another_language_is_of_no_type(text: str, language: str) -> None:
    page = reading(text)
    page = replace(page, ocr=replace(page.ocr, language=language))
    record = extracted(page)
    assert (record.document_type, record.language) == ("other", language)
    assert record.fields == ()


def test_the_same_label_twice_gives_the_first_value() -> None:
    twice = BIRTH.replace(
        "     Năm sinh: 1994\n", "     Năm sinh: 1994\n     Năm sinh: 1949\n"
    )
    record = extracted(reading(twice))
    assert field(record, "birth_date", "mother", 1).value == "1994"


def test_a_value_of_five_thousand_letters_upsets_nothing() -> None:
    long = "Số 3 phố Lê Lai " + "rất dài " * 700 + "Hà Nội"
    record = extracted(reading(BIRTH.replace("Số 3 phố Lê Lai", long)))
    assert field(record, "full_name", "mother", 1).value == "Phạm Thị Thu Hằng"
    name = extracted(reading(BIRTH.replace("LÊ MINH KHÔI", "LÊ " + "MINH" * 1250)))
    assert field(name, "birth_date", "subject", 1).value == "2021-02-03"


@pytest.mark.parametrize("number", ["0012210E4567", "00122l034567", "001221O34S67"])
def test_a_number_with_letters_is_mended_only_where_its_digits_agree(
    number: str,
) -> None:
    record = extracted(reading(BIRTH.replace("001221034567", number)))
    found = [f for f in record.fields if f.name == "citizen_id" and f.value]
    assert all(
        f.value == "001221034567" or f.needs_review
        for f in found
        if f.role == "subject"
    )


@pytest.mark.parametrize("day", ["31/02/2020", "00/00/1950", "32/13/2021"])
def test_a_day_that_never_was_is_not_taken(day: str) -> None:
    record = extracted(reading(BIRTH.replace("03/02/2021", day)))
    found = [f for f in record.fields if (f.role, f.name) == ("subject", "birth_date")]
    assert all(f.value is None or f.needs_review for f in found)


def test_a_day_of_running_text_in_the_upper_half_is_not_the_papers() -> None:
    text = (
        """\
                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
                              ĐƠN ĐỀ NGHỊ
               Kính gửi: Ủy ban nhân dân xã Hạ Yên
     Tôi tên là: Trần Công Tuấn
     Sinh ngày: 21/07/1986
     Theo đề nghị của Trưởng phòng Tổ chức cán bộ tại Tờ trình
     số 45/TTr-TCCB ngày 03 tháng 02 năm 2022.
"""
        + "\n" * 20
        + """\
                                   TP. Kiên Giang, ngày 14 tháng 01 năm 2024
                                             Người làm đơn

                                             Trần Công Tuấn
"""
    )
    found = {f.name: f.value for f in extracted(reading(text)).fields}
    assert found["issued_date"] == "2024-01-14"
    assert found["place"] == "TP. Kiên Giang"


def test_a_year_of_birth_in_words_is_a_year() -> None:
    text = BIRTH.replace("Năm sinh: 1994", "Ngày, tháng, năm sinh: năm 1950")
    found = {(f.role, f.name): f for f in extracted(reading(text)).fields}
    assert found["mother", "birth_date"].value == "1950"
