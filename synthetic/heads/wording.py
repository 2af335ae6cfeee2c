"""What papers say: types, notations, subjects, sentences, signers, recipients."""

from __future__ import annotations

from synthetic.heads.draws import WORDS, Draws
from synthetic.heads.organ import Organ
from synthetic.heads.organs import draw_organ

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


class Wording(Draws):
    """Draws what the papers of one part say."""

    def organ(self) -> Organ:
        """An issuing organ."""
        return draw_organ(self)

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
            weights = [4.0 if f.startswith(f"/{organ.short}-") else 1.0 for f in forms]
        else:
            weights = [8, 0.01, 1.5, 0.3, 0.6, 0.4, 0.3, 1, 0.4, 0.8, 0.2]
        return self.choose(forms, weights)

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
        weights = [5, 5, 2, 2, 1, 0.6, 0.3, 0.4, 0.5, 0.5]
        lines = self.choose(forms, weights)
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
