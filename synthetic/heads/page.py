"""Whole pages: letters and titled papers with head, body and foot; pages that go on; annexes; lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from schemas.geometry import BoundingBox
from schemas.ocr import PageReading
from synthetic.heads.canvas import Align, Canvas
from synthetic.heads.wording import TYPES, Organ, Part, Wording

RATES = {"clean": 0.0, "office": 0.003, "hard": 0.02}
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO = ("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc", "Độc lập Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class HeadPage:
    """A page as recognition read it, with its facts, the names of those by hand, and what each word
    (by its box) is part of."""

    reading: PageReading
    facts: Mapping[str, str | None]
    by_hand: tuple[str, ...]
    labels: Mapping[BoundingBox, str]


@dataclass(slots=True)
class _Setting:
    """Measures of one page in pixels: type size, margins, axes of the two columns, pitch of lines."""

    em: float
    left: float
    right: float
    axes: tuple[float, float]
    pitch: float
    y: float
    facts: dict[str, str | None] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)

    def down(self, lines: float = 1.0) -> float:
        """The next baseline."""
        self.y += lines * self.pitch
        return self.y


def make_page(rng: np.random.Generator, part: Part, level: str = "office") -> HeadPage:
    """One page of one part at one level of misreading (`clean`, `office`, `hard`)."""
    return _Maker(rng, part, RATES[level]).make()


class _Maker:
    def __init__(self, rng: np.random.Generator, part: Part, rate: float) -> None:
        self.rng, self.words, self.test = rng, Wording(rng, part), part == "test"
        scale = float(rng.uniform(0.45, 1.4))
        wide, high = int(1654 * scale), int(2339 * scale)
        self.canvas = Canvas(rng, (wide, high), self._family(), rate * float(rng.uniform(0.3, 1.7)))
        em = wide / 1654 * 200 / 72 * float(rng.choice([11, 11.5, 12, 12.5, 13, 13, 13.5, 14, 14]))
        low, up = (0.1, 0.17) if self.test else (0.06, 0.18)
        axes = (wide * float(rng.uniform(0.22, 0.30)), wide * float(rng.uniform(0.63, 0.71)))
        self.at = _Setting(
            em,
            wide * float(rng.uniform(low, up)),
            wide * float(rng.uniform(0.88, 0.95)),
            axes,
            em * float(rng.uniform(1.08, 1.6)),
            high * float(rng.uniform(0.025, 0.09)),
        )
        self.organ: Organ = self.words.organ()

    def _family(self) -> str:
        names = (
            ("schola", "termes", "notoserif")
            if self.test
            else ("termes", "termes", "freeserif", "heros", "carlito")
        )
        return str(self.rng.choice(names))

    def make(self) -> HeadPage:
        kinds = {
            "letter": 4.0,
            "titled": 6.0,
            "continuation": 1.5,
            "annex": 1.3,
            "list": 0.8,
            "form": 0.8,
            "certificate": 1.2,
        }
        weights = np.array(list(kinds.values()))
        kind = str(self.rng.choice(list(kinds), p=weights / weights.sum()))
        getattr(self, f"_{kind}")()
        self.at.facts = {
            name: " ".join(value.split()) if value else None
            for name, value in self.at.facts.items()
        }
        return HeadPage(
            self.canvas.reading(), self.at.facts, tuple(self.at.by_hand), self.canvas.labels
        )

    # Kinds of pages.

    def _letter(self) -> None:
        self._page_mark()
        self.at.facts["type"] = "cong_van"
        self._head("", subject_left=True)
        self._addressees()
        if self.words.chance(0.08):
            self._incoming(self.at.y - self.at.pitch * float(self.rng.uniform(0, 4)), self.at.left)
        self._body()
        self._foot()

    def _titled(self) -> None:
        self._page_mark()
        code = self.words.pick(tuple(TYPES), divided=False)
        title, short = TYPES[code]
        self.at.facts["type"] = code
        self._head(short, subject_left=False)
        self._title(title, self.words.subject(self.organ))
        if code in {"quyet_dinh", "nghi_quyet", "chi_thi"} and self.words.chance(0.7):
            authority = self.words.pick(
                (
                    f"{self.organ.chief} {' '.join(self.organ.lines)}",
                    " ".join(self.organ.lines),
                    f"{self.organ.chief} {self.organ.lines[0]}",
                ),
                False,
            )
            for row in self.canvas.wrap(authority.upper(), self._room() * 0.8, self.at.em, True):
                self._centred(row, "AUTHHEAD", bold=True)
            self.at.down(0.4)
        if code in {"to_trinh", "bao_cao", "giay_moi"} and self.words.chance(0.7):
            self._addressees()
        self._body()
        self._foot()

    def _continuation(self) -> None:
        self.at.facts["type"] = "other"
        if self.words.chance(0.8):
            self.canvas.put(
                str(self.rng.integers(2, 20)),
                self._middle(),
                self.at.down(0.2),
                self.at.em,
                "PAGENO",
                "center",
            )
        self.at.down(0.5)
        if self.words.chance(0.35):
            heading = f"{self.rng.integers(1, 5)}.{self.rng.integers(1, 9)}. {self.words.subject(self.organ).capitalize()}"
            self.canvas.put(
                self.canvas.wrap(heading, self._room(), self.at.em)[0],
                self.at.left,
                self.at.down(),
                self.at.em,
                "BODY",
                bold=True,
            )
            self._table()
        if self.words.chance(0.8):
            self._body()
        self._foot()

    def _annex(self) -> None:
        self.at.facts["type"] = "phu_luc"
        self._annex_head(
            self.words.pick(("PHỤ LỤC", "PHỤ LỤC I", "Phụ lục 2", "PHỤ LỤC:", "PHỤ LỤC."), False)
        )
        self._table()
        if self.words.chance(0.3):
            self._foot()

    def _list(self) -> None:
        self.at.facts["type"] = "danh_sach"
        head = self.words.chance(0.35)
        if head:
            self._head(self.words.pick(("DS", "TB"), False), subject_left=False)
        self._annex_head(None)
        self._table()
        if head:
            self._foot()

    def _certificate(self) -> None:
        """A form of a registry: national title in the middle, labels with values, organ and signer
        below on the right."""
        title = self.words.pick(
            (
                "GIẤY KHAI SINH",
                "TRÍCH LỤC KHAI TỬ",
                "GIẤY CHỨNG NHẬN KẾT HÔN",
                "GIẤY PHÉP",
                "GIẤY CHỨNG NHẬN",
            ),
            False,
        )
        self.at.facts["type"] = None
        centre = self._middle()
        if self.words.chance(0.4):
            self._column(
                self.organ.lines[0].upper(),
                self.at.axes[0],
                self.at.y,
                self.at.em * 0.9,
                "ORGAN",
                bold=True,
            )
            centre = self.at.axes[1]
        self._nation(centre, self.at.y)
        self.at.y += 2.2 * self.at.pitch
        self._centred(title, "TYPE", bold=True, size=1.3 * self.at.em)
        number = self.words.pick(
            (
                "Số: {n}/{y}",
                "Số: {n}/GPXD",
                "Số: {n}",
                "Số: {n}/TLKS-BS",
                "Số: BĐ {n}4321",
                "Quyển số: 01/{y}",
                "Số: {n}/{y}/GPXD-UBND",
            ),
            False,
        ).format(n=self.rng.integers(1, 900), y=self.rng.integers(2010, 2026))
        if self.words.chance(0.4):
            self._centred(
                self.words.pick(
                    (
                        "(Sử dụng cho công trình nhà ở riêng lẻ)",
                        "(BẢN SAO)",
                        "(Bản chính)",
                        "(Có giá trị trong 6 tháng)",
                    ),
                    False,
                ),
                "MARK",
                italic=True,
            )
        self.canvas.put(number, centre, self.at.down(), self.at.em, "NUMBER", "center")
        self.at.down(0.5)
        for row in (
            "Họ, chữ đệm, tên: {name}",
            "Ngày, tháng, năm sinh: {day} _____ Giới tính: Nam",
            "Nơi sinh: {unit}",
            "Dân tộc: Kinh _____ Quốc tịch: Việt Nam",
            "Họ, chữ đệm, tên người mẹ: {name}",
            "Nơi cư trú: xã {unit}, huyện {unit}",
            "Số định danh cá nhân: 012345678901",
            "Diện tích: 120 m2; Thửa đất số: 45; Tờ bản đồ số: 12",
            "Nơi đăng ký: Ủy ban nhân dân xã {unit}",
        )[int(self.rng.integers(0, 3)) :]:
            text = row.format(
                name=self.words.person().upper() if self.words.chance(0.5) else self.words.person(),
                day=f"{self.words.day():%d/%m/%Y}",
                unit=self.words.unit(),
            )
            self.canvas.put(text, self.at.left, self.at.down(1.1), self.at.em, "BODY")
        self._date(self.at.axes[1], self.at.down(1.2), "center")
        lines, rank = self.words.signer_lines(self.organ)
        self._signature(lines, self.words.person(), rank, self.at.axes[1], caps=True)
        self.at.facts = {}
        self.at.by_hand = []

    def _form(self) -> None:
        self.at.facts["type"] = "don_de_nghi"
        self._nation(self._middle(), self.at.y)
        self.at.y += 1.6 * self.at.pitch
        date = self.words.chance(0.3)
        if date:
            self._date(self.at.right - 0.2 * self._room(), self.at.down(1.2), "center")
        subject = self.words.subject(self.organ) if self.words.chance(0.6) else None
        self._title("ĐƠN ĐỀ NGHỊ", subject)
        self._addressees()
        person = self.words.person()
        for row in (
            f"Tôi tên là: {person}",
            f"Sinh ngày: {self.words.day():%d/%m/%Y}",
            f"Địa chỉ: xã {self.words.unit()}, tỉnh {self.organ.place}",
        ):
            self.canvas.put(row, self.at.left, self.at.down(), self.at.em, "BODY")
        self._body()
        if not date and self.words.chance(0.8):
            self._date(self.at.axes[1], self.at.down(1.2), "center")
        name = person if self.words.chance(0.7) else None
        self._signature(["Người làm đơn"], name, "", self.at.axes[1], caps=self.words.chance(0.6))

    # Parts of the head.

    def _page_mark(self) -> None:
        if self.words.chance(0.05):
            self.canvas.put(
                self.words.pick(("Mẫu số 01", "Mẫu 2.3", "PHỤ LỤC 1:"), False),
                self._middle(),
                self.at.y - 0.8 * self.at.pitch,
                self.at.em,
                "MARK",
                "center",
            )
        if self.words.chance(0.06):
            for n, row in enumerate(
                (
                    f"Người ký: {' '.join(self.organ.lines)}",
                    "Ngày ký: 14.02.2020 14:00:27 +07:00",
                    "Email: vanthu@example.gov.vn",
                )
            ):
                self.canvas.put(
                    row,
                    self.at.right - 0.35 * self._room(),
                    self.at.y - (2 - n) * 0.6 * self.at.pitch,
                    0.55 * self.at.em,
                    "MARK",
                )

    def _head(self, code: str, subject_left: bool) -> None:
        em, pitch, (left, right) = (
            self.at.em,
            self.at.pitch * float(self.rng.uniform(0.8, 1.05)),
            self.at.axes,
        )
        small = em * float(self.rng.uniform(0.85, 1.0))
        top = self.at.y
        caps = not self.words.chance(0.06)
        spaced = self.words.chance(0.04)
        room = 2 * (left - 0.03 * self.canvas.size[0])
        y = top
        for lines, label in ((self.organ.parent, "PARENT"), (self.organ.lines, "ORGAN")):
            for line in self._fitted(lines, room, small, caps):
                text = (
                    " ".join(line.replace(" ", "_"))
                    if spaced and label == "ORGAN" and len(line) < 22
                    else line
                )
                self._column(text, left, y, small, label, bold=label == "ORGAN")
                y += pitch
        organ_end = y
        self.at.facts["issuer"] = " ".join(self.organ.lines)
        nation_end = self._nation(right, top + float(self.rng.uniform(-0.1, 0.1)) * pitch)
        y = max(
            organ_end + pitch * float(self.rng.uniform(0.0, 0.7)),
            nation_end if self.words.chance(0.6) else 0,
        )
        date_y = (
            y
            if self.words.chance(0.75)
            else max(nation_end, top + pitch * 2.2) + float(self.rng.uniform(0.0, 0.6)) * pitch
        )
        self._number(code, left, y, em, self.words.chance(0.93))
        date_end = self._date(right, date_y, "center")
        y += pitch
        if subject_left:
            y = self._about(left, y + float(self.rng.uniform(0, 0.3)) * pitch, em, room)
        if self.words.chance(0.1):
            y = self._incoming(y, left if self.words.chance(0.5) else right)
        if self.words.chance(0.06):
            self.canvas.put(
                self.words.pick(("KHẨN", "HỎA TỐC", "MẬT", "THƯỢNG KHẨN"), False),
                left,
                y + 0.3 * pitch,
                em,
                "MARK",
                "center",
                bold=True,
            )
            y += pitch
        self.at.y = max(y, date_end) + pitch * float(self.rng.uniform(0.2, 1.2))

    def _fitted(self, lines: tuple[str, ...], room: float, size: float, caps: bool) -> list[str]:
        rows: list[str] = []
        for line in lines:
            rows += self.canvas.wrap(line.upper() if caps else line, room, size, True)
        return rows

    def _column(self, text: str, x: float, y: float, size: float, label: str, bold: bool) -> None:
        self.canvas.put(text, x, y, size, label, "center", bold=bold)

    def _nation(self, x: float, y: float) -> float:
        em = self.at.em * float(self.rng.uniform(0.82, 0.95))
        title, motto = self.words.pick(_NATION, False), self.words.pick(_MOTTO, False)
        half = self.canvas.length(title, em, True) / 2
        x = min(x, self.canvas.size[0] * 0.985 - half)
        self.canvas.put(title, x, y, em, "NATION", "center", bold=True)
        pitch = self.at.pitch * float(self.rng.uniform(0.85, 1.1))
        self.canvas.put(motto, x, y + pitch, em * 1.05, "NATION", "center", bold=True)
        return y + 2 * pitch

    def _number(self, code: str, x: float, y: float, em: float, there: bool) -> None:
        self.at.facts |= {"number": None, "notation": None}
        if not there:
            return
        rest = self.words.notation(self.organ, code)
        digits = str(self.rng.integers(1, int(self.rng.choice([20, 100, 1000, 6000])))).zfill(
            int(self.rng.integers(1, 3))
        )
        label = self.words.pick(("Số:", "Số:", "Số:", "Số :", "Số"), False)
        hand = self.words.chance(0.4)
        glue = "" if self.words.chance(0.55) else " "
        if rest[:1] not in "/-":
            glue = ""
        seen = digits
        gone = False
        if hand:
            gone = self.words.chance(0.3)
            seen = str(self.rng.integers(1, 999)) if self.words.chance(0.4) else digits
            self.at.by_hand.append("number")
            if glue == "" and gone:
                glue = " "
        text = f"{label} {'__' if gone else seen}{glue}{rest}"
        hands = [w for w in text.split() if hand and not gone and w.startswith(seen)]
        self.canvas.put(text, x, y, em, "NUMBER", "center", hands=hands)
        self.at.facts["number"] = digits + rest
        self.at.facts["notation"] = (
            rest.replace(" ", "").lstrip("/-–.")
            if not rest.startswith(tuple(f"/{y}" for y in range(2015, 2026)))
            else rest.strip("/")
        )

    def _date(self, x: float, y: float, align: Align) -> float:
        day = self.words.day()
        place = self.words.pick(
            (
                self.organ.place,
                self.organ.place,
                self.organ.place,
                f"TP. {self.organ.place}",
                f"Tp. {self.organ.place}",
                f"Tp.{self.organ.place}",
                f"Thành phố {self.organ.place}",
                f"{self.words.unit()}",
            ),
            False,
        )
        hand = self.words.chance(0.35)
        the_day, month = (
            f"{day.day:02d}",
            f"{day.month:02d}" if day.month < 3 or self.words.chance(0.3) else str(day.month),
        )
        seen = f"{self.rng.integers(1, 28):02d}" if hand and self.words.chance(0.4) else the_day
        comma = "," if self.words.chance(0.92) else ""
        broken = self.words.chance(0.06)
        text = f"ngày {seen} tháng {month} năm {day.year}"
        em = self.at.em * float(self.rng.uniform(0.9, 1.0))
        gone = [seen] if hand and self.words.chance(0.25) and seen != month else []
        hands = [seen] if hand and seen != month else []
        if hand and seen == month:
            hands = [seen]
        if hand:
            self.at.by_hand.append("issued_date")
        whole = f"{place}{comma} {text}"
        x = min(x, self.canvas.size[0] * 0.985 - self.canvas.length(whole, em, italic=True) / 2)
        if broken:
            self.canvas.put(f"{place}{comma}", x, y, em, "DATE", align, italic=True)
            y += self.at.pitch
            self.canvas.put(text, x, y, em, "DATE", align, italic=True, hands=hands, gone=gone)
        else:
            self.canvas.put(whole, x, y, em, "DATE", align, italic=True, hands=hands, gone=gone)
        self.at.facts |= {"issued_date": day.isoformat(), "place": place}
        return y + self.at.pitch

    def _about(self, x: float, y: float, em: float, room: float) -> float:
        subject = self.words.subject(self.organ)
        start = (
            self.words.pick(("V/v", "V/v:", "Về việc", "V/v", "Vv:", "V/v"), False)
            if self.words.chance(0.93)
            else ""
        )
        size = em * float(self.rng.uniform(0.7, 1.0))
        shown = f"{start} {subject}".strip() if start else subject[0].upper() + subject[1:]
        for row in self.canvas.wrap(shown, room * float(self.rng.uniform(0.6, 1.05)), size):
            self.canvas.put(row, x, y, size, "SUBJECT", "center", italic=self.test)
            y += self.at.pitch * 0.9
        self.at.facts["subject"] = subject
        return y

    def _incoming(self, y: float, x: float) -> float:
        size = 0.8 * self.at.em
        rows = [
            self.words.organ().lines[0].upper(),
            self.words.pick(("ĐẾN", "CÔNG VĂN ĐẾN"), False),
            f"Số: {self.rng.integers(1, 5000)}",
            f"Ngày: {self.words.day():%d/%m/%Y}",
            "Chuyển:",
        ]
        for row in rows[int(self.rng.integers(0, 2)) :]:
            self.canvas.put(row, x, y, size, "STAMP", "center", bold=row.isupper())
            y += 0.85 * self.at.pitch
        return y

    def _title(self, title: str, subject: str | None) -> None:
        size = self.at.em * float(self.rng.uniform(1.0, 1.2))
        shown = " ".join(title) if self.words.chance(0.02) else title
        self._centred(shown, "TYPE", bold=True, size=size)
        if self.words.chance(0.08):
            self.at.down(float(self.rng.uniform(0.2, 0.6)))
        if subject is None:
            self.at.facts["subject"] = None
            return
        start = self.words.pick(("Về việc", "V/v", "Về việc", "", "Về"), False)
        if not start:
            subject = subject[0].upper() + subject[1:]
        shown = f"{start} {subject}".strip()
        style = float(self.rng.random())
        shown = shown.upper() if style < 0.12 else shown
        room = self._room() * float(self.rng.uniform(0.55, 1.0))
        for row in self.canvas.wrap(shown, room, self.at.em, True):
            self._centred(row, "SUBJECT", bold=style < 0.7, italic=style > 0.9)
        self.at.facts["subject"] = subject if start != "Về" else f"Về {subject}"
        self.at.down(float(self.rng.uniform(0.2, 0.9)))

    def _annex_head(self, title: str | None) -> None:
        subject = self.words.subject(self.organ)
        if self.words.chance(0.5):
            self.canvas.put(
                str(self.rng.integers(2, 20)),
                self._middle(),
                self.at.y,
                self.at.em,
                "PAGENO",
                "center",
            )
            self.at.down(0.6)
        plain = title is not None and self.words.chance(0.25)
        if plain:
            subject = f"{self.words.pick(('Danh mục', 'Bảng tổng hợp', 'Biểu', 'Phụ lục.', 'Phụ lục -'), False)} {subject}"
        elif title is not None:
            self._centred(title, "TYPE", bold=True)
            subject = self.words.pick(
                (f"Danh mục {subject}", subject, f"Bảng tổng hợp {subject}"), False
            )
        if title is None:
            subject = f"Danh sách {self.words.pick(('cán bộ, công chức', 'các cơ quan, đơn vị', 'thí sinh', 'hộ gia đình', 'sinh viên'), False)} {subject}"
        rows = self.canvas.wrap(
            subject.upper(), self._room() * float(self.rng.uniform(0.6, 0.95)), self.at.em, True
        )
        for n, row in enumerate(rows):
            self._centred(
                row, "TYPE" if (title is None or plain) and n == 0 else "SUBJECT", bold=True
            )
        self.at.facts["subject"] = subject.upper()
        if self.words.chance(0.8):
            start = self.words.pick(("Ban hành kèm theo", "Kèm theo"), False)
            what = self.words.pick(
                (
                    "Quyết định số {n}/QĐ-UBND",
                    "Báo cáo số {n}/BC-UBND",
                    "Công văn số {n}/SYT-NVY",
                    "Thông báo số {n}/TB-ĐHCT",
                ),
                False,
            ).format(n=self.rng.integers(1, 900))
            day = self.words.day()
            text = f"({start} {what} ngày {day.day:02d} tháng {day.month:02d} năm {day.year} của {' '.join(self.organ.lines)})"
            for row in self.canvas.wrap(text, self._room() * 0.9, self.at.em * 0.95):
                self._centred(row, "ANNEX", italic=True, size=self.at.em * 0.95)
        self.at.down(0.8)

    def _addressees(self) -> None:
        rows = [
            self.words.pick(
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
            for _ in range(int(self.rng.integers(1, 4)))
        ]
        self.at.down(float(self.rng.uniform(0.3, 1.2)))
        if len(rows) == 1:
            self._centred(f"Kính gửi: {rows[0]}{self.words.pick(('', '.', ';'), False)}", "TO")
        else:
            x = self.at.left + 0.15 * self._room()
            self.canvas.put("Kính gửi:", x, self.at.down(), self.at.em, "TO")
            inline = self.words.chance(0.4)
            for n, row in enumerate(rows):
                y = self.at.y if n == 0 and inline else self.at.down()
                self.canvas.put(
                    f"- {row}{'.' if row is rows[-1] else ';'}",
                    x + self.canvas.length("Kính gửi:  ", self.at.em),
                    y,
                    self.at.em,
                    "TO",
                )
        self.at.down(float(self.rng.uniform(0.2, 0.9)))

    # Body and foot.

    def _body(self) -> None:
        count = int(self.rng.integers(2, 10))
        for _ in range(count):
            text = " ".join(self.words.sentence() for _ in range(int(self.rng.integers(1, 4))))
            indent = self.at.em * float(self.rng.choice([0, 2, 2.5]))
            rows = self.canvas.wrap(text, self._room() - indent, self.at.em)
            for n, row in enumerate(rows):
                if self.at.y > 0.9 * self.canvas.size[1]:
                    return
                self.canvas.put(
                    row,
                    self.at.left + (indent if n == 0 else 0),
                    self.at.down(),
                    self.at.em,
                    "BODY",
                )
            self.at.down(float(self.rng.uniform(0.0, 0.4)))
        if self.words.chance(0.15):
            self._table()

    def _table(self) -> None:
        columns = [self.at.left + share * self._room() for share in (0.0, 0.08, 0.45, 0.75)]
        if self.words.chance(0.5):
            rows = (
                ("", "TÊN CƠ QUAN,", "SỐ LƯỢNG", "TỶ LỆ"),
                ("STT", "ĐƠN VỊ", "PHẢN HỒI", "(%)"),
                ("", "Thời gian", "Địa điểm", "Phí, lệ phí"),
                ("TT", "Tên thủ tục hành chính", "thực hiện", "(nếu có)"),
            )
            for row in rows[: int(self.rng.integers(1, 5))] if self.words.chance(0.5) else rows[2:]:
                y = self.at.down(1.0)
                for x, text in zip(columns, row, strict=True):
                    if text:
                        self.canvas.put(text, x + self.at.em, y, self.at.em, "BODY", bold=True)
        heads = (
            ("STT", "Họ và tên", "Đơn vị", "Ghi chú")
            if self.words.chance(0.5)
            else ("TT", "Nội dung", "Kết quả", "Tỷ lệ")
        )
        for n in range(int(self.rng.integers(3, 12))):
            y = self.at.down(1.2)
            if y > 0.85 * self.canvas.size[1]:
                return
            row = (
                heads
                if n == 0
                else (
                    str(n),
                    self.words.person() if heads[0] == "STT" else self.words.unit(),
                    f"Xã {self.words.unit()}",
                    str(self.rng.integers(1, 99)),
                )
            )
            for x, text in zip(columns, row, strict=True):
                self.canvas.put(text, x, y, self.at.em, "BODY", bold=n == 0)

    def _foot(self) -> None:
        self.at.facts["signer_name"] = None
        if self.at.y > 0.72 * self.canvas.size[1] or self.words.chance(0.25):
            return
        self.at.down(float(self.rng.uniform(0.4, 1.2)))
        top = self.at.y
        lines, rank = self.words.signer_lines(self.organ)
        name = self.words.person() if self.words.chance(0.85) else None
        self._signature(lines, name, rank, self.at.axes[1], caps=True)
        if self.words.chance(0.85):
            y = top
            small = 0.85 * self.at.em
            for n, row in enumerate(["Nơi nhận:", *self.words.recipients(self.organ)]):
                self.canvas.put(
                    row,
                    self.at.left,
                    y + self.at.pitch,
                    self.at.em * 0.92 if n == 0 else small,
                    "RECIPIENTS",
                    bold=n == 0,
                    italic=n == 0,
                )
                y += self.at.pitch * (1.0 if n == 0 else 0.85)

    def _signature(
        self, lines: list[str], name: str | None, rank: str, x: float, caps: bool
    ) -> None:
        size = self.at.em * float(self.rng.uniform(0.92, 1.02))
        room = 2 * (self.canvas.size[0] * 0.97 - x)
        for line in lines:
            rows = self.canvas.wrap(line.upper() if caps else line, room, size, True)
            authority = line.startswith(("TM", "T/M", "KT", "TL", "TUQ"))
            for row in rows:
                self.canvas.put(
                    row,
                    x,
                    self.at.down(),
                    size,
                    "AUTHORITY" if authority else "TITLE",
                    "center",
                    bold=True,
                )
        if self.words.chance(0.2):
            self.canvas.put(
                self.words.pick(("(Ký, ghi rõ họ tên)", "(Đã ký)", "(Ký tên, đóng dấu)"), False),
                x,
                self.at.down(),
                size * 0.9,
                "SIGN",
                "center",
                italic=True,
            )
        self._specks(x)
        self.at.facts["signer_name"] = name
        if name is None:
            return
        gap = self.at.down(float(self.rng.uniform(2.2, 5.5)))
        shown = f"{rank}{name}" if self.words.chance(0.92) else f"{rank}{name}".upper()
        if gap < 0.985 * self.canvas.size[1]:
            self.canvas.put(
                shown,
                x + float(self.rng.normal(0, 0.01)) * self.canvas.size[0],
                gap,
                size,
                "NAME",
                "center",
                bold=True,
            )
        else:
            self.at.facts["signer_name"] = None

    def _specks(self, x: float) -> None:
        """What a seal and a pen's strokes are read as."""
        for _ in range(int(self.rng.integers(0, 5)) if self.words.chance(0.4) else 0):
            text = self.words.pick(
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
            place = x - self.at.em * float(self.rng.uniform(-2, 8))
            self.canvas.put(
                text,
                place,
                self.at.y + self.at.pitch * float(self.rng.uniform(0.5, 3.5)),
                self.at.em * float(self.rng.uniform(0.5, 1.1)),
                "NOISE",
            )

    def _centred(
        self,
        text: str,
        label: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float | None = None,
    ) -> None:
        self.canvas.put(
            text,
            self._middle(),
            self.at.down(),
            size or self.at.em,
            label,
            "center",
            bold=bold,
            italic=italic,
        )

    def _room(self) -> float:
        return self.at.right - self.at.left

    def _middle(self) -> float:
        return (self.at.left + self.at.right) / 2
