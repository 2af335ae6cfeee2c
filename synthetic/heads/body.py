"""Running text and tables."""

from __future__ import annotations

from synthetic.heads.sheet import HeadSheet


def put_body(sheet: HeadSheet) -> None:
    """Paragraphs, sometimes a table."""
    count = int(sheet.rng.integers(2, 10))
    for _ in range(count):
        text = " ".join(
            sheet.words.sentence() for _ in range(int(sheet.rng.integers(1, 4)))
        )
        indent = sheet.at.em * float(sheet.rng.choice([0, 2, 2.5]))
        rows = sheet.canvas.wrap(text, sheet.room() - indent, sheet.at.em)
        for n, row in enumerate(rows):
            if sheet.at.y > 0.9 * sheet.canvas.size[1]:
                return
            sheet.canvas.put(
                row,
                sheet.at.left + (indent if n == 0 else 0),
                sheet.at.down(),
                sheet.at.em,
                "BODY",
            )
        sheet.at.down(float(sheet.rng.uniform(0.0, 0.4)))
    if sheet.words.chance(0.15):
        put_table(sheet)


def put_table(sheet: HeadSheet) -> None:
    """A table of some rows."""
    columns = [
        sheet.at.left + share * sheet.room() for share in (0.0, 0.08, 0.45, 0.75)
    ]
    if sheet.words.chance(0.5):
        rows = (
            ("", "TÊN CƠ QUAN,", "SỐ LƯỢNG", "TỶ LỆ"),
            ("STT", "ĐƠN VỊ", "PHẢN HỒI", "(%)"),
            ("", "Thời gian", "Địa điểm", "Phí, lệ phí"),
            ("TT", "Tên thủ tục hành chính", "thực hiện", "(nếu có)"),
        )
        for row in (
            rows[: int(sheet.rng.integers(1, 5))]
            if sheet.words.chance(0.5)
            else rows[2:]
        ):
            y = sheet.at.down(1.0)
            for x, text in zip(columns, row, strict=True):
                if text:
                    sheet.canvas.put(
                        text, x + sheet.at.em, y, sheet.at.em, "BODY", bold=True
                    )
    heads = (
        ("STT", "Họ và tên", "Đơn vị", "Ghi chú")
        if sheet.words.chance(0.5)
        else ("TT", "Nội dung", "Kết quả", "Tỷ lệ")
    )
    for n in range(int(sheet.rng.integers(3, 12))):
        y = sheet.at.down(1.2)
        if y > 0.85 * sheet.canvas.size[1]:
            return
        row = (
            heads
            if n == 0
            else (
                str(n),
                sheet.words.person() if heads[0] == "STT" else sheet.words.unit(),
                f"Xã {sheet.words.unit()}",
                str(sheet.rng.integers(1, 99)),
            )
        )
        for x, text in zip(columns, row, strict=True):
            sheet.canvas.put(text, x, y, sheet.at.em, "BODY", bold=n == 0)
