"""Facts of real papers that lie outside the repository: `python -m benchmarks.fields.real FOLDER`.

The folder holds `NAME.png|jpg` and `NAME.json` (type, number, date, place, issuer, subject, signer;
`*_handwritten`). Readings are kept in `--kept`, so that a change of the extraction is measured
again in seconds.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.fields.facts import Told, compare, lines, notation
from benchmarks.reading import read_picture
from pipeline.config import Settings, load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from schemas.codec import from_plain, to_plain
from schemas.ocr import PageReading

_PICTURES = (".png", ".jpg")


def real_facts(folder: Path, kept: Path, settings: Settings) -> list[Told]:
    """Every fact of every paper of a folder, compared."""
    types = document_types()
    told: list[Told] = []
    for path in sorted(p for p in folder.iterdir() if p.suffix in _PICTURES):
        truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        record = extract_document([_reading(path, kept, settings)], types, settings)
        sure = settings.extract.sure_type_confidence
        told += compare(path.stem, _facts(truth), _by_hand(truth), record, sure)
    return told


def _facts(truth: dict[str, Any]) -> dict[str, str | None]:
    facts = {
        name: truth[name]
        for name in (
            "number",
            "issued_date",
            "place",
            "issuer",
            "subject",
            "signer_name",
        )
    }
    number = facts["number"]
    return {
        **facts,
        "type": truth["document_type"],
        "notation": notation(number) if number else None,
    }


def _by_hand(truth: dict[str, Any]) -> list[str]:
    return [name for name in ("number", "issued_date") if truth[f"{name}_handwritten"]]


def _reading(path: Path, kept: Path, settings: Settings) -> PageReading:
    file = kept / f"{path.stem}.json"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        reading = read_picture(path, settings).reading
        file.write_text(
            json.dumps(to_plain(reading), ensure_ascii=False), encoding="utf-8"
        )
    return from_plain(PageReading, json.loads(file.read_text(encoding="utf-8")))


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kept", type=Path, default=Path("build/fields"))
    parser.add_argument("--every", action="store_true", help="list the right ones too")
    given = parser.parse_args()
    for line in lines(
        real_facts(given.folder, given.kept, load_settings(environ={})), given.every
    ):
        print(line)


if __name__ == "__main__":
    main()
