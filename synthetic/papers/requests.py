"""What citizens write to organs: requests, and declarations with tick boxes and a table of the
household."""

from __future__ import annotations

from synthetic.pages.items import Paper, Picture, Run
from synthetic.pages.layout import Sheet
from synthetic.papers import blocks, prose
from synthetic.papers.blocks import Brief, Voice
from synthetic.people.words import short_date


def request(brief: Brief) -> Paper:
    """Đơn đề nghị, about what the procedure names or by chance; persons' facts in a dotted form."""
    about, paragraphs = _wish(brief)
    at = brief.issued
    sheet = blocks.new_sheet(brief, "don_de_nghi", "ĐƠN ĐỀ NGHỊ")
    blocks.citizen_head(sheet)
    sheet.skip(14)
    sheet.centered("ĐƠN ĐỀ NGHỊ", bold=True, size=16)
    subject = f"Về việc {about}"
    sheet.centered(subject, bold=True, fact=sheet.fact(None, None, "subject", subject))
    blocks.addressee(sheet, brief, 26)
    sheet.skip(8)
    person = brief.cast.adult(brief.unit, at)
    voice = Voice.of(sheet, person, "applicant", at)
    sheet.form(
        [("Tôi tên là:", voice.name(), 0.68), ("Giới tính:", voice.gender(), 0.32)]
    )
    sheet.form(
        [
            ("Ngày, tháng, năm sinh:", voice.birth(), 0.5),
            ("Dân tộc:", voice.ethnicity(), 0.5),
        ]
    )
    sheet.form(
        [
            (f"Số {voice.number_label}:", voice.number(), 0.5),
            ("Quốc tịch:", voice.nationality(), 0.5),
        ]
    )
    sheet.form([("Nơi cư trú:", voice.address(), 1)])
    # The first digits 0900 are given to nobody.
    sheet.form(
        [("Số điện thoại:", Run(f"0900{brief.rng.integers(100_000, 999_999)}"), 1)]
    )
    for text in paragraphs:
        sheet.paragraph([Run(text)])
    sheet.paragraph([Run(prose.REQUEST_OATH)])
    blocks.sign_citizen(sheet, brief, "NGƯỜI LÀM ĐƠN", person.full_name)
    return sheet.finish()


def _wish(brief: Brief) -> tuple[str, list[str]]:
    """What a request is about, and its paragraphs."""
    rng = brief.rng
    by_chance = list(prose.REQUESTS)[int(rng.integers(len(prose.REQUESTS)))]
    about, paragraphs = prose.REQUESTS.get(
        brief.procedure or "", prose.REQUESTS[by_chance]
    )
    parcel = prose.PARCEL.format(
        parcel=rng.integers(3, 400),
        map_no=rng.integers(1, 60),
        area=rng.integers(60, 200),
    )
    filling = {
        "parcel": parcel,
        "floors": rng.integers(1, 6),
        "area": rng.integers(30, 60),
    }
    return about, [
        text.format(**filling, day=short_date(brief.issued)) for text in paragraphs
    ]


def household_declaration(brief: Brief) -> Paper:
    """Tờ khai đề nghị trợ giúp xã hội: tick boxes and a ruled table of the household."""
    sheet = blocks.new_sheet(brief, "to_khai", "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", 13.0)
    at = brief.issued
    blocks.citizen_head(sheet)
    sheet.skip(10)
    sheet.centered("TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", bold=True, size=15)
    sheet.centered(
        "(Áp dụng đối với người đề nghị hưởng trợ cấp xã hội hàng tháng)",
        italic=True,
        size=11,
    )
    sheet.skip(6)
    members = brief.cast.household(brief.unit, at)
    head = Voice.of(sheet, members[0], "applicant", at)
    sheet.paragraph(
        [Run("Phần 1. THÔNG TIN CỦA ĐỐI TƯỢNG", bold=True)], indent=0, after=0
    )
    sheet.form(
        [
            ("1. Họ và tên:", head.name(upper=True), 0.66),
            ("Giới tính:", head.gender(), 0.34),
        ]
    )
    sheet.form(
        [
            ("Ngày, tháng, năm sinh:", head.birth(), 0.55),
            ("Dân tộc:", head.ethnicity(), 0.45),
        ]
    )
    sheet.form([(f"Số {head.number_label}:", head.number(), 1)])
    sheet.form([("2. Nơi cư trú:", head.address(), 1)])
    for question in (
        "3. Có thẻ bảo hiểm y tế không?",
        "4. Đang hưởng trợ cấp bảo hiểm xã hội hàng tháng?",
        "5. Thuộc hộ nghèo, cận nghèo không?",
    ):
        _ticks(sheet, question, bool(brief.rng.random() < 0.5))
    sheet.skip(6)
    sheet.paragraph(
        [Run("Phần 2. THÔNG TIN CỦA HỘ GIA ĐÌNH", bold=True)], indent=0, after=6
    )
    titles = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân")
    others = [
        Voice.of(sheet, person, "other", at, n)
        for n, person in enumerate(members[1:], start=1)
    ]
    rows = [
        _plain("1", head),
        *(_stated(str(n), voice) for n, voice in enumerate(others, start=2)),
    ]
    sheet.table(
        [0.08, 0.34, 0.18, 0.14, 0.26],
        [[[Run(title)] for title in titles], *rows],
        size=12,
    )
    sheet.skip(4)
    sheet.paragraph([Run(prose.HOUSEHOLD_OATH)])
    blocks.sign_citizen(sheet, brief, "NGƯỜI KHAI", members[0].full_name)
    return sheet.finish()


def _plain(number: str, voice: Voice) -> list[list[Run]]:
    """A row about somebody whose facts stand above already."""
    person = voice.person
    texts = (
        number,
        person.full_name,
        person.birth_printed,
        person.gender_word,
        person.citizen_id,
    )
    return [[Run(text)] for text in texts]


def _stated(number: str, voice: Voice) -> list[list[Run]]:
    own = voice.say("citizen_id", voice.person.citizen_id)
    return [
        [Run(number)],
        [voice.name(bold=False)],
        [voice.birth()],
        [voice.gender()],
        [own],
    ]


def _ticks(sheet: Sheet, question: str, yes: bool) -> None:
    """A question with two boxes, all on one line of the truth."""
    sheet.y += sheet.size * 1.5
    sheet.line([Run(question)], sheet.left, sheet.y)
    for x, word, ticked in ((400.0, "Có", yes), (470.0, "Không", not yes)):
        end = sheet.line([Run(word)], x, sheet.y, joined=True)
        sheet.put(
            Picture("ticked" if ticked else "box", end + 5, sheet.y - 9.5, 10, 10)
        )
