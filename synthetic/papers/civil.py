"""Papers of civil status: birth certificate, its extract, marriage certificate and the declarations
for them."""

from __future__ import annotations

from datetime import date

from synthetic.pages.items import Paper, Picture, Rule, Run, Signature
from synthetic.pages.layout import Sheet
from synthetic.papers import blocks, prose
from synthetic.papers.blocks import Brief, Voice
from synthetic.people.people import TWELVE_DIGITS_FROM, Person
from synthetic.people.words import date_words, short_date

_HOSPITALS = (
    "Bệnh viện Phụ sản Hà Nội",
    "Bệnh viện đa khoa Thanh Lâm",
    "Trạm y tế",
    "Bệnh viện Đông Hòa",
)
_RED = (176, 28, 34)


def birth_certificate(brief: Brief) -> Paper:
    """Giấy khai sinh: a framed, dotted form."""
    sheet = blocks.new_sheet(brief, "giay_khai_sinh", "GIẤY KHAI SINH", 13.0)
    sheet.put(Picture("guilloche", 40, 30, 515, 782, int(brief.rng.integers(1 << 20))))
    sheet.left, sheet.right = 74.0, 522.0
    blocks.citizen_head(sheet)
    sheet.skip(10)
    sheet.centered("GIẤY KHAI SINH", bold=True, size=22, color=_RED)
    sheet.centered(
        "(BẢN CHÍNH)" if brief.rng.random() < 0.6 else "(BẢN SAO)", bold=True, size=13
    )
    number = f"{brief.number(400)}/{brief.issued.year}"
    _numbered(sheet, number)
    _birth_body(sheet, brief)
    _registrar(sheet, brief, "NGƯỜI KÝ GIẤY KHAI SINH")
    return sheet.finish()


def birth_extract(brief: Brief) -> Paper:
    """Trích lục khai sinh (bản sao): the organ's head over a dotted form."""
    sheet = blocks.new_sheet(brief, "trich_luc_khai_sinh", "TRÍCH LỤC KHAI SINH", 13.0)
    number = f"{brief.number(900)}/TLKS-BS"
    blocks.organ_head(sheet, brief, number)
    sheet.skip(8)
    sheet.centered("TRÍCH LỤC KHAI SINH", bold=True, size=17)
    sheet.centered("(BẢN SAO)", bold=True, size=13)
    _birth_body(sheet, brief, original=True)
    _registrar(sheet, brief, "NGƯỜI KÝ TRÍCH LỤC")
    return sheet.finish()


def _numbered(sheet: Sheet, number: str) -> None:
    sheet.y += 17
    fact = sheet.fact(None, None, "number", number)
    sheet.line(
        [Run("Số:"), Run(number, bold=True, fact=fact)], sheet.middle, sheet.y, "center"
    )
    sheet.skip(4)


def _birth_body(sheet: Sheet, brief: Brief, original: bool = False) -> None:
    """The lines of the form that certificate and extract share."""
    at = brief.issued
    family = brief.cast.family(brief.unit, at)
    child = Voice.of(sheet, family.child, "subject", at)
    born = (
        date.fromisoformat(family.child.birth_date)
        if len(family.child.birth_date) > 4
        else None
    )
    sheet.form([("Họ, chữ đệm, tên:", child.name(upper=True), 1)])
    sheet.form(
        [
            ("Ngày, tháng, năm sinh:", child.birth(), 0.62),
            ("Giới tính:", child.gender(), 0.38),
        ]
    )
    if born is not None:
        sheet.form([("Ghi bằng chữ:", Run(date_words(born), italic=True), 1)])
    sheet.form(
        [("Dân tộc:", child.ethnicity(), 0.5), ("Quốc tịch:", child.nationality(), 0.5)]
    )
    hospital = str(brief.rng.choice(_HOSPITALS))
    where = f"{hospital}, {family.child.commune.address(at)}"
    sheet.form([("Nơi sinh:", child.say("birth_place", where), 1)])
    sheet.form(
        [("Quê quán:", child.say("origin", family.father.commune.address(at)), 1)]
    )
    if at >= TWELVE_DIGITS_FROM:
        sheet.form(
            [
                (
                    "Số định danh cá nhân:",
                    child.say("citizen_id", family.child.citizen_id),
                    1,
                )
            ]
        )
    for role, person, word in (
        ("mother", family.mother, "mẹ"),
        ("father", family.father, "cha"),
    ):
        voice = Voice.of(sheet, person, role, at)
        sheet.form([(f"Họ, chữ đệm, tên người {word}:", voice.name(upper=True), 1)])
        sheet.form(
            [
                ("Năm sinh:", voice.birth_year(), 0.3),
                ("Dân tộc:", voice.ethnicity(), 0.3),
                ("Quốc tịch:", voice.nationality(), 0.4),
            ]
        )
        sheet.form([("Nơi cư trú:", voice.address(), 1)])
    _declarant(sheet, brief, family.father)
    registered = brief.unit.full_name
    name = None if original else sheet.fact(None, None, "issuer", registered)
    sheet.form([("Nơi đăng ký khai sinh:", Run(registered, fact=name), 1)])
    if original and born is not None:
        sheet.form([("Ngày, tháng, năm đăng ký:", Run(short_date(born)), 1)])
    elif not original:
        day = sheet.fact(None, None, "issued_date", at.isoformat(), short_date(at))
        sheet.form([("Ngày, tháng, năm đăng ký:", Run(short_date(at), fact=day), 1)])


def _declarant(sheet: Sheet, brief: Brief, father: Person) -> None:
    voice = Voice.of(sheet, father, "applicant", brief.issued)
    sheet.form([("Họ, chữ đệm, tên người đi khai sinh:", voice.name(bold=False), 1)])
    sheet.form(
        [
            ("Giấy tờ tùy thân:", Run(f"{voice.number_label} số"), 0.42),
            ("", voice.number(), 0.58),
        ]
    )


def _registrar(sheet: Sheet, brief: Brief, caption: str) -> None:
    sheet.skip(2)
    sheet.need(150)
    sheet.line([Run(caption, bold=True)], 408, sheet.y + 20, "center")
    sheet.line(
        [
            Run(
                "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ, đóng dấu)",
                italic=True,
                size=10.5,
            )
        ],
        408,
        sheet.y + 33,
        "center",
    )
    sheet.y += 30
    title = (
        f"KT. {brief.unit.chief}\nPHÓ {brief.unit.chief}"
        if brief.rng.random() < 0.5
        else brief.unit.chief
    )
    blocks.sign_organ(sheet, brief, title.split("\n"), axis=408)


def marriage_certificate(brief: Brief) -> Paper:
    """Giấy chứng nhận kết hôn: wife and husband in two columns."""
    sheet = blocks.new_sheet(
        brief, "giay_chung_nhan_ket_hon", "GIẤY CHỨNG NHẬN KẾT HÔN", 12.5
    )
    sheet.put(Picture("guilloche", 36, 30, 523, 782, int(brief.rng.integers(1 << 20))))
    sheet.left, sheet.right = 62.0, 534.0
    blocks.citizen_head(sheet)
    sheet.skip(12)
    sheet.centered("GIẤY CHỨNG NHẬN KẾT HÔN", bold=True, size=20, color=_RED)
    _numbered(sheet, f"{brief.number(300)}/{brief.issued.year}")
    sheet.skip(8)
    husband, wife = brief.cast.couple(brief.unit, brief.issued)
    top, ends = sheet.y, []
    for index, (person, word) in enumerate(((wife, "vợ"), (husband, "chồng")), start=1):
        sheet.y = top
        left = sheet.left if index == 1 else 302.0
        _spouse(sheet, brief, person, word, index, left, left + 232.0)
        ends.append(sheet.y)
    sheet.put(Rule(298, top + 4, 298, max(ends) + 6, 0.5))
    sheet.y = max(ends) + 6
    registered = sheet.fact(None, None, "issuer", brief.unit.full_name)
    sheet.form(
        [("Nơi đăng ký kết hôn:", Run(brief.unit.full_name, fact=registered), 1)]
    )
    day = sheet.fact(
        None, None, "issued_date", brief.issued.isoformat(), short_date(brief.issued)
    )
    sheet.form(
        [("Ngày, tháng, năm đăng ký:", Run(short_date(brief.issued), fact=day), 1)]
    )
    _vows(sheet, brief, wife, husband)
    _registrar(sheet, brief, "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN")
    return sheet.finish()


def _spouse(
    sheet: Sheet,
    brief: Brief,
    person: Person,
    word: str,
    index: int,
    left: float,
    right: float,
) -> None:
    voice = Voice.of(sheet, person, "spouse", brief.issued, index)
    within = {"left": left, "right": right}
    sheet.form([(f"Họ, chữ đệm, tên {word}:", None, 1)], **within)
    sheet.form([("", voice.name(upper=True), 1)], **within)
    sheet.form([("Ngày, tháng, năm sinh:", voice.birth(), 1)], **within)
    sheet.form(
        [
            ("Dân tộc:", voice.ethnicity(), 0.5),
            ("Quốc tịch:", voice.nationality(), 0.5),
        ],
        **within,
    )
    sheet.form([("Nơi cư trú:", voice.address(), 1)], **within)
    sheet.form([("Giấy tờ tùy thân:", Run(f"{voice.number_label} số"), 1)], **within)
    sheet.form([("", voice.number(), 1)], **within)


def _vows(sheet: Sheet, brief: Brief, wife: Person, husband: Person) -> None:
    for axis, word, person in ((178.0, "Vợ", wife), (418.0, "Chồng", husband)):
        sheet.line([Run(word, bold=True)], axis, sheet.y + 20, "center")
        sheet.line(
            [Run("(Ký, ghi rõ họ, chữ đệm, tên)", italic=True, size=10.5)],
            axis,
            sheet.y + 33,
            "center",
        )
        sheet.put(
            Signature(
                axis - 55, sheet.y + 34, 110, 42, int(brief.rng.integers(1 << 30))
            )
        )
        sheet.line([Run(person.full_name)], axis, sheet.y + 90, "center")
    sheet.y += 94


def birth_declaration(brief: Brief) -> Paper:
    """Tờ khai đăng ký khai sinh."""
    sheet = blocks.new_sheet(brief, "to_khai", "TỜ KHAI ĐĂNG KÝ KHAI SINH", 13.0)
    blocks.citizen_head(sheet)
    sheet.skip(10)
    sheet.centered("TỜ KHAI ĐĂNG KÝ KHAI SINH", bold=True, size=15)
    at = brief.issued
    family = brief.cast.family(brief.unit, at)
    blocks.addressee(sheet, brief, 24)
    declarant = Voice.of(sheet, family.father, "applicant", at)
    sheet.form([("Họ, chữ đệm, tên người yêu cầu:", declarant.name(), 1)])
    sheet.form([("Nơi cư trú:", declarant.address(), 1)])
    sheet.form(
        [(f"Giấy tờ tùy thân: {declarant.number_label} số", declarant.number(), 1)]
    )
    sheet.form([("Quan hệ với người được khai sinh:", Run("cha đẻ"), 1)])
    sheet.paragraph(
        [Run("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", bold=True)],
        indent=0,
        after=0,
    )
    child = Voice.of(sheet, family.child, "subject", at)
    sheet.form([("Họ, chữ đệm, tên:", child.name(upper=True), 1)])
    sheet.form(
        [
            ("Ngày, tháng, năm sinh:", child.birth(), 0.6),
            ("Giới tính:", child.gender(), 0.4),
        ]
    )
    sheet.form(
        [("Dân tộc:", child.ethnicity(), 0.5), ("Quốc tịch:", child.nationality(), 0.5)]
    )
    sheet.form(
        [
            (
                "Nơi sinh:",
                child.say("birth_place", f"{brief.rng.choice(_HOSPITALS)}, Hà Nội"),
                1,
            )
        ]
    )
    sheet.form(
        [("Quê quán:", child.say("origin", family.father.commune.address(at)), 1)]
    )
    for role, person, word in (
        ("mother", family.mother, "mẹ"),
        ("father", family.father, "cha"),
    ):
        voice = Voice.of(sheet, person, role, at)
        sheet.form([(f"Họ, chữ đệm, tên người {word}:", voice.name(), 1)])
        sheet.form(
            [
                ("Năm sinh:", voice.birth_year(), 0.26),
                (f"{voice.number_label} số:", voice.number(), 0.44),
                ("Dân tộc:", voice.ethnicity(), 0.3),
            ]
        )
        sheet.form([("Nơi cư trú:", voice.address(), 1)])
    sheet.paragraph([Run(prose.DECLARATION_OATH)])
    sheet.form(
        [
            ("Đề nghị cấp bản sao: Có", None, 0.5),
            ("Số lượng:", Run(f"{brief.number(6):02d} bản"), 0.5),
        ]
    )
    blocks.sign_citizen(sheet, brief, "Người yêu cầu", family.father.full_name)
    return sheet.finish()


def marriage_declaration(brief: Brief) -> Paper:
    """Tờ khai đăng ký kết hôn: both sides in a ruled table."""
    sheet = blocks.new_sheet(brief, "to_khai", "TỜ KHAI ĐĂNG KÝ KẾT HÔN", 13.0)
    blocks.citizen_head(sheet)
    sheet.skip(10)
    sheet.centered("TỜ KHAI ĐĂNG KÝ KẾT HÔN", bold=True, size=15)
    blocks.addressee(sheet, brief, 24)
    sheet.skip(12)
    husband, wife = brief.cast.couple(brief.unit, brief.issued)
    bride = Voice.of(sheet, wife, "spouse", brief.issued, 1)
    groom = Voice.of(sheet, husband, "spouse", brief.issued, 2)
    rows = [["Thông tin", "Bên nữ", "Bên nam"]]
    cells = [[[Run(text)] for text in rows[0]]]
    for label, told in (
        ("Họ, chữ đệm, tên", Voice.name),
        ("Ngày, tháng, năm sinh", Voice.birth),
        ("Dân tộc", Voice.ethnicity),
        ("Quốc tịch", Voice.nationality),
        ("Nơi cư trú", Voice.address),
    ):
        cells.append([[Run(label)], [told(bride)], [told(groom)]])
    cells.append(
        [
            [Run("Giấy tờ tùy thân")],
            [Run(f"{bride.number_label} số"), bride.number()],
            [Run(f"{groom.number_label} số"), groom.number()],
        ]
    )
    cells.append(
        [[Run("Kết hôn lần thứ mấy")], [Run("Lần thứ nhất")], [Run("Lần thứ nhất")]]
    )
    sheet.table([0.26, 0.37, 0.37], cells, size=12)
    sheet.skip(4)
    sheet.paragraph([Run(prose.DECLARATION_OATH)])
    sheet.paragraph([Run("Đề nghị cơ quan đăng ký.")])
    sheet.y += 18
    blocks.dated_line(sheet, brief, 420, sheet.y)
    _vows(sheet, brief, wife, husband)
    return sheet.finish()
