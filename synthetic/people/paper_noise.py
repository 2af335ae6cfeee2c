"""What readings make of a fact: a second noise model, by another hand than `query_noise`. Seeded by
the caller's generator."""

from __future__ import annotations

import unicodedata
from random import Random

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
# What OCR takes for what: several letters, as one sees them on worn typewriting and small print.
_CONFUSED = {
    "a": "oe",
    "b": "hl",
    "c": "eo",
    "d": "cl",
    "e": "co",
    "g": "qy",
    "h": "bn",
    "i": "lt",
    "k": "hl",
    "l": "it",
    "m": "nr",
    "n": "urh",
    "o": "ac",
    "p": "bn",
    "q": "gp",
    "r": "nt",
    "s": "ea",
    "t": "lfr",
    "u": "nv",
    "v": "yu",
    "x": "vz",
    "y": "vg",
}
_MERGED = (
    ("rn", "m"),
    ("cl", "d"),
    ("nh", "nb"),
    ("tr", "u"),
    ("ng", "nq"),
    ("ph", "pb"),
)
_DIGITS = {
    "0": "689",
    "1": "47",
    "2": "7",
    "3": "85",
    "4": "19",
    "5": "63",
    "6": "805",
    "7": "12",
    "8": "306",
    "9": "04",
}
_LETTERS = {"0": "OoQD", "1": "lI|", "2": "Z", "5": "S", "6": "b", "8": "B", "9": "g"}


def misread_number(rng: Random, number: str, look_alike: float, faulty: float) -> str:
    """A number with a fault. `look_alike`: share of wrong digits that look like the right one;
    `faulty`: share of numbers with two or more faults."""
    if rng.random() < faulty:
        return _more_faults(rng, number, look_alike)
    lot = rng.random()
    if lot < 0.5:
        return _wrong_digit(rng, number, look_alike)
    at = rng.randrange(len(number))
    if lot < 0.67:
        return number[:at] + number[at + 1 :]
    if lot < 0.74:
        return number[: at + 1] + number[at:]
    if lot < 0.80:
        at = min(at, len(number) - 2)
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if lot < 0.88:
        return number[:at] + "?" + number[at + 1 :]
    return "".join(
        rng.choice(_LETTERS[c]) if c in _LETTERS and rng.random() < 0.5 else c
        for c in number
    )


def _more_faults(rng: Random, number: str, look_alike: float) -> str:
    lot, at = rng.random(), rng.randrange(len(number) - 3)
    if lot < 0.3:
        long = rng.choice((2, 2, 3, 4))
        return number[:at] + "?" * long + number[at + long :]
    if lot < 0.4:
        cut = rng.choice((2, 3, 4))
        return number[:-cut] if rng.random() < 0.5 else number[cut:]
    for _ in range(rng.choice((2, 2, 2, 3))):
        number = _wrong_digit(rng, number, look_alike)
    if lot < 0.6:
        return number[:at] + number[at + 1 :]
    return number


def _wrong_digit(rng: Random, number: str, look_alike: float) -> str:
    at = rng.randrange(len(number))
    others = _DIGITS.get(number[at], "")
    if not others or rng.random() > look_alike:
        others = "0123456789".replace(number[at], "")
    return number[:at] + rng.choice(others) + number[at + 1 :]


def misread_name(rng: Random, name: str, letters: float) -> str:
    """A name with one kind of fault. `letters`: share of faults in letters rather than marks."""
    lot = rng.random()
    if lot < letters:
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            name = _wrong_letter(rng, name)
        return name
    lot = (lot - letters) / (1 - letters)
    if lot < 0.5:
        for _ in range(rng.choice((1, 1, 2))):
            name = wrong_mark(rng, name)
        return name
    if lot < 0.72:
        return without_marks(name)
    parts = name.split()
    if len(parts) < 3:
        return without_marks(name)
    at = rng.randrange(1, len(parts) - 1)
    if lot < 0.8:
        return " ".join([*parts[:at], *parts[at + 1 :]])
    if lot < 0.86:
        return " ".join(f"{p[0]}." if i == at else p for i, p in enumerate(parts))
    if lot < 0.93:
        at = rng.randrange(len(parts) - 1)
        return " ".join([*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]])
    long = rng.choice([i for i, p in enumerate(parts) if len(p) > 1] or [0])
    cut = rng.randrange(1, max(len(parts[long]), 2))
    return " ".join(
        [*parts[:long], parts[long][:cut], parts[long][cut:], *parts[long + 1 :]]
    )


def _wrong_letter(rng: Random, name: str) -> str:
    lot = rng.random()
    low = name.lower()
    if lot < 0.15:
        pairs = [(low.find(a), a, b) for a, b in _MERGED if a in low]
        if pairs:
            at, old, new = rng.choice(pairs)
            return name[:at] + new + name[at + len(old) :]
    places = [i for i, c in enumerate(low) if without_marks(c) in _CONFUSED]
    if not places:
        return name
    at = rng.choice(places)
    if lot > 0.9:
        return name[:at] + name[at + 1 :]
    return name[:at] + rng.choice(_CONFUSED[without_marks(low[at])]) + name[at + 1 :]


def wrong_mark(rng: Random, name: str) -> str:
    """One mark lost, or a tone read as another."""
    plain = list(unicodedata.normalize("NFD", name))
    places = [i for i, c in enumerate(plain) if c in _TONES or c in _SHAPES]
    if not places:
        return name
    at = rng.choice(places)
    plain[at] = rng.choice(_TONES) if plain[at] in _TONES and rng.random() < 0.6 else ""
    return unicodedata.normalize("NFC", "".join(plain))


def without_marks(text: str) -> str:
    """Plain letters."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def misread_date(rng: Random, year: str, month: str, day: str) -> str | None:
    """A date with one fault: lacking, in parts, a digit wrong, day and month changed over."""
    lot = rng.random()
    if lot < 0.16:
        return None
    if lot < 0.36:
        return year
    if lot < 0.46:
        return f"??/{month}/{year}"
    if lot < 0.52:
        return f"{day}/??/{year}"
    if lot < 0.58:
        return f"{day}/{month}/{year[:3]}?"
    if lot < 0.64:
        return f"{day}/{month}/{year[2:]}"
    if lot < 0.72:
        return f"{month}/{day}/{year}"
    text = _wrong_digit(rng, day + month + year, 0.6)
    return f"{text[:2]}/{text[2:4]}/{text[4:]}"


def written_date(rng: Random, year: str, month: str, day: str) -> str:
    """A date as forms hold it."""
    return rng.choice(
        (
            f"{day}/{month}/{year}",
            f"{day}/{month}/{year}",
            f"{int(day)}/{int(month)}/{year}",
            f"{day}.{month}.{year}",
            f"{day} tháng {month} năm {year}",
        )
    )
