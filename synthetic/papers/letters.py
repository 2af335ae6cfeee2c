"""What organs write: decisions, official letters, minutes."""

from __future__ import annotations

from datetime import date

from synthetic.pages.items import Paper, Run, Signature
from synthetic.pages.layout import Sheet, told
from synthetic.papers import blocks, prose
from synthetic.papers.blocks import Brief, Voice
from synthetic.people.words import long_date, money

_Matter = tuple[str, tuple[str, ...], list[list[Run]]]


def decision(brief: Brief) -> Paper:
    """Quyết định: a monthly allowance, a correction of civil status, or a change of land use, for
    one person."""
    sheet = blocks.new_sheet(brief, "quyet_dinh", "QUYẾT ĐỊNH")
    unit = brief.unit
    blocks.organ_head(sheet, brief, f"{brief.number()}/QĐ-{unit.abbreviation}")
    person = brief.cast.adult(unit, brief.issued)
    subject, grounds, articles = _matter(
        sheet, brief, Voice.of(sheet, person, "subject", brief.issued)
    )
    sheet.skip(10)
    sheet.centered("QUYẾT ĐỊNH", bold=True, size=15)
    fact = sheet.fact(None, None, "subject", subject)
    sheet.y += 3
    for row in sheet.broken([Run(subject, bold=True, fact=fact)], 360):
        sheet.y += 17
        sheet.line(row, sheet.middle, sheet.y, "center")
    sheet.skip(14)
    department = f"{unit.chief} {unit.name} THÀNH PHỐ HÀ NỘI"
    sheet.centered(
        department
        if unit.kind == "department"
        else f"CHỦ TỊCH ỦY BAN NHÂN DÂN {unit.name}",
        bold=True,
    )
    sheet.skip(6)
    for ground in grounds:
        sheet.paragraph([Run(ground, italic=True)])
    sheet.centered("QUYẾT ĐỊNH:", bold=True, size=14)
    sheet.skip(6)
    for n, article in enumerate(articles, start=1):
        sheet.paragraph([Run(f"Điều {n}.", bold=True), *article])
    recipients = (
        f"Như Điều {len(articles)};",
        f"Đ/c {unit.chief.capitalize()} (để b/c);",
        "Phòng chuyên môn;",
        "Lưu: VT.",
    )
    blocks.sign_organ(sheet, brief, blocks.chief(unit, brief.rng), recipients)
    return sheet.finish()


def _matter(sheet: Sheet, brief: Brief, voice: Voice) -> _Matter:
    """Subject, legal grounds and articles: departments decide in their own field, committees in
    any."""
    field = {"STP": 1, "STNMT": 2, "SXD": 2}
    choice = field.get(brief.unit.abbreviation, int(brief.rng.integers(3)))
    return (_allowance, _correction, _land_use)[choice](sheet, brief, voice)


def _allowance(sheet: Sheet, brief: Brief, voice: Voice) -> _Matter:
    amount = int(brief.rng.integers(6, 25)) * 60_000
    paid = Run(
        money(amount),
        bold=True,
        fact=sheet.fact(None, None, "amount", str(amount), money(amount)),
    )
    proposal = prose.AID_PROPOSAL.format(
        n=brief.number(300), day=long_date(brief.issued)
    )
    articles = _articles(voice, prose.AID_ARTICLES, amount=paid)
    return (
        _subject(voice, prose.AID_SUBJECT),
        _grounds(brief, prose.AID, proposal),
        articles,
    )


def _correction(sheet: Sheet, brief: Brief, voice: Voice) -> _Matter:
    proposal = prose.CORRECTION_PROPOSAL.format(day=long_date(brief.issued))
    articles = _articles(voice, prose.CORRECTION_ARTICLES)
    return (
        _subject(voice, prose.CORRECTION_SUBJECT),
        _grounds(brief, prose.CIVIL_STATUS, proposal),
        articles,
    )


def _land_use(sheet: Sheet, brief: Brief, voice: Voice) -> _Matter:
    proposal = prose.LAND_USE_PROPOSAL.format(
        n=brief.number(300), day=long_date(brief.issued)
    )
    articles = _articles(
        voice, prose.LAND_USE_ARTICLES, area=Run(str(brief.rng.integers(40, 400)))
    )
    return (
        _subject(voice, prose.LAND_USE_SUBJECT),
        _grounds(brief, prose.LAND, proposal),
        articles,
    )


def _subject(voice: Voice, template: str) -> str:
    return template.format(title=voice.person.title, name=voice.person.full_name)


def _grounds(
    brief: Brief, acts: tuple[tuple[date, str], ...], proposal: str
) -> tuple[str, ...]:
    return (
        prose.ground(prose.GOVERNMENT, brief.issued),
        prose.ground(acts, brief.issued),
        proposal,
    )


def _articles(
    voice: Voice, templates: tuple[str, ...], **parts: Run
) -> list[list[Run]]:
    """The first article names the person with all facts, the last one says who carries the decision
    out."""
    person = voice.person
    first, *others = templates
    named = told(
        first,
        **parts,
        title=person.title,
        name=voice.name(),
        birth=voice.birth(),
        label=voice.number_label,
        born="sinh ngày" if len(person.birth_date) > 4 else "sinh năm",
        number=voice.number(),
        address=voice.address(),
    )
    last = told(prose.LAST_ARTICLE, title=person.title, name=person.full_name)
    return [named, *(told(other, **parts) for other in others), last]


def official_letter(brief: Brief) -> Paper:
    """Công văn: an answer to a citizen."""
    sheet = blocks.new_sheet(brief, "cong_van", "CÔNG VĂN")
    blocks.organ_head(sheet, brief, f"{brief.number()}/{brief.unit.abbreviation}-VP")
    subject = "trả lời đơn đề nghị của công dân"
    fact = sheet.fact(None, None, "subject", subject)
    sheet.line(
        [Run("V/v", size=12), Run(subject, size=12, fact=fact)],
        blocks.LEFT_AXIS,
        sheet.y + 6,
        "center",
    )
    person = brief.cast.adult(brief.unit, brief.issued)
    voice = Voice.of(sheet, person, "applicant", brief.issued)
    sheet.skip(42)
    sheet.line(
        [Run("Kính gửi:"), Run(person.title.capitalize()), voice.name()],
        300,
        sheet.y,
        "center",
    )
    sheet.skip(10)
    sheet.paragraph(told("Địa chỉ: {address}.", address=voice.address()))
    for text in prose.ANSWER:
        sheet.paragraph(
            [Run(text.format(unit=brief.unit.full_name, title=person.title))]
        )
    blocks.sign_organ(
        sheet, brief, blocks.chief(brief.unit, brief.rng), ("Như trên;", "Lưu: VT.")
    )
    return sheet.finish()


def minutes(brief: Brief) -> Paper:
    """Biên bản làm việc: a check on site with a citizen."""
    sheet = blocks.new_sheet(brief, "bien_ban", "BIÊN BẢN")
    blocks.organ_head(sheet, brief, f"{brief.number(400)}/BB-{brief.unit.abbreviation}")
    sheet.skip(8)
    sheet.centered("BIÊN BẢN", bold=True, size=15)
    subject = "Về việc kiểm tra, xác minh hiện trạng thửa đất"
    sheet.centered(subject, bold=True, fact=sheet.fact(None, None, "subject", subject))
    sheet.skip(10)
    owner = Voice.of(
        sheet, brief.cast.adult(brief.unit, brief.issued), "owner", brief.issued
    )
    first, second = brief.cast.official()[0], brief.cast.official()[0]
    sheet.paragraph(
        [
            Run(
                prose.MEETING.format(
                    day=long_date(brief.issued), unit=brief.unit.full_name
                )
            )
        ]
    )
    sheet.paragraph([Run("I. Đại diện cơ quan:", bold=True)], indent=0)
    sheet.paragraph(
        [Run(f"1. Ông (bà) {first} - Chức vụ: Công chức địa chính - xây dựng.")]
    )
    sheet.paragraph(
        [Run(f"2. Ông (bà) {second} - Chức vụ: Công chức tư pháp - hộ tịch.")]
    )
    sheet.paragraph([Run("II. Người sử dụng đất:", bold=True)], indent=0)
    sheet.paragraph(
        told(
            "{title} {name}, sinh năm {year}, {label} số {number}.",
            title=owner.person.title.capitalize(),
            name=owner.name(),
            year=owner.birth_year(),
            label=owner.number_label,
            number=owner.number(),
        )
    )
    sheet.paragraph(told("Địa chỉ: {address}.", address=owner.address()))
    sheet.paragraph([Run("III. Nội dung:", bold=True)], indent=0)
    for text in prose.FINDINGS:
        sheet.paragraph([Run(text)])
    sheet.need(120)
    signer = sheet.fact(None, None, "signer_name", first)
    for axis, title, name, fact in (
        (170.0, "NGƯỜI SỬ DỤNG ĐẤT", owner.person.full_name, None),
        (430.0, "NGƯỜI LẬP BIÊN BẢN", first, signer),
    ):
        sheet.line([Run(title, bold=True, size=12.5)], axis, sheet.y + 22, "center")
        sheet.put(
            Signature(
                axis - 55, sheet.y + 26, 110, 46, int(brief.rng.integers(1 << 30))
            )
        )
        sheet.line([Run(name, fact=fact)], axis, sheet.y + 92, "center")
    return sheet.finish()
