"""Papers out of their texts (see `notation`): each block of a text has a method here that sets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthetic.ocr_pages.notation import Outline
from synthetic.ocr_pages.phrases import Phrases
from synthetic.ocr_pages.setting import StyledSheet
from synthetic.ocr_pages.style import Part, Style, draw_style
from synthetic.ocr_pages.values import Values
from synthetic.pages.items import BLACK, Paper, Picture, Rule, Run, Seal, Signature

_RED = (176, 28, 34)
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def write_paper(
    outline: Outline, part: Part, rng: np.random.Generator, style: Style | None = None
) -> Paper:
    """Set a paper in a style (one of the part, if none is given) and with values drawn by chance."""
    return _Writer(outline, style or draw_style(part, rng), rng).write()


class _Writer:
    def __init__(
        self, outline: Outline, style: Style, rng: np.random.Generator
    ) -> None:
        self._outline, self._rng, self._style = outline, rng, style
        self._sheet = StyledSheet.of(outline.kind, self._style)
        self._phrases = Phrases(self._sheet, Values(rng))
        self._organ = "ỦY BAN NHÂN DÂN"
        self._cells: list[list[list[Run]]] = []
        self._table: str | None = None
        self._sides: dict[str, list[str]] | None = None

    def write(self) -> Paper:
        for directive, text in self._outline.blocks:
            if self._table is not None and not directive.startswith("row"):
                self._end_table()
            if self._sides is not None and directive in {"left", "right"}:
                self._sides[directive].append(text)
                continue
            name = directive.split()[0]
            times = int(directive.split()[1]) if " " in directive else 1
            if name in {"row", "rows"}:
                self._more_rows(text, times, fresh=name == "rows")
            else:
                getattr(self, f"_do_{name.lower() if name != 'SUB' else 'subtitle'}")(
                    text
                )
        if self._table is not None:
            self._end_table()
        return self._sheet.finish()

    def _set_form(
        self, text: str, left: float | None = None, right: float | None = None
    ) -> None:
        self._sheet.form(self._phrases.parts(text), left=left, right=right)

    # Directives
    # -----------------------------------------------------------------------------------------------------

    def _do_frame(self, text: str) -> None:
        sheet = self._sheet
        sheet.put(
            Picture("guilloche", 36, 30, 523, 782, int(self._rng.integers(1 << 20)))
        )
        sheet.left, sheet.right = max(sheet.left, 66.0), min(sheet.right, 530.0)

    def _do_nation(self, text: str) -> None:
        self._sheet.y = self._motto(self._sheet.middle, 64.0) + 10

    def _motto(self, axis: float, y: float) -> float:
        sheet, size = self._sheet, self._style.head_size
        sheet.line([Run(_NATION, bold=True, size=size)], axis, y, "center")
        motto = [Run(_MOTTO, bold=True, size=size + 1)]
        sheet.line(motto, axis, y + size * 1.35, "center")
        half = sheet.width_of(motto) / 2
        sheet.put(
            Rule(axis - half, y + size * 1.35 + 4.5, axis + half, y + size * 1.35 + 4.5)
        )
        return y + size * 1.35 + 5

    def _do_head(self, text: str) -> None:
        sheet, (left, right), size = (
            self._sheet,
            self._style.axes,
            self._style.head_size,
        )
        above, name, number = (part.strip() for part in text.split("//"))
        y = 60.0
        for piece, bold in ((above, False), (name, True)):
            runs = [
                replace(run, text=run.text.upper(), bold=bold, size=size)
                for run in self._phrases.runs(piece)
            ]
            for row in sheet.broken(runs, 190.0):
                sheet.line(row, left, y, "center")
                y += size * 1.26
        self._organ = name.split("{")[0].strip() or self._organ
        sheet.put(Rule(left - 30, y - size * 0.78, left + 30, y - size * 0.78))
        y += 8
        sheet.line(self._phrases.runs(f"Số: {number}"), left, y, "center")
        lower = self._motto(right, 60.0)
        dated = max(y, lower + size * 1.6)
        sheet.line(
            self._phrases.runs("{d.place}, {d.date}", italic=True),
            right,
            dated,
            "center",
        )
        sheet.y = max(y, dated) + 6

    def _do_left(self, text: str) -> None:
        self._sheet.line(
            self._phrases.runs(text, size=self._style.size - 1.5),
            self._style.axes[0],
            self._sheet.y + 4,
            "center",
        )
        self._sheet.skip(10)

    def _do_title(self, text: str) -> None:
        sheet = self._sheet
        sheet.skip(8)
        color = (
            _RED if any(isinstance(item, Picture) for item in sheet.pages[0]) else BLACK
        )
        size = 19.0 if color == _RED else 15.0
        for row in sheet.broken([Run(text, bold=True, size=size, color=color)], 430):
            sheet.y += size * 1.25
            sheet.line(row, sheet.middle, sheet.y, "center")

    def _do_subtitle(self, text: str) -> None:
        self._do_center(f"*{text}*")

    def _do_center(self, text: str) -> None:
        sheet = self._sheet
        for row in sheet.broken(self._phrases.runs(text), 400):
            sheet.y += sheet.size * 1.4
            sheet.line(row, sheet.middle, sheet.y, "center")
        sheet.skip(3)

    def _do_skip(self, text: str) -> None:
        self._sheet.skip(float(text))

    def _do_para(self, text: str, italic: bool = False) -> None:
        s, runs = self._style, self._phrases.runs(text, italic=italic)
        self._sheet.paragraph(
            runs, indent=s.indent, leading=s.leading, justify=s.justify
        )

    def _do_ital(self, text: str) -> None:
        self._do_para(text, italic=True)

    def _do_item(self, text: str) -> None:
        self._sheet.paragraph(
            self._phrases.runs(text),
            indent=0,
            leading=self._style.leading * 1.06,
            justify=False,
        )

    def _do_bold(self, text: str) -> None:
        self._sheet.paragraph(
            self._phrases.runs(f"*{text}*"),
            indent=0,
            leading=self._style.leading * 1.1,
            after=1,
        )

    def _do_form(self, text: str) -> None:
        self._set_form(text)

    def _do_empty(self, text: str) -> None:
        for _ in range(int(text)):
            self._sheet.form([("", Run(""), 1.0)])

    def _do_columns(self, text: str) -> None:
        self._sides = {"left": [], "right": []}

    def _do_end(self, text: str) -> None:
        sheet, sides = self._sheet, self._sides or {}
        self._sides = None
        top, ends = sheet.y, []
        for side, edges in (
            ("left", (sheet.left, sheet.middle - 8)),
            ("right", (sheet.middle + 8, sheet.right)),
        ):
            sheet.y = top
            for line in sides[side]:
                self._set_form(line, *edges)
            ends.append(sheet.y)
        sheet.put(Rule(sheet.middle, top + 4, sheet.middle, max(ends) + 6, 0.5))
        sheet.y = max(ends) + 4

    def _do_ticks(self, text: str) -> None:
        sheet = self._sheet
        question, *answers = (part.strip() for part in text.split("|"))
        sheet.y += sheet.size * self._style.form_leading
        end = sheet.line(self._phrases.runs(question), sheet.left, sheet.y)
        for answer in answers:
            end = sheet.line([Run(answer.rstrip("*"))], end + 26, sheet.y, joined=True)
            name = "ticked" if answer.endswith("*") else "box"
            sheet.put(Picture(name, end + 5, sheet.y - 9.5, 10, 10))
            end += 15

    def _do_table(self, text: str) -> None:
        self._table, self._cells, self._phrases.count = text, [], 0
        self._sheet.skip(5)

    def _more_rows(self, text: str, times: int, fresh: bool) -> None:
        for _ in range(times):
            if fresh:
                self._phrases.count += 1
                for owner in "xy":
                    self._phrases.values.forget(owner)
            self._cells.append(
                [self._phrases.runs(cell.strip()) for cell in text.split("|")]
            )

    def _end_table(self) -> None:
        widths = [float(share) for share in (self._table or "").split()]
        self._table = None
        self._sheet.table(widths, self._cells)

    def _do_sign(self, text: str) -> None:
        sheet, rng = self._sheet, self._rng
        parts = [part.strip() for part in text.split("//")]
        at = next(n for n, part in enumerate(parts) if "{" in part)
        titles, name, recipients = (
            parts[:at],
            parts[at],
            "".join(parts[at + 1 :]).split(";"),
        )
        axis, size = self._style.axes[1] + 4, self._style.size
        sheet.need(40 + 14 * len(titles) + 72)
        top = y = sheet.y + 20
        for title in titles:
            sheet.line([Run(title, bold=True)], axis, y, "center")
            y += size * 1.25
        sheet.put(
            Signature(
                axis - 62 + rng.uniform(-8, 8),
                y - 2,
                130.0,
                50.0,
                int(rng.integers(1 << 30)),
            )
        )
        self._seal(axis - 122, y - 30)
        sheet.line(self._phrases.runs(name, bold=True), axis, y + 58, "center")
        for n, line in enumerate(
            ["Nơi nhận:", *(f"- {r.strip()};" for r in recipients)]
            if len(parts) > at + 1
            else ()
        ):
            run = Run(
                line,
                bold=n == 0,
                italic=n == 0,
                size=size - 1.4 if n == 0 else size - 2.4,
            )
            sheet.line([run], sheet.left, top + n * size * 1.1)
        sheet.y = y + 62

    def _seal(self, x: float, y: float) -> None:
        rng = self._rng
        self._sheet.put(
            Seal(
                x + rng.uniform(-10, 10),
                y + rng.uniform(-8, 8),
                self._organ,
                "NƯỚC CHXHCN VIỆT NAM",
                angle=float(rng.uniform(-18, 18)),
            )
        )

    def _do_signs(self, text: str) -> None:
        sheet, parts = self._sheet, [part.split("//") for part in text.split("|")]
        sheet.need(100)
        axes: Sequence[float] = (self._style.axes[1],)
        if len(parts) > 1:
            span = sheet.right - sheet.left
            axes = [
                sheet.left + span * (n + 0.5) / len(parts) for n in range(len(parts))
            ]
        for axis, (title, name) in zip(axes, parts, strict=True):
            sheet.line([Run(title.strip(), bold=True)], axis, sheet.y + 18, "center")
            sheet.line(
                [Run("(Ký, ghi rõ họ tên)", italic=True, size=sheet.size - 1.8)],
                axis,
                sheet.y + 32,
                "center",
            )
            sheet.put(
                Signature(
                    axis - 52,
                    sheet.y + 33,
                    105.0,
                    40.0,
                    int(self._rng.integers(1 << 30)),
                )
            )
            sheet.line(self._phrases.runs(name.strip()), axis, sheet.y + 84, "center")
        sheet.y += 90

    def _do_serial(self, text: str) -> None:
        runs = self._phrases.runs(text, bold=True, size=16.0, color=_RED)
        self._sheet.line(runs, self._sheet.right - 6, 784, "right")
