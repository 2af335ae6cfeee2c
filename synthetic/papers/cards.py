"""A copy of an identity card: both sides on one sheet, QR code on the front, machine-readable zone
on the back."""

from __future__ import annotations

from datetime import date

from synthetic.pages.items import Paper, Picture, QrCode, Run
from synthetic.pages.layout import Sheet
from synthetic.papers.blocks import Brief, Voice
from synthetic.people.people import Person
from synthetic.people.words import short_date, unmarked

_WEIGHTS = (7, 3, 1)


def identity_card(brief: Brief) -> Paper:
    """Bản chụp thẻ căn cước công dân, at 1.25 times its size."""
    sheet = Sheet("the_can_cuoc", "CĂN CƯỚC CÔNG DÂN", "heros", 9.2)
    person = brief.cast.adult(brief.unit, brief.issued)
    year = max(2021, min(brief.issued.year, 2024))
    issued = date(year, int(brief.rng.integers(1, 7)), int(brief.rng.integers(1, 29)))
    voice = Voice.of(sheet, person, "subject", brief.issued)
    _front(sheet, voice, issued, brief)
    _back(sheet, person, issued, brief)
    return sheet.finish()


def _front(sheet: Sheet, voice: Voice, issued: date, brief: Brief) -> None:
    x, y, person = 145.0, 110.0, voice.person
    sheet.put(
        Picture("card", x, y, 304, 191), Picture("portrait", x + 12, y + 78, 70, 88)
    )
    sheet.put(Picture("emblem", x + 16, y + 14, 44, 44))
    qr = "|".join(
        (
            person.citizen_id,
            person.old_id or "",
            person.full_name,
            _compact(person.birth_date),
            person.gender_word,
            person.address(brief.issued),
            issued.strftime("%d%m%Y"),
        )
    )
    if person.old_id is not None:
        voice.say("old_id", person.old_id)  # stands in the QR code only
    sheet.put(QrCode(x + 246, y + 8, 52, qr))
    middle = x + 156
    sheet.line(
        [Run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=8)],
        middle,
        y + 20,
        "center",
    )
    sheet.line(
        [Run("Độc lập - Tự do - Hạnh phúc", bold=True, size=8)],
        middle,
        y + 31,
        "center",
    )
    sheet.line(
        [Run("CĂN CƯỚC CÔNG DÂN", bold=True, size=12, color=(178, 34, 40))],
        middle,
        y + 52,
        "center",
    )
    left = x + 92
    number = voice.say("citizen_id", person.citizen_id, bold=True)
    sheet.line(
        [Run("Số / No.:", size=9), Run(number.text, True, size=12.5, fact=number.fact)],
        left,
        y + 76,
    )
    sheet.line([Run("Họ và tên / Full name:", size=8)], left, y + 90)
    name = voice.name(upper=True)
    sheet.line([Run(name.text, True, size=11, fact=name.fact)], left, y + 104)
    sheet.line(
        [Run("Ngày sinh / Date of birth:", size=8), voice.birth()], left, y + 118
    )
    sheet.line(
        [
            Run("Giới tính / Sex:", size=8),
            voice.gender(),
            Run("Quốc tịch / Nationality:", size=8),
            voice.nationality(),
        ],
        left,
        y + 132,
    )
    origin = voice.say("origin", person.commune.address(brief.issued))
    sheet.line([Run("Quê quán / Place of origin:", size=8)], left, y + 145)
    sheet.line([Run(origin.text, size=8.6, fact=origin.fact)], left, y + 156)
    address = voice.address()
    sheet.line([Run("Nơi thường trú / Place of residence:", size=8)], left, y + 168)
    for n, row in enumerate(
        sheet.broken([Run(address.text, size=8.2, fact=address.fact)], 206)
    ):
        sheet.line(row, left, y + 178 + 9.5 * n)


def _back(sheet: Sheet, person: Person, issued: date, brief: Brief) -> None:
    x, y = 145.0, 350.0
    sheet.put(Picture("card", x, y, 304, 191))
    sheet.line(
        [Run("Đặc điểm nhận dạng / Personal identification:", size=8)], x + 14, y + 20
    )
    sheet.line([Run("Nốt ruồi cách 1,5 cm dưới mắt trái", size=9)], x + 14, y + 33)
    day = sheet.fact(None, None, "issued_date", issued.isoformat(), short_date(issued))
    sheet.line(
        [
            Run("Ngày, tháng, năm / Date, month, year:", size=8),
            Run(short_date(issued), size=9, fact=day),
        ],
        x + 14,
        y + 48,
    )
    issuer = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    fact = sheet.fact(None, None, "issuer", issuer, issuer.upper())
    sheet.line([Run("CỤC TRƯỞNG", bold=True, size=8)], x + 160, y + 64, "center")
    for n, row in enumerate(
        sheet.broken([Run(issuer.upper(), bold=True, size=7.5, fact=fact)], 190)
    ):
        sheet.line(row, x + 160, y + 75 + 9.5 * n, "center")
    for n, text in enumerate(machine_readable_zone(person, issued)):
        sheet.line(
            [Run(text, size=14.4, family="cursor", bold=True)],
            x + 152,
            y + 143 + 17 * n,
            "center",
        )


def _compact(birth_date: str) -> str:
    return "".join(reversed(birth_date.split("-")))


def machine_readable_zone(person: Person, issued: date) -> tuple[str, str, str]:
    """Three lines of 30 characters after ICAO 9303 part 5 (TD1), as Vietnamese cards fill them."""
    number = person.citizen_id[3:]
    first = f"IDVNM{number}{check_digit(number)}{person.citizen_id}<<"
    first += check_digit(first[5:])
    birth = (person.birth_date[2:].replace("-", "") + "<<<<")[:6]
    expires = f"{(issued.year + 15) % 100:02d}{issued:%m%d}"
    second = (
        f"{birth}{check_digit(birth)}{person.gender}{expires}{check_digit(expires)}VNM"
    )
    second = second.ljust(29, "<")
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    family, *rest = unmarked(person.full_name).split()
    third = f"{family}<<{'<'.join(rest)}".ljust(30, "<")[:30]
    return first, second, third


def check_digit(text: str) -> str:
    """ICAO check digit: weights 7, 3, 1; A is 10, `<` is 0."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * _WEIGHTS[n % 3] for n, value in enumerate(values)) % 10)
