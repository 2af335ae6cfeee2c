"""Signatures and recipients."""

from __future__ import annotations

from synthetic.heads.sheet import HeadSheet


def put_foot(sheet: HeadSheet) -> None:
    """Signature and recipients, or nothing where the page ends before."""
    sheet.at.facts["signer_name"] = None
    if sheet.at.y > 0.72 * sheet.canvas.size[1] or sheet.words.chance(0.25):
        return
    sheet.at.down(float(sheet.rng.uniform(0.4, 1.2)))
    top = sheet.at.y
    lines, rank = sheet.words.signer_lines(sheet.organ)
    name = sheet.words.person() if sheet.words.chance(0.85) else None
    put_signature(sheet, lines, name, rank, sheet.at.axes[1], caps=True)
    if sheet.words.chance(0.85):
        y = top
        small = 0.85 * sheet.at.em
        for n, row in enumerate(["Nơi nhận:", *sheet.words.recipients(sheet.organ)]):
            sheet.canvas.put(
                row,
                sheet.at.left,
                y + sheet.at.pitch,
                sheet.at.em * 0.92 if n == 0 else small,
                "RECIPIENTS",
                bold=n == 0,
                italic=n == 0,
            )
            y += sheet.at.pitch * (1.0 if n == 0 else 0.85)


def put_signature(
    sheet: HeadSheet,
    lines: list[str],
    name: str | None,
    rank: str,
    x: float,
    caps: bool,
) -> None:
    """Authority, title, space for the signature, name."""
    size = sheet.at.em * float(sheet.rng.uniform(0.92, 1.02))
    room = 2 * (sheet.canvas.size[0] * 0.97 - x)
    for line in lines:
        rows = sheet.canvas.wrap(line.upper() if caps else line, room, size, True)
        authority = line.startswith(("TM", "T/M", "KT", "TL", "TUQ"))
        for row in rows:
            sheet.canvas.put(
                row,
                x,
                sheet.at.down(),
                size,
                "AUTHORITY" if authority else "TITLE",
                "center",
                bold=True,
            )
    if sheet.words.chance(0.2):
        sheet.canvas.put(
            sheet.words.pick(
                ("(Ký, ghi rõ họ tên)", "(Đã ký)", "(Ký tên, đóng dấu)"), False
            ),
            x,
            sheet.at.down(),
            size * 0.9,
            "SIGN",
            "center",
            italic=True,
        )
    _specks(sheet, x)
    sheet.at.facts["signer_name"] = name
    if name is None:
        return
    gap = sheet.at.down(float(sheet.rng.uniform(2.2, 5.5)))
    shown = f"{rank}{name}" if sheet.words.chance(0.92) else f"{rank}{name}".upper()
    if gap < 0.985 * sheet.canvas.size[1]:
        sheet.canvas.put(
            shown,
            x + float(sheet.rng.normal(0, 0.01)) * sheet.canvas.size[0],
            gap,
            size,
            "NAME",
            "center",
            bold=True,
        )
    else:
        sheet.at.facts["signer_name"] = None


def _specks(sheet: HeadSheet, x: float) -> None:
    """What a seal and a pen's strokes are read as."""
    for _ in range(int(sheet.rng.integers(0, 5)) if sheet.words.chance(0.4) else 0):
        text = sheet.words.pick(
            (
                "6",
                "SỞ",
                "y TẾ",
                "0",
                "KÝ",
                "V",
                "L ư",
                "BAN",
                "*",
                "Ủy",
                "1",
                "/c",
                "NH ĂN",
                "ưn",
            ),
            False,
        )
        place = x - sheet.at.em * float(sheet.rng.uniform(-2, 8))
        sheet.canvas.put(
            text,
            place,
            sheet.at.y + sheet.at.pitch * float(sheet.rng.uniform(0.5, 3.5)),
            sheet.at.em * float(sheet.rng.uniform(0.5, 1.1)),
            "NOISE",
        )
