"""Land and building: land use right certificate (four pages) and building permit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from synthetic.pages.items import Paper, Picture, Rule, Run
from synthetic.pages.layout import Sheet, told
from synthetic.papers import blocks, prose
from synthetic.papers.blocks import Brief, Voice
from synthetic.people.places import commune_by_code
from synthetic.people.words import number_words, square_metres

_RED = (176, 28, 34)


def land_certificate(brief: Brief) -> Paper:
    """Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất."""
    title = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"
    sheet = blocks.new_sheet(brief, "giay_chung_nhan_quyen_su_dung_dat", title, 13.0)
    sheet.numbered = False
    sheet.left, sheet.right = 72.0, 526.0
    _cover(sheet, brief)
    _next_side(sheet, brief)
    parcel = _parcel(sheet, brief)
    _next_side(sheet, brief)
    _plan(sheet, brief, parcel)
    _next_side(sheet, brief)
    _changes(sheet)
    return sheet.finish()


def _next_side(sheet: Sheet, brief: Brief) -> None:
    sheet.new_page()
    sheet.put(Picture("guilloche", 34, 28, 527, 786, 7))


def _cover(sheet: Sheet, brief: Brief) -> None:
    sheet.put(
        Picture("guilloche", 34, 28, 527, 786, 7), Picture("emblem", 262, 112, 72, 72)
    )
    blocks.citizen_head(sheet)
    sheet.y = 200
    sheet.centered("GIẤY CHỨNG NHẬN", bold=True, size=22, color=_RED)
    sheet.centered("QUYỀN SỬ DỤNG ĐẤT,", bold=True, size=15, color=_RED)
    sheet.centered(
        "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",
        bold=True,
        size=13.5,
        color=_RED,
    )
    sheet.skip(24)
    sheet.paragraph(
        [
            Run(
                "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất",
                bold=True,
            )
        ],
        indent=0,
        after=10,
    )
    husband, wife = brief.cast.couple(brief.unit, brief.issued)
    wife = replace(wife, street=husband.street, commune=husband.commune)
    owners = (husband, wife) if brief.rng.random() < 0.6 else (husband,)
    for index, person in enumerate(owners, start=1):
        voice = Voice.of(sheet, person, "owner", brief.issued, index)
        sheet.paragraph(
            [Run(f"{person.title.capitalize()}:"), voice.name(upper=True)],
            indent=14,
            justify=False,
        )
        sheet.paragraph(
            [
                Run("Năm sinh:"),
                voice.birth_year(),
                Run(",", glue=True),
                Run(f"{voice.number_label} số:"),
                voice.number(),
            ],
            indent=14,
            justify=False,
        )
        sheet.paragraph(
            [Run("Địa chỉ thường trú:"), voice.address()],
            indent=14,
            after=12,
            justify=False,
        )
    letters = "".join(brief.rng.choice(list("ABCDĐ"), 2))
    serial = f"{letters} {brief.rng.integers(100_000, 999_999)}"
    fact = sheet.fact(None, None, "serial_no", serial)
    sheet.line(
        [Run(serial, bold=True, size=17, fact=fact, color=_RED)], 505, 770, "right"
    )


def _parcel(sheet: Sheet, brief: Brief) -> tuple[str, str]:
    rng = brief.rng
    place = _somewhere(brief)
    area = float(rng.integers(350, 2400)) / 10
    parcel, sheet_no = str(rng.integers(3, 420)), str(rng.integers(1, 60))
    sheet.y = 56
    sheet.paragraph(
        [Run("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)],
        indent=0,
    )
    sheet.paragraph([Run("1. Thửa đất:", bold=True)], indent=10)
    stated: dict[str, Run | str] = {
        "parcel": Run(parcel, fact=sheet.fact(None, None, "parcel_no", parcel)),
        "map_no": Run(sheet_no, fact=sheet.fact(None, None, "map_no", sheet_no)),
        "place": Run(place, fact=sheet.fact(None, None, "parcel_address", place)),
        "stated_area": Run(
            square_metres(area),
            bold=True,
            fact=sheet.fact(None, None, "area", f"{area:.1f}", square_metres(area)),
        ),
        "spelled": f"{number_words(int(area))} phẩy {number_words(round(area * 10) % 10)} mét vuông",
        "area": square_metres(area),
        "use": "Đất ở tại đô thị"
        if place.startswith("phường")
        else "Đất ở tại nông thôn",
    }
    for text in prose.PARCEL_ITEMS:
        sheet.paragraph(
            told(text, **stated), indent=0, left=sheet.left + 18, justify=False
        )
    for text in prose.PARCEL_OTHER:
        sheet.paragraph([Run(text)], indent=10)
    sheet.skip(16)
    blocks.dated_line(sheet, brief, 400, sheet.y + 10)
    sheet.skip(10)
    issuer = sheet.fact(
        None, None, "issuer", brief.unit.full_name, brief.unit.full_name.upper()
    )
    for row in sheet.broken(
        [Run(brief.unit.full_name.upper(), bold=True, size=12, fact=issuer)], 250
    ):
        sheet.skip(15)
        sheet.line(row, 400, sheet.y + 5, "center")
    blocks.sign_organ(sheet, brief, blocks.chief(brief.unit, rng), axis=400)
    number = f"{'CH' if brief.unit.level == 'district' else 'CT'} {rng.integers(100, 99_999):05d}"
    fact = sheet.fact(None, None, "number", number)
    sheet.line(
        [
            Run("Số vào sổ cấp GCN:", size=12),
            Run(number, bold=True, size=12, fact=fact),
        ],
        sheet.left,
        780,
    )
    return parcel, sheet_no


def _somewhere(brief: Brief) -> str:
    """The address of a parcel in the unit's area, down to the commune."""
    codes = brief.unit.communes
    return commune_by_code()[codes[int(brief.rng.integers(len(codes)))]].address(
        brief.issued
    )


def _plan(sheet: Sheet, brief: Brief, parcel: tuple[str, str]) -> None:
    """A parcel drawn as a polygon with numbered corners and the lengths of its sides, and a table
    of both."""
    rng = brief.rng
    sheet.y = 56
    sheet.paragraph(
        [Run("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)],
        indent=0,
    )
    sheet.line([Run("Tỷ lệ 1:200", italic=True)], 300, sheet.y + 16, "center")
    corners = int(rng.integers(4, 7))
    angles = np.sort(
        (np.arange(corners) + rng.uniform(-0.18, 0.18, corners)) / corners * 2 * math.pi
    )
    points = [
        (
            300 + 120 * math.cos(a) * rng.uniform(0.75, 1.1),
            310 + 140 * math.sin(a) * rng.uniform(0.75, 1.1),
        )
        for a in angles
    ]
    sides = []
    for n, (start, end) in enumerate(
        zip(points, points[1:] + points[:1], strict=True), start=1
    ):
        sheet.put(Rule(*start, *end, 1.2))
        length = math.dist(start, end) / 72 * 2.54 * 2
        sides.append((n, n % corners + 1, f"{length:.2f}".replace(".", ",")))
        away = (start[0] - 300) / 12, (start[1] - 310) / 12
        sheet.line(
            [Run(str(n), bold=True, size=11)],
            start[0] + away[0],
            start[1] + away[1] + 4,
            "center",
        )
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        sheet.line(
            [Run(sides[-1][2], size=10.5)],
            middle[0] + (middle[0] - 300) / 7,
            middle[1] + (middle[1] - 310) / 9 + 3,
            "center",
        )
    sheet.line([Run(f"Thửa số {parcel[0]}", bold=True)], 300, 306, "center")
    sheet.line([Run(f"Tờ bản đồ số {parcel[1]}", size=11)], 300, 322, "center")
    for x, y in ((512, 90), (512, 128)):
        sheet.put(Rule(512, 128, x, y, 1.2))
    sheet.line([Run("B", bold=True)], 512, 86, "center")
    sheet.y = 500
    sheet.centered("Bảng liệt kê chiều dài cạnh", bold=True)
    sheet.skip(6)
    rows = [[[Run("Cạnh")], [Run("Chiều dài (m)")]]]
    rows += [[[Run(f"{a} - {b}")], [Run(length)]] for a, b, length in sides]
    sheet.table([0.5, 0.5], rows)


def _changes(sheet: Sheet) -> None:
    sheet.y = 56
    sheet.paragraph(
        [Run("IV. Những thay đổi sau khi cấp giấy chứng nhận", bold=True)],
        indent=0,
        after=8,
    )
    head: list[list[Run]] = [
        [Run("Nội dung thay đổi và cơ sở pháp lý")],
        [Run("Xác nhận của cơ quan có thẩm quyền")],
    ]
    top = sheet.y
    sheet.table([0.62, 0.38], [head])
    middle = sheet.left + (sheet.right - sheet.left) * 0.62
    sheet.put(
        *(Rule(x, top, x, 700) for x in (sheet.left, middle, sheet.right)),
        Rule(sheet.left, 700, sheet.right, 700),
    )
    sheet.y = 708
    sheet.paragraph([Run(prose.CERTIFICATE_WARNING, italic=True, size=11.5)], indent=0)


def building_permit(brief: Brief) -> Paper:
    """Giấy phép xây dựng nhà ở riêng lẻ."""
    sheet = blocks.new_sheet(brief, "giay_phep_xay_dung", "GIẤY PHÉP XÂY DỰNG")
    rng, at = brief.rng, brief.issued
    blocks.organ_head(sheet, brief, None)
    sheet.skip(8)
    sheet.centered("GIẤY PHÉP XÂY DỰNG", bold=True, size=16)
    number = f"{brief.number(900)}/GPXD"
    sheet.y += 18
    sheet.line(
        [
            Run("Số:"),
            Run(number, bold=True, fact=sheet.fact(None, None, "number", number)),
        ],
        sheet.middle,
        sheet.y,
        "center",
    )
    subject = "Xây dựng nhà ở riêng lẻ"
    about = sheet.fact(None, None, "subject", subject)
    sheet.centered("(Sử dụng cho công trình nhà ở riêng lẻ)", italic=True)
    sheet.skip(8)
    person = brief.cast.adult(brief.unit, at)
    owner = Voice.of(sheet, person, "owner", at)
    sheet.paragraph(
        told(
            "{head} {title} {name}",
            head=Run("1. Cấp cho:", bold=True),
            title=person.title.capitalize(),
            name=owner.name(upper=True),
        ),
        indent=0,
    )
    sheet.paragraph(
        told(
            "Năm sinh: {year}; {label} số: {number}",
            year=owner.birth_year(),
            label=owner.number_label,
            number=owner.number(),
        )
    )
    sheet.paragraph(told("Địa chỉ thường trú: {address}", address=owner.address()))
    granted = told(
        "{head} {subject} theo những nội dung sau:",
        head=Run("2. Được phép:", bold=True),
        subject=Run(subject, fact=about),
    )
    sheet.paragraph(granted, indent=0)
    works = _works(sheet, brief)
    for text in prose.PERMIT_ITEMS:
        sheet.paragraph(told(text, **works))
    title = f"Giấy chứng nhận quyền sử dụng đất số BA {rng.integers(100_000, 999_999)}."
    sheet.paragraph(
        [Run("3. Giấy tờ về quyền sử dụng đất:", bold=True), Run(title)], indent=0
    )
    sheet.paragraph(
        [Run("4. Hiệu lực của giấy phép:", bold=True), Run(prose.PERMIT_VALIDITY)],
        indent=0,
    )
    sheet.need(190)
    sheet.centered(
        "CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", bold=True, size=13
    )
    sheet.skip(4)
    for text in prose.PERMIT_DUTIES:
        sheet.paragraph([Run(text)])
    recipients = (
        "Như trên;",
        "UBND nơi có công trình;",
        "Thanh tra xây dựng;",
        f"Lưu: VT, {brief.unit.abbreviation}.",
    )
    blocks.sign_organ(sheet, brief, blocks.chief(brief.unit, rng), recipients)
    return sheet.finish()


def _works(sheet: Sheet, brief: Brief) -> dict[str, Run | str]:
    """Where and what may be built."""
    rng, where = brief.rng, _somewhere(brief)
    parcel, map_no = str(rng.integers(3, 420)), str(rng.integers(1, 60))
    area, floors = float(rng.integers(300, 1200)) / 10, int(rng.integers(1, 6))
    return {
        "design": str(rng.integers(10, 99)),
        "year": str(brief.issued.year),
        "parcel": Run(parcel, fact=sheet.fact(None, None, "parcel_no", parcel)),
        "map_no": Run(map_no, fact=sheet.fact(None, None, "map_no", map_no)),
        "where": Run(where, fact=sheet.fact(None, None, "parcel_address", where)),
        "area": square_metres(area),
        "total": square_metres(area * floors),
        "height": square_metres(3.4 * floors + 1.2),
        "floors": f"{floors:02d}",
        "density": str(rng.integers(55, 100)),
    }
