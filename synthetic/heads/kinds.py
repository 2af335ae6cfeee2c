"""Kinds of pages."""

from __future__ import annotations

from synthetic.heads.body import put_body, put_table
from synthetic.heads.foot import put_foot, put_signature
from synthetic.heads.head import (
    put_column,
    put_date,
    put_head,
    put_incoming,
    put_nation,
    put_page_mark,
)
from synthetic.heads.sheet import HeadSheet
from synthetic.heads.title import put_addressees, put_annex_head, put_title
from synthetic.heads.wording import TYPES


def _letter(sheet: HeadSheet) -> None:
    put_page_mark(sheet)
    sheet.at.facts["type"] = "cong_van"
    put_head(sheet, "", subject_left=True)
    put_addressees(sheet)
    if sheet.words.chance(0.08):
        put_incoming(
            sheet,
            sheet.at.y - sheet.at.pitch * float(sheet.rng.uniform(0, 4)),
            sheet.at.left,
        )
    put_body(sheet)
    put_foot(sheet)


def _titled(sheet: HeadSheet) -> None:
    put_page_mark(sheet)
    code = sheet.words.pick(tuple(TYPES), divided=False)
    title, short = TYPES[code]
    sheet.at.facts["type"] = code
    put_head(sheet, short, subject_left=False)
    put_title(sheet, title, sheet.words.subject(sheet.organ))
    if code in {"quyet_dinh", "nghi_quyet", "chi_thi"} and sheet.words.chance(0.7):
        authority = sheet.words.pick(
            (
                f"{sheet.organ.chief} {' '.join(sheet.organ.lines)}",
                " ".join(sheet.organ.lines),
                f"{sheet.organ.chief} {sheet.organ.lines[0]}",
            ),
            False,
        )
        for row in sheet.canvas.wrap(
            authority.upper(), sheet.room() * 0.8, sheet.at.em, True
        ):
            sheet.centred(row, "AUTHHEAD", bold=True)
        sheet.at.down(0.4)
    if code in {"to_trinh", "bao_cao", "giay_moi"} and sheet.words.chance(0.7):
        put_addressees(sheet)
    put_body(sheet)
    put_foot(sheet)


def _continuation(sheet: HeadSheet) -> None:
    sheet.at.facts["type"] = "other"
    if sheet.words.chance(0.8):
        sheet.canvas.put(
            str(sheet.rng.integers(2, 20)),
            sheet.middle(),
            sheet.at.down(0.2),
            sheet.at.em,
            "PAGENO",
            "center",
        )
    sheet.at.down(0.5)
    if sheet.words.chance(0.35):
        heading = f"{sheet.rng.integers(1, 5)}.{sheet.rng.integers(1, 9)}. {sheet.words.subject(sheet.organ).capitalize()}"
        sheet.canvas.put(
            sheet.canvas.wrap(heading, sheet.room(), sheet.at.em)[0],
            sheet.at.left,
            sheet.at.down(),
            sheet.at.em,
            "BODY",
            bold=True,
        )
        put_table(sheet)
    if sheet.words.chance(0.8):
        put_body(sheet)
    put_foot(sheet)


def _annex(sheet: HeadSheet) -> None:
    sheet.at.facts["type"] = "phu_luc"
    put_annex_head(
        sheet,
        sheet.words.pick(
            ("PHỤ LỤC", "PHỤ LỤC I", "Phụ lục 2", "PHỤ LỤC:", "PHỤ LỤC."), False
        ),
    )
    put_table(sheet)
    if sheet.words.chance(0.3):
        put_foot(sheet)


def _list(sheet: HeadSheet) -> None:
    sheet.at.facts["type"] = "danh_sach"
    head = sheet.words.chance(0.35)
    if head:
        put_head(sheet, sheet.words.pick(("DS", "TB"), False), subject_left=False)
    put_annex_head(sheet, None)
    put_table(sheet)
    if head:
        put_foot(sheet)


def _certificate(sheet: HeadSheet) -> None:
    """A form of a registry: national title in the middle, labels with values, organ and signer
    below on the right."""
    title = sheet.words.pick(
        (
            "GIẤY KHAI SINH",
            "TRÍCH LỤC KHAI TỬ",
            "GIẤY CHỨNG NHẬN KẾT HÔN",
            "GIẤY PHÉP",
            "GIẤY CHỨNG NHẬN",
        ),
        False,
    )
    sheet.at.facts["type"] = None
    centre = sheet.middle()
    if sheet.words.chance(0.4):
        put_column(
            sheet,
            sheet.organ.lines[0].upper(),
            sheet.at.axes[0],
            sheet.at.y,
            sheet.at.em * 0.9,
            "ORGAN",
            bold=True,
        )
        centre = sheet.at.axes[1]
    put_nation(sheet, centre, sheet.at.y)
    sheet.at.y += 2.2 * sheet.at.pitch
    sheet.centred(title, "TYPE", bold=True, size=1.3 * sheet.at.em)
    number = sheet.words.pick(
        (
            "Số: {n}/{y}",
            "Số: {n}/GPXD",
            "Số: {n}",
            "Số: {n}/TLKS-BS",
            "Số: BĐ {n}4321",
            "Quyển số: 01/{y}",
            "Số: {n}/{y}/GPXD-UBND",
        ),
        False,
    ).format(n=sheet.rng.integers(1, 900), y=sheet.rng.integers(2010, 2026))
    if sheet.words.chance(0.4):
        sheet.centred(
            sheet.words.pick(
                (
                    "(Sử dụng cho công trình nhà ở riêng lẻ)",
                    "(BẢN SAO)",
                    "(Bản chính)",
                    "(Có giá trị trong 6 tháng)",
                ),
                False,
            ),
            "MARK",
            italic=True,
        )
    sheet.canvas.put(number, centre, sheet.at.down(), sheet.at.em, "NUMBER", "center")
    sheet.at.down(0.5)
    for row in (
        "Họ, chữ đệm, tên: {name}",
        "Ngày, tháng, năm sinh: {day} _____ Giới tính: Nam",
        "Nơi sinh: {unit}",
        "Dân tộc: Kinh _____ Quốc tịch: Việt Nam",
        "Họ, chữ đệm, tên người mẹ: {name}",
        "Nơi cư trú: xã {unit}, huyện {unit}",
        "Số định danh cá nhân: 012345678901",
        "Diện tích: 120 m2; Thửa đất số: 45; Tờ bản đồ số: 12",
        "Nơi đăng ký: Ủy ban nhân dân xã {unit}",
    )[int(sheet.rng.integers(0, 3)) :]:
        text = row.format(
            name=sheet.words.person().upper()
            if sheet.words.chance(0.5)
            else sheet.words.person(),
            day=f"{sheet.words.day():%d/%m/%Y}",
            unit=sheet.words.unit(),
        )
        sheet.canvas.put(text, sheet.at.left, sheet.at.down(1.1), sheet.at.em, "BODY")
    put_date(sheet, sheet.at.axes[1], sheet.at.down(1.2), "center")
    lines, rank = sheet.words.signer_lines(sheet.organ)
    put_signature(sheet, lines, sheet.words.person(), rank, sheet.at.axes[1], caps=True)
    sheet.at.facts = {}
    sheet.at.by_hand = []


def _form(sheet: HeadSheet) -> None:
    sheet.at.facts["type"] = "don_de_nghi"
    put_nation(sheet, sheet.middle(), sheet.at.y)
    sheet.at.y += 1.6 * sheet.at.pitch
    date = sheet.words.chance(0.3)
    if date:
        put_date(
            sheet, sheet.at.right - 0.2 * sheet.room(), sheet.at.down(1.2), "center"
        )
    subject = sheet.words.subject(sheet.organ) if sheet.words.chance(0.6) else None
    put_title(sheet, "ĐƠN ĐỀ NGHỊ", subject)
    put_addressees(sheet)
    person = sheet.words.person()
    for row in (
        f"Tôi tên là: {person}",
        f"Sinh ngày: {sheet.words.day():%d/%m/%Y}",
        f"Địa chỉ: xã {sheet.words.unit()}, tỉnh {sheet.organ.place}",
    ):
        sheet.canvas.put(row, sheet.at.left, sheet.at.down(), sheet.at.em, "BODY")
    put_body(sheet)
    if not date and sheet.words.chance(0.8):
        put_date(sheet, sheet.at.axes[1], sheet.at.down(1.2), "center")
    name = person if sheet.words.chance(0.7) else None
    put_signature(
        sheet,
        ["Người làm đơn"],
        name,
        "",
        sheet.at.axes[1],
        caps=sheet.words.chance(0.6),
    )


KINDS = {
    "letter": (_letter, 4.0),
    "titled": (_titled, 6.0),
    "continuation": (_continuation, 1.5),
    "annex": (_annex, 1.3),
    "list": (_list, 0.8),
    "form": (_form, 0.8),
    "certificate": (_certificate, 1.2),
}
