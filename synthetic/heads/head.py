"""Heads of papers: organs, number, national title, date, subject beside the number, stamps."""

from __future__ import annotations

from datetime import date

from pipeline.common.vietnamese.provinces import load_provinces
from synthetic.heads.canvas import Align
from synthetic.heads.organ import Organ
from synthetic.heads.sheet import HeadSheet

_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO = (
    "Độc lập - Tự do - Hạnh phúc",
    "Độc lập – Tự do – Hạnh phúc",
    "Độc lập Tự do - Hạnh phúc",
)


def put_page_mark(sheet: HeadSheet) -> None:
    """What may stand above the head: a form number, an electronic signature."""
    if sheet.words.chance(0.05):
        sheet.canvas.put(
            sheet.words.pick(("Mẫu số 01", "Mẫu 2.3", "PHỤ LỤC 1:"), False),
            sheet.middle(),
            sheet.at.y - 0.8 * sheet.at.pitch,
            sheet.at.em,
            "MARK",
            "center",
        )
    if sheet.words.chance(0.06):
        for n, row in enumerate(
            (
                f"Người ký: {' '.join(sheet.organ.lines)}",
                "Ngày ký: 14.02.2020 14:00:27 +07:00",
                "Email: vanthu@example.gov.vn",
            )
        ):
            sheet.canvas.put(
                row,
                sheet.at.right - 0.35 * sheet.room(),
                sheet.at.y - (2 - n) * 0.6 * sheet.at.pitch,
                0.55 * sheet.at.em,
                "MARK",
            )


def put_head(sheet: HeadSheet, code: str, subject_left: bool) -> None:
    """Organs, number, national title, place and date; `V/v` below the number where `subject_left`."""
    em, pitch, (left, right) = (
        sheet.at.em,
        sheet.at.pitch * float(sheet.rng.uniform(0.8, 1.05)),
        sheet.at.axes,
    )
    small = em * float(sheet.rng.uniform(0.85, 1.0))
    top = sheet.at.y
    caps = not sheet.words.chance(0.06)
    spaced = sheet.words.chance(0.04)
    room = 2 * (left - 0.03 * sheet.canvas.size[0])
    y = top
    for lines, label in ((sheet.organ.parent, "PARENT"), (sheet.organ.lines, "ORGAN")):
        for line in _fitted(sheet, lines, room, small, caps):
            text = (
                " ".join(line.replace(" ", "_"))
                if spaced and label == "ORGAN" and len(line) < 22
                else line
            )
            put_column(sheet, text, left, y, small, label, bold=label == "ORGAN")
            y += pitch
    organ_end = y
    sheet.at.facts["issuer"] = " ".join(sheet.organ.lines)
    nation_end = put_nation(
        sheet, right, top + float(sheet.rng.uniform(-0.1, 0.1)) * pitch
    )
    y = max(
        organ_end + pitch * float(sheet.rng.uniform(0.0, 0.7)),
        nation_end if sheet.words.chance(0.6) else 0,
    )
    date_y = (
        y
        if sheet.words.chance(0.75)
        else max(nation_end, top + pitch * 2.2)
        + float(sheet.rng.uniform(0.0, 0.6)) * pitch
    )
    put_number(sheet, code, left, y, em, sheet.words.chance(0.93))
    date_end = put_date(sheet, right, date_y, "center")
    y += pitch
    if subject_left:
        y = _about(sheet, left, y + float(sheet.rng.uniform(0, 0.3)) * pitch, em, room)
    if sheet.words.chance(0.1):
        y = put_incoming(sheet, y, left if sheet.words.chance(0.5) else right)
    if sheet.words.chance(0.06):
        sheet.canvas.put(
            sheet.words.pick(("KHẨN", "HỎA TỐC", "MẬT", "THƯỢNG KHẨN"), False),
            left,
            y + 0.3 * pitch,
            em,
            "MARK",
            "center",
            bold=True,
        )
        y += pitch
    sheet.at.y = max(y, date_end) + pitch * float(sheet.rng.uniform(0.2, 1.2))


def _fitted(
    sheet: HeadSheet, lines: tuple[str, ...], room: float, size: float, caps: bool
) -> list[str]:
    rows: list[str] = []
    for line in lines:
        rows += sheet.canvas.wrap(line.upper() if caps else line, room, size, True)
    return rows


def put_column(
    sheet: HeadSheet, text: str, x: float, y: float, size: float, label: str, bold: bool
) -> None:
    """A line of a column."""
    sheet.canvas.put(text, x, y, size, label, "center", bold=bold)


def put_nation(sheet: HeadSheet, x: float, y: float) -> float:
    """National title and motto; the next baseline."""
    em = sheet.at.em * float(sheet.rng.uniform(0.82, 0.95))
    title, motto = sheet.words.pick(_NATION, False), sheet.words.pick(_MOTTO, False)
    half = sheet.canvas.length(title, em, True) / 2
    x = min(x, sheet.canvas.size[0] * 0.985 - half)
    sheet.canvas.put(title, x, y, em, "NATION", "center", bold=True)
    pitch = sheet.at.pitch * float(sheet.rng.uniform(0.85, 1.1))
    if sheet.words.chance(0.96):
        sheet.canvas.put(motto, x, y + pitch, em * 1.05, "NATION", "center", bold=True)
    return y + 2 * pitch


def put_number(
    sheet: HeadSheet, code: str, x: float, y: float, em: float, there: bool
) -> None:
    """Number and notation."""
    sheet.at.facts |= {"number": None, "notation": None}
    if not there:
        return
    rest = sheet.words.notation(sheet.organ, code)
    digits = str(
        sheet.rng.integers(1, int(sheet.rng.choice([20, 100, 1000, 6000])))
    ).zfill(int(sheet.rng.integers(1, 3)))
    label = sheet.words.pick(("Số:", "Số:", "Số:", "Số :", "Số"), False)
    hand = sheet.words.chance(0.4)
    glue = "" if sheet.words.chance(0.55) else " "
    if rest[:1] not in "/-":
        glue = ""
    seen = digits
    gone = False
    if hand:
        gone = sheet.words.chance(0.3)
        seen = str(sheet.rng.integers(1, 999)) if sheet.words.chance(0.4) else digits
        sheet.at.by_hand.append("number")
        if glue == "" and gone:
            glue = " "
    text = f"{label} {'__' if gone else seen}{glue}{rest}"
    hands = [w for w in text.split() if hand and not gone and w.startswith(seen)]
    sheet.canvas.put(text, x, y, em, "NUMBER", "center", hands=hands)
    sheet.at.facts["number"] = digits + rest
    sheet.at.facts["notation"] = (
        rest.replace(" ", "").lstrip("/-–.")
        if not rest.startswith(tuple(f"/{y}" for y in range(2015, 2026)))
        else rest.strip("/")
    )


def _in_its_time(day: date, organ: Organ) -> date:
    """The day, or one of the year before the organ's province ended."""
    provinces, said = load_provinces(), f"{organ.place} {' '.join(organ.lines)}".lower()
    ended = [
        last
        for name in provinces.names
        if name.lower() in said and (last := provinces.ended(name, day)) is not None
    ]
    if not ended:
        return day
    return day.replace(year=min(ended).year - 1, day=min(day.day, 28))


def put_date(sheet: HeadSheet, x: float, y: float, align: Align) -> float:
    """Place and date; the next baseline."""
    day = _in_its_time(sheet.words.day(), sheet.organ)
    place = sheet.words.pick(
        (
            sheet.organ.place,
            sheet.organ.place,
            sheet.organ.place,
            f"TP. {sheet.organ.place}",
            f"Tp. {sheet.organ.place}",
            f"Tp.{sheet.organ.place}",
            f"Thành phố {sheet.organ.place}",
            f"{sheet.words.unit()}",
        ),
        False,
    )
    hand = sheet.words.chance(0.35)
    the_day, month = (
        f"{day.day:02d}",
        f"{day.month:02d}"
        if day.month < 3 or sheet.words.chance(0.3)
        else str(day.month),
    )
    seen = (
        f"{sheet.rng.integers(1, 28):02d}"
        if hand and sheet.words.chance(0.4)
        else the_day
    )
    comma = "," if sheet.words.chance(0.92) else ""
    broken = sheet.words.chance(0.06)
    text = f"ngày {seen} tháng {month} năm {day.year}"
    em = sheet.at.em * float(sheet.rng.uniform(0.9, 1.0))
    gone = [seen] if hand and sheet.words.chance(0.25) and seen != month else []
    hands = [seen] if hand and seen != month else []
    if hand and seen == month:
        hands = [seen]
    if hand:
        sheet.at.by_hand.append("issued_date")
    whole = f"{place}{comma} {text}"
    x = min(
        x,
        sheet.canvas.size[0] * 0.985 - sheet.canvas.length(whole, em, italic=True) / 2,
    )
    if broken:
        sheet.canvas.put(f"{place}{comma}", x, y, em, "DATE", align, italic=True)
        y += sheet.at.pitch
        sheet.canvas.put(
            text, x, y, em, "DATE", align, italic=True, hands=hands, gone=gone
        )
    else:
        sheet.canvas.put(
            whole, x, y, em, "DATE", align, italic=True, hands=hands, gone=gone
        )
    sheet.at.facts |= {"issued_date": day.isoformat(), "place": place}
    return y + sheet.at.pitch


def _about(sheet: HeadSheet, x: float, y: float, em: float, room: float) -> float:
    subject = sheet.words.subject(sheet.organ)
    start = (
        sheet.words.pick(("V/v", "V/v:", "Về việc", "V/v", "Vv:", "V/v"), False)
        if sheet.words.chance(0.93)
        else ""
    )
    size = em * float(sheet.rng.uniform(0.7, 1.0))
    shown = f"{start} {subject}".strip() if start else subject[0].upper() + subject[1:]
    for row in sheet.canvas.wrap(
        shown, room * float(sheet.rng.uniform(0.6, 1.05)), size
    ):
        sheet.canvas.put(row, x, y, size, "SUBJECT", "center", italic=sheet.test)
        y += sheet.at.pitch * 0.9
    sheet.at.facts["subject"] = subject
    return y


def put_incoming(sheet: HeadSheet, y: float, x: float) -> float:
    """The stamp of incoming mail; the next baseline."""
    size = 0.8 * sheet.at.em
    rows = [
        sheet.words.organ().lines[0].upper(),
        sheet.words.pick(("ĐẾN", "CÔNG VĂN ĐẾN"), False),
        f"Số: {sheet.rng.integers(1, 5000)}",
        f"Ngày: {sheet.words.day():%d/%m/%Y}",
        "Chuyển:",
    ]
    for row in rows[int(sheet.rng.integers(0, 2)) :]:
        sheet.canvas.put(row, x, y, size, "STAMP", "center", bold=row.isupper())
        y += 0.85 * sheet.at.pitch
    return y
