"""Made-up values that papers print, by key: `p.name`, `p.id`, `d.date`, `d.number:QĐ-UBND` …

The letter before the dot says whose: `d` is the document, `m…` a woman, `f…` a man, any other
letter somebody. Each person and each value is drawn once a paper. Names are put together by chance;
communes are not real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from synthetic.people import people, places, words

_ETHNIC = (
    "Kinh",
    "Kinh",
    "Kinh",
    "Tày",
    "Mường",
    "Thái",
    "Nùng",
    "Dao",
    "Hmông",
    "Sán Dìu",
    "Khmer",
    "Ê Đê",
)
_HAMLETS = (
    "Thôn Đoài",
    "Thôn Thượng",
    "Xóm Đình",
    "Ấp Phước Thạnh",
    "Tổ dân phố số 7",
    "Khu phố Mỹ Quới",
    "Bản Nặm Cắn",
    "Thôn Vĩnh Kỳ",
    "Xóm Mũi",
    "Số 18, ngõ 43 phố Đỗ Nhuận",
    "Số 207 đường Nguyễn Hữu Thọ",
)
_JOBS = (
    "Nông dân",
    "Giáo viên",
    "Công nhân",
    "Buôn bán",
    "Kỹ sư",
    "Bộ đội",
    "Hưu trí",
    "Nội trợ",
    "Y sĩ",
    "Lái xe",
)
# What a value is; None: not looked for.
FIELDS = {
    "name": "full_name",
    "NAME": "full_name",
    "id": "citizen_id",
    "birth": "birth_date",
    "issued": "issued_date",
    "number": "number",
    "serial": "serial_no",
    "date": "issued_date",
    "short": "issued_date",
}


@dataclass(frozen=True, slots=True)
class _Who:
    female: bool
    name: str
    birth: date


class Values:
    """Draws values by key; the same key gives the same value again."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._known: dict[str, str] = {}
        self._people: dict[str, _Who] = {}
        self._day = date(2012, 1, 1) + timedelta(days=int(rng.integers(0, 5000)))
        self._persons: dict[str, Callable[[_Who], str]] = {
            "name": lambda who: who.name,
            "NAME": lambda who: who.name.upper(),
            "birth": self._birth,
            "year": lambda who: str(who.birth.year),
            "words": lambda who: words.date_words(who.birth),
            "id": self._id,
            "gender": lambda who: "Nữ" if who.female else "Nam",
            "title": lambda who: "bà" if who.female else "ông",
            "Title": lambda who: "Bà" if who.female else "Ông",
            "addr": lambda who: f"{self._pick(_HAMLETS)}, {self._commune()}",
            "home": lambda who: self._commune(),
            "ethnic": lambda who: self._pick(_ETHNIC),
            "nation": lambda who: "Việt Nam",
            "job": lambda who: self._pick(_JOBS),
            "phone": lambda who: (
                f"0900 {rng.integers(100, 1000)} {rng.integers(100, 1000)}"
            ),
            "issued": lambda who: words.short_date(
                self._day - timedelta(days=int(rng.integers(90, 2500)))
            ),
        }
        self._document: dict[str, Callable[[], str]] = {
            "date": lambda: words.long_date(self._day),
            "short": lambda: words.short_date(self._day),
            "later": lambda: words.short_date(
                self._day + timedelta(days=int(rng.integers(5, 40)))
            ),
            "year": lambda: str(self._day.year),
            "place": lambda: self._commune().split(",")[0].split(" ", 1)[1],
            "commune": lambda: self._commune().split(",")[0],
            "province": lambda: self._pick(list(places.PROVINCES.values())),
            "serial": lambda: (
                f"{''.join(rng.choice(list('ABCDĐKLM'), 2))} {rng.integers(100_000, 999_999)}"
            ),
            "amount": lambda: words.money(int(rng.integers(12, 9000)) * 10_000),
            "area": lambda: words.square_metres(float(rng.integers(400, 4000)) / 10),
            "length": lambda: f"{rng.integers(400, 3200) / 100:.2f}".replace(".", ","),
            "small": lambda: f"{rng.integers(1, 12):02d}",
            "count": lambda: str(rng.integers(12, 480)),
            "hour": lambda: (
                f"{rng.integers(7, 17):02d} giờ {rng.integers(0, 12) * 5:02d} phút"
            ),
            "code": lambda: (
                f"H{rng.integers(10, 60)}.{rng.integers(10, 99)}-{self._day:%y%m%d}-{rng.integers(0, 10_000):04d}"
            ),
            "use": lambda: self._pick(("ODT", "ONT", "CLN", "LUC", "BHK")),
        }

    def get(self, key: str) -> tuple[str, str | None]:
        """The value of a key, and the name of the field that it is, if it is one that is looked
        for.

        Raises:
            KeyError: no such key.
        """
        owner, _, what = key.partition(".")
        what, _, more = what.partition(":")
        name = what.rstrip("0123456789")
        if key not in self._known:
            self._known[key] = self._drawn(owner, name, more)
        return self._known[key], FIELDS.get(name)

    def forget(self, owner: str) -> None:
        """The next value of this owner is somebody (something) else's."""
        self._people.pop(owner, None)
        self._known = {
            key: value
            for key, value in self._known.items()
            if key.partition(".")[0] != owner
        }

    def _drawn(self, owner: str, name: str, more: str) -> str:
        if name == "number":
            return f"{self._rng.integers(3, 2900)}/{more.replace('YYYY', str(self._day.year))}"
        if name in self._document and (owner == "d" or name not in self._persons):
            return self._document[name]()
        return self._persons[name](self._person(owner))

    def _person(self, owner: str) -> _Who:
        if owner not in self._people:
            female = owner[0] == "m" or (owner[0] != "f" and self._rng.random() < 0.5)
            years = (0, 6) if owner[0] == "c" else (21, 78)
            age = timedelta(
                days=int(self._rng.integers(years[0] * 365, years[1] * 365 + 30))
            )
            self._people[owner] = _Who(
                female,
                people.random_name("F" if female else "M", self._rng),
                self._day - age,
            )
        return self._people[owner]

    def _birth(self, who: _Who) -> str:
        return words.short_date(who.birth)

    def _id(self, who: _Who) -> str:
        province = self._pick(list(places.PROVINCES))
        century = 2 * (who.birth.year >= 2000) + who.female
        return (
            f"{province}{century}{who.birth:%y}{self._rng.integers(0, 1_000_000):06d}"
        )

    def _commune(self) -> str:
        every = places.communes()
        return every[int(self._rng.integers(len(every)))].address(self._day)

    def _pick(self, among: list[str] | tuple[str, ...]) -> str:
        return among[int(self._rng.integers(len(among)))]
