"""Writes configs/ocr/word_pairs.json: which Vietnamese words follow one another in official texts.

    python -m training.word_pairs --texts FOLDER --out configs/ocr/word_pairs.json

FOLDER holds texts by subject (one file a subject). The file of the project comes from the codified
law of Viet Nam (Bộ Pháp điển), 569 subjects, the first 90,000 bytes of each; official texts are
free of copyright. Minutes at most.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from pipeline.ocr.language.syllables import is_plausible_syllable

# A pair counts from so many times on, in so many texts.
TIMES, TEXTS = 8, 3
MOST_BYTES = 90_000
SOURCE = (
    "pairs of syllables at least 8 times, on at least 3 subjects, in the codified law of Viet Nam"
    " (Bộ Pháp điển; 569 subjects, 7.2 million words); official texts are free of copyright (Law on"
    " Intellectual Property, art. 15)"
)
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\n|\d+")


def count_followers(texts: Iterable[str]) -> dict[str, list[str]]:
    """For each word those that follow it often, both sorted; no sign stands between."""
    times, spread = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for text in texts:
        tokens = _TOKEN.findall(unicodedata.normalize("NFC", text).lower())
        found = Counter(
            pair for pair in pairwise(tokens) if all(map(is_plausible_syllable, pair))
        )
        times.update(found)
        spread.update(found.keys())
    followers = defaultdict[str, list[str]](list)
    for pair in sorted(times):
        if times[pair] >= TIMES and spread[pair] >= TEXTS:
            followers[pair[0]].append(pair[1])
    return dict(followers)


def write(followers: dict[str, list[str]], out: Path) -> None:
    """The file, a word a line."""
    texts = {word: " ".join(others) for word, others in followers.items()}
    body = json.dumps(texts, ensure_ascii=False, indent=2)
    source = json.dumps(SOURCE, ensure_ascii=False)
    head = f'{{"version": 1,\n"source": {source},\n"followers": '
    out.write_text(f"{head}{body}}}\n", "utf-8")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    files = sorted(path for path in options.texts.rglob("*") if path.is_file())
    texts = (path.read_bytes()[:MOST_BYTES].decode("utf-8", "ignore") for path in files)
    write(count_followers(texts), options.out)


if __name__ == "__main__":
    main()
