"""What papers say: organs, types, subjects, sentences, signers; drawn from lists whose entries are
divided between the tuning and the test part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import numpy as np

Part = Literal["tuning", "test"]


def _read_words() -> dict[str, tuple[str, ...]]:
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    sections = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)[1:]
    pairs = zip(sections[::2], sections[1::2], strict=True)
    return {
        name: tuple(w.strip() for w in body.replace("\n", " ").split("|"))
        for name, body in pairs
    }


WORDS = _read_words()


_FIELD_SHORT = {
    "Y tế": "SYT",
    "Tư pháp": "STP",
    "Nội vụ": "SNV",
    "Tài chính": "STC",
    "Xây dựng": "SXD",
    "Công Thương": "SCT",
    "Giáo dục và Đào tạo": "SGDĐT",
    "Tài nguyên và Môi trường": "STNMT",
}
TYPES = {
    "quyet_dinh": ("QUYẾT ĐỊNH", "QĐ"),
    "thong_bao": ("THÔNG BÁO", "TB"),
    "ke_hoach": ("KẾ HOẠCH", "KH"),
    "bao_cao": ("BÁO CÁO", "BC"),
    "to_trinh": ("TỜ TRÌNH", "TTr"),
    "giay_moi": ("GIẤY MỜI", "GM"),
    "bien_ban": ("BIÊN BẢN", "BB"),
    "chi_thi": ("CHỈ THỊ", "CT"),
    "nghi_quyet": ("NGHỊ QUYẾT", "NQ"),
    "huong_dan": ("HƯỚNG DẪN", "HD"),
    "giay_xac_nhan": ("GIẤY XÁC NHẬN", "GXN"),
    "giay_gioi_thieu": ("GIẤY GIỚI THIỆU", "GGT"),
}


@dataclass(frozen=True, slots=True)
class Organ:
    """Who issues a paper: lines of the parent and of itself in the case of running text, the
    abbreviation for notations, the place, and the head's title."""

    parent: tuple[str, ...]
    lines: tuple[str, ...]
    short: str
    place: str
    chief: str


class Wording:
    """Draws from the lists of one part."""

    def __init__(self, rng: np.random.Generator, part: Part) -> None:
        self.rng = rng
        self.part = part

    def pick(self, values: Sequence[str], divided: bool = True) -> str:
        """One of the values; of divided lists only those of this part (every third is the test's)."""
        own = (
            [v for n, v in enumerate(values) if (n % 3 == 1) == (self.part == "test")]
            if divided and len(values) > 5
            else list(values)
        )
        return own[int(self.rng.integers(len(own)))]

    def chance(self, share: float) -> bool:
        """True in a share of all draws."""
        return bool(self.rng.random() < share)

    def unit(self) -> str:
        """A made-up district or commune."""
        return f"{self.pick(WORDS['first'])} {self.pick(WORDS['second'])}"

    def person(self) -> str:
        """A person's name."""
        return " ".join(
            f"{self.pick(WORDS['shared_family'], False)} {self.pick(WORDS['middle'], False)} {self.pick(WORDS['given'])}".split()
        )

    def day(self) -> date:
        """A day of the last twenty-five years."""
        return date(2002, 1, 1) + timedelta(days=int(self.rng.integers(24 * 365)))

    def organ(self) -> Organ:
        """An issuing organ."""
        kinds = (
            self._committee,
            self._department,
            self._school,
            self._hospital,
            self._centre,
            self._office,
            self._ministry,
            self._company,
            self._police,
            self._division,
            self._board,
        )
        weights = np.array([4, 4, 3, 2, 2, 2, 2, 1, 1.5, 2, 1.0])
        return kinds[int(self.rng.choice(len(kinds), p=weights / weights.sum()))]()

    def _committee(self) -> Organ:
        short = self.chance(0.2)
        name = (
            "UBND"
            if short
            else self.pick(
                (
                    "Ủy ban nhân dân",
                    "Uỷ ban nhân dân",
                    "Ủy ban nhân dân",
                    "Hội đồng nhân dân",
                ),
                False,
            )
        )
        level = self.pick(
            (
                "tỉnh",
                "thành phố",
                "huyện",
                "quận",
                "thị xã",
                "phường",
                "xã",
                "thị trấn",
            ),
            False,
        )
        place = (
            self.pick(WORDS["provinces"])
            if level == "tỉnh"
            else self.pick(WORDS["city"], False)
            if level == "thành phố"
            else self.unit()
        )
        parent: tuple[str, ...] = ()
        if level in {"phường", "xã", "thị trấn"} and self.chance(0.5):
            parent = (
                f"{'UBND' if self.chance(0.5) else name} {self.pick(('huyện', 'quận', 'thị xã'), False)} {self.unit()}",
            )
        lines = (
            (f"{name} {level} {place}",)
            if short or self.chance(0.35)
            else (name, f"{level} {place}")
        )
        return Organ(
            parent,
            lines,
            "HĐND" if name.startswith("Hội") else "UBND",
            place,
            "Chủ tịch",
        )

    def _department(self) -> Organ:
        field = self.pick(WORDS["fields"])
        province = self.pick(WORDS["provinces"])
        over = self.pick(
            (
                f"UBND tỉnh {province}",
                f"Ủy ban nhân dân|tỉnh {province}",
                f"UBND thành phố {province}",
                f"UBND TP. {province}",
                f"Ủy ban nhân dân tỉnh {province}",
            ),
            False,
        )
        short = _FIELD_SHORT.get(field) or "S" + "".join(
            w[0] for w in field.split() if w[0].isupper()
        )
        return Organ(
            tuple(over.split("|")),
            self._maybe_broken(f"Sở {field}"),
            short,
            province,
            "Giám đốc",
        )

    def _school(self) -> Organ:
        kind = self.pick(
            (
                "Trường Đại học",
                "Trường Cao đẳng",
                "Trường ĐH",
                "Trường CĐ",
                "Trường Trung cấp",
                "Học viện",
            ),
            False,
        )
        place = self.pick(WORDS["provinces"])
        school = self.pick(WORDS["schools"])
        options = (place, school, f"{school} {place}", self.unit())
        name = f"{kind} {self.pick(options, False)}"
        over = self.pick(
            (
                "Bộ Giáo dục và Đào tạo",
                "Bộ Công Thương",
                "Bộ Y tế",
                f"UBND tỉnh {place}",
                f"Đại học {place}",
                "Bộ Lao động - Thương binh|và Xã hội",
            ),
            False,
        )
        if self.chance(0.25):
            faculty = (
                f"Khoa {self.pick(WORDS['faculties'])}"
                if self.chance(0.7)
                else f"Phòng {self.pick(('Đào tạo', 'Công tác sinh viên', 'Khảo thí'), False)}"
            )
            return Organ(
                self._maybe_broken(name),
                self._maybe_broken(faculty),
                self._initials(faculty),
                place,
                "Trưởng khoa",
            )
        return Organ(
            tuple(over.split("|")),
            self._maybe_broken(name),
            self._initials(name.removeprefix("Trường ")),
            place,
            "Hiệu trưởng",
        )

    def _hospital(self) -> Organ:
        place = self.pick(WORDS["provinces"])
        name = f"Bệnh viện {self.pick(WORDS['hospitals'])} {self.pick((f'tỉnh {place}', 'Trung ương', place, f'khu vực {self.unit()}', f'Trung ương thành phố {place}'), False)}"
        over = self.pick(
            (
                "Bộ Y tế",
                f"Sở Y tế {place}",
                f"UBND tỉnh {place}|Sở Y tế",
                f"Sở Y tế tỉnh {place}",
            ),
            False,
        )
        return Organ(
            tuple(over.split("|")),
            self._maybe_broken(name),
            self._initials(name),
            place,
            "Giám đốc",
        )

    def _centre(self) -> Organ:
        place, unit = self.pick(WORDS["provinces"]), self.unit()
        name = f"Trung tâm {self.pick(WORDS['centres'])} {self.pick((f'tỉnh {place}', f'huyện {unit}', f'thành phố {unit}', ''), False)}".strip()
        over = self.pick(
            (
                f"Sở Y tế {place}",
                f"UBND huyện {unit}",
                f"Sở Nội vụ tỉnh {place}",
                f"Ủy ban nhân dân|huyện {unit}",
            ),
            False,
        )
        return Organ(
            tuple(over.split("|")),
            self._maybe_broken(name),
            self._initials(name),
            self.pick((place, unit), False),
            "Giám đốc",
        )

    def _office(self) -> Organ:
        place = self.pick(WORDS["provinces"])
        name, over = [
            ("Văn phòng", f"HĐND tỉnh {place}"),
            ("Văn phòng", f"UBND tỉnh {place}"),
            ("Thanh tra", f"UBND tỉnh {place}"),
            ("Văn phòng Đăng ký đất đai", f"Sở Tài nguyên và Môi trường|tỉnh {place}"),
            (
                "Chi nhánh Văn phòng Đăng ký đất đai|huyện " + self.unit(),
                f"Văn phòng Đăng ký đất đai|tỉnh {place}",
            ),
            ("Chi cục Kiểm lâm", f"Sở Nông nghiệp và PTNT {place}"),
        ][int(self.rng.integers(6))]
        return Organ(
            tuple(over.split("|")),
            tuple(name.split("|")),
            self._initials(name),
            place,
            "Chánh Văn phòng" if name == "Văn phòng" else "Chi cục trưởng",
        )

    def _ministry(self) -> Organ:
        field = self.pick(WORDS["fields"])
        if self.chance(0.4):
            return Organ(
                (),
                self._maybe_broken(f"Bộ {field}"),
                "B" + self._initials(field),
                "Hà Nội",
                "Bộ trưởng",
            )
        name = self.pick(
            (
                "Cục Quản lý Khám, chữa bệnh",
                "Vụ Tổ chức cán bộ",
                "Tổng cục Thống kê",
                "Cục Hàng không",
                "Viện Pháp y Quốc gia",
                "Cục Thuế",
                "Kho bạc Nhà nước",
                "Bảo hiểm xã hội",
            ),
            False,
        )
        if name in {"Cục Thuế", "Kho bạc Nhà nước", "Bảo hiểm xã hội"}:
            place = self.pick(WORDS["provinces"])
            over = {
                "Cục Thuế": "Tổng cục Thuế",
                "Kho bạc Nhà nước": "Bộ Tài chính",
                "Bảo hiểm xã hội": "Bảo hiểm xã hội Việt Nam",
            }[name]
            return Organ(
                (over,),
                self._maybe_broken(f"{name} tỉnh {place}"),
                self._initials(name),
                place,
                "Cục trưởng",
            )
        return Organ(
            (f"Bộ {field}",),
            self._maybe_broken(name),
            self._initials(name),
            "Hà Nội",
            "Cục trưởng",
        )

    def _company(self) -> Organ:
        place = self.pick(WORDS["provinces"])
        name = f"Công ty {self.pick(('TNHH MTV', 'Cổ phần', 'TNHH Một thành viên'), False)} {self.pick(WORDS['companies'])} {place}"
        return Organ(
            (f"UBND tỉnh {place}",) if self.chance(0.4) else (),
            self._maybe_broken(name),
            self._initials(name),
            place,
            "Tổng Giám đốc",
        )

    def _police(self) -> Organ:
        place, unit = self.pick(WORDS["provinces"]), self.unit()
        over = self.pick(
            ("Bộ Công an", f"Công an tỉnh {place}", f"Công an huyện {unit}"), False
        )
        name = (
            f"Công an tỉnh {place}"
            if over == "Bộ Công an"
            else self.pick(
                (
                    f"Công an huyện {unit}",
                    f"Công an xã {unit}",
                    "Phòng Cảnh sát QLHC về TTXH",
                    "Đội Cảnh sát giao thông",
                ),
                False,
            )
        )
        return Organ(
            (over,),
            self._maybe_broken(name),
            self._initials(name),
            self.pick((place, unit), False),
            "Trưởng Công an",
        )

    def _division(self) -> Organ:
        unit = self.unit()
        over = self.pick(
            (
                f"UBND huyện {unit}",
                f"UBND quận {unit}",
                f"Ủy ban nhân dân|quận {unit}",
                f"UBND thị xã {unit}",
            ),
            False,
        )
        name = f"Phòng {self.pick(WORDS['departments'])}"
        return Organ(
            tuple(over.split("|")),
            self._maybe_broken(name),
            self._initials(name),
            unit,
            "Trưởng phòng",
        )

    def _board(self) -> Organ:
        place, unit = self.pick(WORDS["provinces"]), self.unit()
        name = self.pick(
            (
                f"Ban Quản lý dự án đầu tư xây dựng|huyện {unit}",
                "Ban Chỉ đạo phòng, chống dịch Covid-19",
                f"Hội đồng thẩm định quy hoạch|phòng cháy và chữa cháy tỉnh {place}",
                f"Hội Nông dân huyện {unit}",
                f"Liên đoàn Lao động tỉnh {place}",
                f"Ban Tổ chức hội thi|tay nghề tỉnh {place}",
            ),
            False,
        )
        parent = (
            (f"UBND {'huyện ' + unit if 'huyện' in name else 'tỉnh ' + place}",)
            if self.chance(0.6)
            else ()
        )
        return Organ(
            parent, tuple(name.split("|")), self._initials(name), place, "Trưởng ban"
        )

    def _maybe_broken(self, name: str) -> tuple[str, ...]:
        words = name.split()
        if len(words) < 5 or self.chance(0.55 if len(name) < 34 else 0.15):
            return (name,)
        at = (
            int(self.rng.integers(len(words) // 2, len(words) - 1))
            if len(words) > 5
            else 3
        )
        return " ".join(words[:at]), " ".join(words[at:])

    @staticmethod
    def _initials(name: str) -> str:
        words = [
            w
            for w in name.replace("|", " ").replace("-", " ").replace(",", " ").split()
            if w not in {"và", "về", "của"}
        ]
        return "".join(w[0].upper() for w in words)[:5] or "VP"

    def notation(self, organ: Organ, code: str) -> str:
        """What follows the number: `/QĐ-UBND`, `/SYT-NVY` …; empty in a few papers without one."""
        unit = self.pick(
            (
                "VP",
                "VX",
                "KGVX",
                "NVY",
                "TCCB",
                "KHTC",
                "TNMT",
                "KSTTHC",
                "LĐTBXH",
                "CTHSSV",
                "KTTH",
                "PC",
                "TH",
                "NC",
                "ĐTXD",
                "P9",
                "QLĐT",
                "ĐKKD",
            )
        )
        forms: tuple[str, ...] = (
            f"/{code}-{organ.short}",
            f"/{organ.short}-{unit}",
            f"/{code}-{organ.short}-{unit}",
            f"/{organ.short}",
            f"-{code}/{organ.short}",
            f"/{code}.{organ.short}",
            f"/{code}-{organ.short}&{unit}",
            f"/{code} - {organ.short}",
            f"/{code}-{organ.short}-{unit}-P{self.rng.integers(1, 9)}",
            f"/{self.rng.integers(2015, 2026)}/{code}-{organ.short}",
            f"{organ.short}-{unit}",
        )
        if code == "":
            forms = tuple(
                f
                for f in forms
                if "/-" not in f
                and "/." not in f
                and "/ -" not in f
                and not f.startswith("-")
                and "/20" not in f
                and not f.startswith("/-")
            )
            weights = np.array(
                [4.0 if f.startswith(f"/{organ.short}-") else 1.0 for f in forms]
            )
        else:
            weights = np.array([8, 0.01, 1.5, 0.3, 0.6, 0.4, 0.3, 1, 0.4, 0.8, 0.2])
        return forms[int(self.rng.choice(len(forms), p=weights / weights.sum()))]

    def subject(self, organ: Organ) -> str:
        """What a paper is about, without `V/v`."""
        year = int(self.rng.integers(2005, 2026))
        parts = [f"{self.pick(WORDS['acts'])} {self.pick(WORDS['things'])}"]
        while self.chance(0.3) and len(parts) < 5:
            parts.append(
                self.pick(
                    (
                        f"và {self.pick(WORDS['acts'])} {self.pick(WORDS['things'])}",
                        f"{self.pick(WORDS['acts'])} {self.pick(WORDS['things'])}",
                        f", {self.pick(WORDS['things'])}",
                        self.pick(WORDS["long"]),
                    ),
                    False,
                )
            )
        tail = self.pick(WORDS["tails"], False).format(
            unit=self.pick(
                (
                    f"tỉnh {organ.place}",
                    f"huyện {self.unit()}",
                    f"thành phố {organ.place}",
                ),
                False,
            ),
            year=year,
            year1=year + 1,
            year5=year + 5,
        )
        return " ".join([*parts, tail]).strip().replace(" ,", ",")

    def sentence(self) -> str:
        """A line of body text."""
        return self.pick(WORDS["sentences"])

    def signer_lines(self, organ: Organ) -> tuple[list[str], str]:
        """Lines of authority and title in capitals, and the name with rank or degree."""
        chief = organ.chief.upper() if self.chance(0.8) else self.pick(WORDS["titles"])
        name = " ".join(organ.lines).upper()
        forms = (
            [chief],
            [f"KT. {chief}", f"PHÓ {chief}"],
            [f"TM. {name}", chief],
            [f"TM. {name}", f"KT. {chief}", f"PHÓ {chief}"],
            [f"TL. {chief}", "CHÁNH VĂN PHÒNG"],
            [f"TUQ. {chief}", "TRƯỞNG PHÒNG TỔNG HỢP"],
            [f"Q. {chief}"],
            [f"T/M {name}", chief],
            [f"KT.{chief}", f"PHÓ {chief} THƯỜNG TRỰC"],
            [f"PHÓ {chief}"],
        )
        weights = np.array([5, 5, 2, 2, 1, 0.6, 0.3, 0.4, 0.5, 0.5])
        lines = forms[int(self.rng.choice(len(forms), p=weights / weights.sum()))]
        rank = self.pick(WORDS["ranks"]) + " " if self.chance(0.18) else ""
        return list(lines), rank

    def recipients(self, organ: Organ) -> list[str]:
        """The lines below `Nơi nhận:`."""
        pool = [
            "- Như trên;",
            "- Như Điều 3;",
            f"- UBND tỉnh {organ.place} (để b/c);",
            "- Ban Giám hiệu (để b/c);",
            "- Các phòng, khoa;",
            "- Website;",
            "- Lưu: VT, TH.",
            "- Lưu: VT, P.ĐT.",
            "- Chủ tịch, các PCT;",
            "- Sở Tài chính;",
            "- CVP, các PCVP;",
        ]
        return [
            pool[int(i)]
            for i in sorted(
                self.rng.choice(len(pool), int(self.rng.integers(2, 6)), replace=False)
            )
        ]
