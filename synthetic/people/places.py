"""Where the made-up papers come from: units of three levels and communes people live in.

Hà Nội and the other provinces keep their names and the first three digits of identity numbers that
belong to them; districts and communes are put together from common syllables and are not meant to
be any real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

HOME = "Hà Nội"
# Districts ceased to exist on this day: communes stand directly under the province.
TWO_LEVELS_FROM = date(2025, 7, 1)

PROVINCES: dict[str, str] = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hòa Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hóa",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "056": "Khánh Hòa",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "068": "Lâm Đồng",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "079": "Thành phố Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "092": "Cần Thơ",
    "096": "Cà Mau",
}

_DISTRICTS = (
    ("H26.21", "quận", "Hồng Giang"),
    ("H26.22", "quận", "Tô Lịch Đông"),
    ("H26.23", "quận", "An Khê Hạ"),
    ("H26.27", "quận", "Thanh Lâm"),
    ("H26.31", "huyện", "Phú Sơn Thượng"),
    ("H26.32", "huyện", "Đông Hòa"),
    ("H26.33", "huyện", "Tân Ứng"),
)
_URBAN = (
    "Thanh Liên",
    "Ngọc Hà Đông",
    "Quỳnh Lôi Hạ",
    "Văn Chương Bắc",
    "Kim Giang Thượng",
    "Yên Lãng",
    "Vĩnh Tường",
    "Láng Đông",
    "Hòa Mục",
    "Cẩm Hội",
    "Phúc Tân Hạ",
    "Giáp Nhị Nam",
    "Bồ Đề Thượng",
    "Thịnh Liệt Đông",
    "Trung Phụng Hạ",
    "Khâm Đức",
    "Hạ Yên",
    "Mễ Trì Đông",
    "Đại Từ Nam",
    "Linh Quang",
    "Cống Vị Hạ",
    "Nhân Mỹ",
    "Ô Cách",
    "Vạn Bảo",
    "Đồng Xa",
    "Tứ Hiệp Đông",
    "Xuân La Hạ",
    "Ngũ Xã",
)
_RURAL = (
    "Đông Mỹ Hạ",
    "Vân Côn Thượng",
    "Tam Thuấn",
    "Hữu Văn Đông",
    "Thượng Phúc",
    "Minh Khai Hạ",
    "Cổ Đông Nam",
    "Đại Yên",
    "Hòa Thạch Đông",
    "Phụng Thượng",
    "Sài Sơn Hạ",
    "Tân Lập Đông",
    "Yên Nghĩa Hạ",
    "Khánh Thượng",
    "Vật Lại Đông",
    "Tản Viên",
    "Ứng Hòa Thượng",
    "Liên Bạt Hạ",
    "Trường Thịnh",
    "Cao Dương",
    "Bình Phú Đông",
)
_SYLLABLES = (
    "Tân",
    "Thanh",
    "Phú",
    "An",
    "Bình",
    "Hòa",
    "Vĩnh",
    "Long",
    "Đông",
    "Yên",
    "Xuân",
    "Minh",
    "Hải",
    "Quang",
    "Đại",
    "Mỹ",
    "Thạnh",
    "Liên",
)
_ENDINGS = (
    "Thượng",
    "Hạ",
    "Đoài",
    "Trung",
    "Lộc",
    "Phước",
    "Khê",
    "Lạc",
    "Thủy",
    "Điền",
    "Cường",
    "Thịnh",
    "Hội",
    "Nghĩa",
)


@dataclass(frozen=True, slots=True)
class Commune:
    """Where someone lives. `kind` and `district_kind` are the words before the names (phường, xã;
    quận, huyện)."""

    code: str
    kind: str
    name: str
    district_kind: str
    district: str
    province: str

    @property
    def full_name(self) -> str:
        """Kind and name, as the register writes it."""
        return f"{self.kind.capitalize()} {self.name}"

    def address(self, at: date) -> str:
        """Commune to province as written on a day: without district once districts had gone."""
        if at >= TWO_LEVELS_FROM:
            return f"{self.kind} {self.name}, {self.province}"
        return f"{self.kind} {self.name}, {self.district_kind} {self.district}, {self.province}"


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that issues papers.

    `above` and `name` are the two parts of the head of its papers, in upper case; `abbreviation`
    closes the numbers of its papers (`UBND`, `SXD`); `chief` is the title its signer bears.
    """

    code: str
    level: str
    above: str
    name: str
    full_name: str
    abbreviation: str
    chief: str
    communes: tuple[str, ...]
    kind: str = "committee"

    def above_on(self, at: date) -> str:
        """The authority above as it stood on a day."""
        return (
            "THÀNH PHỐ HÀ NỘI"
            if self.level == "commune" and at >= TWO_LEVELS_FROM
            else self.above
        )


@cache
def communes() -> tuple[Commune, ...]:
    """All communes: the home province's first (7 districts of 7), then 12 in each other province."""
    found = [
        Commune(
            f"{100 + 7 * d + c:05d}",
            "phường" if kind == "quận" else "xã",
            _home_name(d, c),
            kind,
            name,
            HOME,
        )
        for d, (_, kind, name) in enumerate(_DISTRICTS)
        for c in range(7)
    ]
    others = [name for name in PROVINCES.values() if name != HOME]
    for p, province in enumerate(others):
        for c in range(12):
            first, last = (
                _SYLLABLES[(p * 5 + c) % len(_SYLLABLES)],
                _ENDINGS[(p * 3 + c) % len(_ENDINGS)],
            )
            district = f"{_SYLLABLES[(p + c // 4 + 7) % len(_SYLLABLES)]} {_SYLLABLES[(p * 2 + c // 4) % len(_SYLLABLES)]}"
            found.append(
                Commune(
                    f"{1000 + 20 * p + c:05d}",
                    "xã",
                    f"{first} {last}",
                    "huyện",
                    district,
                    province,
                )
            )
    return tuple(found)


def _home_name(district: int, place: int) -> str:
    return (
        _URBAN[7 * district + place]
        if district < 4
        else _RURAL[7 * (district - 4) + place]
    )


@cache
def units() -> tuple[Unit, ...]:
    """All agencies: three departments of the province, seven districts, their 49 communes."""
    every = tuple(c.code for c in communes() if c.province == HOME)
    found = [
        _department(
            "H26.101",
            "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
            "Sở Tài nguyên và Môi trường",
            "STNMT",
            every,
        ),
        _department("H26.102", "SỞ XÂY DỰNG", "Sở Xây dựng", "SXD", every),
        _department("H26.103", "SỞ TƯ PHÁP", "Sở Tư pháp", "STP", every),
    ]
    for d, (code, kind, name) in enumerate(_DISTRICTS):
        inside = communes()[7 * d : 7 * d + 7]
        title = f"Ủy ban nhân dân {kind} {name}"
        found.append(
            Unit(
                code,
                "district",
                "ỦY BAN NHÂN DÂN",
                f"{kind} {name}".upper(),
                title,
                "UBND",
                "CHỦ TỊCH",
                tuple(c.code for c in inside),
            )
        )
        found += [
            Unit(
                f"{code}.{number:02d}",
                "commune",
                f"{kind} {name}".upper(),
                f"{c.kind} {c.name}".upper(),
                f"Ủy ban nhân dân {c.kind} {c.name}",
                "UBND",
                "CHỦ TỊCH",
                (c.code,),
            )
            for number, c in enumerate(inside, start=1)
        ]
    return tuple(found)


def _department(
    code: str, name: str, full_name: str, short: str, inside: tuple[str, ...]
) -> Unit:
    return Unit(
        code,
        "province",
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI",
        name,
        f"{full_name} thành phố Hà Nội",
        short,
        "GIÁM ĐỐC",
        inside,
        kind="department",
    )


@cache
def commune_by_code() -> dict[str, Commune]:
    """Communes by their five-digit code."""
    return {commune.code: commune for commune in communes()}


@cache
def unit_by_code() -> dict[str, Unit]:
    """Agencies by their code."""
    return {unit.code: unit for unit in units()}
