"""Titles, annexes' titles, addressees."""

from __future__ import annotations

from synthetic.heads.sheet import HeadSheet


def put_title(sheet: HeadSheet, title: str, subject: str | None) -> None:
    """The type and what the paper is about."""
    size = sheet.at.em * float(sheet.rng.uniform(1.0, 1.2))
    shown = " ".join(title) if sheet.words.chance(0.02) else title
    sheet.centred(shown, "TYPE", bold=True, size=size)
    if sheet.words.chance(0.08):
        sheet.at.down(float(sheet.rng.uniform(0.2, 0.6)))
    if subject is None:
        sheet.at.facts["subject"] = None
        return
    start = sheet.words.pick(("Về việc", "V/v", "Về việc", "", "Về"), False)
    if not start:
        subject = subject[0].upper() + subject[1:]
    shown = f"{start} {subject}".strip()
    style = float(sheet.rng.random())
    shown = shown.upper() if style < 0.12 else shown
    room = sheet.room() * float(sheet.rng.uniform(0.55, 1.0))
    for row in sheet.canvas.wrap(shown, room, sheet.at.em, True):
        sheet.centred(row, "SUBJECT", bold=style < 0.7, italic=style > 0.9)
    sheet.at.facts["subject"] = subject if start != "Về" else f"Về {subject}"
    sheet.at.down(float(sheet.rng.uniform(0.2, 0.9)))


def put_annex_head(sheet: HeadSheet, title: str | None) -> None:
    """Title of an annex or list, and the paper that it came with."""
    subject = sheet.words.subject(sheet.organ)
    if sheet.words.chance(0.5):
        sheet.canvas.put(
            str(sheet.rng.integers(2, 20)),
            sheet.middle(),
            sheet.at.y,
            sheet.at.em,
            "PAGENO",
            "center",
        )
        sheet.at.down(0.6)
    plain = title is not None and sheet.words.chance(0.25)
    if plain:
        subject = f"{sheet.words.pick(('Danh mục', 'Bảng tổng hợp', 'Biểu', 'Phụ lục.', 'Phụ lục -'), False)} {subject}"
    elif title is not None:
        sheet.centred(title, "TYPE", bold=True)
        subject = sheet.words.pick(
            (f"Danh mục {subject}", subject, f"Bảng tổng hợp {subject}"), False
        )
    if title is None:
        subject = f"Danh sách {sheet.words.pick(('cán bộ, công chức', 'các cơ quan, đơn vị', 'thí sinh', 'hộ gia đình', 'sinh viên'), False)} {subject}"
    rows = sheet.canvas.wrap(
        subject.upper(),
        sheet.room() * float(sheet.rng.uniform(0.6, 0.95)),
        sheet.at.em,
        True,
    )
    for n, row in enumerate(rows):
        sheet.centred(
            row, "TYPE" if (title is None or plain) and n == 0 else "SUBJECT", bold=True
        )
    sheet.at.facts["subject"] = subject.upper()
    if sheet.words.chance(0.8):
        start = sheet.words.pick(("Ban hành kèm theo", "Kèm theo"), False)
        what = sheet.words.pick(
            (
                "Quyết định số {n}/QĐ-UBND",
                "Báo cáo số {n}/BC-UBND",
                "Công văn số {n}/SYT-NVY",
                "Thông báo số {n}/TB-ĐHCT",
            ),
            False,
        ).format(n=sheet.rng.integers(1, 900))
        day = sheet.words.day()
        text = f"({start} {what} ngày {day.day:02d} tháng {day.month:02d} năm {day.year} của {' '.join(sheet.organ.lines)})"
        for row in sheet.canvas.wrap(text, sheet.room() * 0.9, sheet.at.em * 0.95):
            sheet.centred(row, "ANNEX", italic=True, size=sheet.at.em * 0.95)
    sheet.at.down(0.8)


def put_addressees(sheet: HeadSheet) -> None:
    """`Kính gửi: …`."""
    rows = [
        sheet.words.pick(
            (
                "Ủy ban nhân dân các xã, thị trấn",
                "Các phòng, ban, đơn vị trực thuộc",
                "Sở Tài chính",
                "Ông Nguyễn Văn An, thôn 3",
                "Trung tâm Y tế các huyện, thị xã, thành phố",
                "Hội đồng quản trị",
                "Giám đốc Sở Xây dựng",
            ),
            False,
        )
        for _ in range(int(sheet.rng.integers(1, 4)))
    ]
    sheet.at.down(float(sheet.rng.uniform(0.3, 1.2)))
    if len(rows) == 1:
        sheet.centred(
            f"Kính gửi: {rows[0]}{sheet.words.pick(('', '.', ';'), False)}", "TO"
        )
    else:
        x = sheet.at.left + 0.15 * sheet.room()
        sheet.canvas.put("Kính gửi:", x, sheet.at.down(), sheet.at.em, "TO")
        inline = sheet.words.chance(0.4)
        for n, row in enumerate(rows):
            y = sheet.at.y if n == 0 and inline else sheet.at.down()
            sheet.canvas.put(
                f"- {row}{'.' if row is rows[-1] else ';'}",
                x + sheet.canvas.length("Kính gửi:  ", sheet.at.em),
                y,
                sheet.at.em,
                "TO",
            )
    sheet.at.down(float(sheet.rng.uniform(0.2, 0.9)))
