"""`python -m tests.faults.changed_bytes FOLDER [--places N]`: one byte changed at random places of filed,
sealed B-LTA files. `verify` must find each, and so must the signatures alone, without a recorded hash.

Half of the places lie anywhere in the files (mostly in pictures), half in what signing added: there
stand the containers that no signature covers.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.verify.written import check_signatures
from pipeline.operations.checks.verify import verify

SEED = 20_261_130


@dataclass(slots=True)
class Seen:
    """How many changes there were, and the places of those that went unseen."""

    tried: int = 0
    by_verify: list[tuple[str, int]] = field(default_factory=list)
    by_signatures: list[tuple[str, int]] = field(default_factory=list)


def change_bytes(archive: Path, files: Sequence[Path], places: int) -> dict[str, Seen]:
    """Change one byte at a time to another value, look, and put it back.

    Args:
        archive: with filed B-LTA files; as it was afterwards.
        files: of it; each must be sound.
        places: how many changes there are in each of the two parts.
    """
    rng = random.Random(SEED)
    whole = {file: file.read_bytes() for file in files}
    found = {"anywhere": Seen(), "what signing added": Seen()}
    for part, seen in found.items():
        for _ in range(places):
            file = rng.choice(files)
            data = bytearray(whole[file])
            start = 0 if part == "anywhere" else data.index(b"%%EOF") + 5
            place = rng.randrange(start, len(data))
            data[place] ^= rng.randrange(1, 256)
            file.write_bytes(data)
            _look(archive, file, place, seen)
            file.write_bytes(whole[file])
    return found


def _look(archive: Path, file: Path, place: int, seen: Seen) -> None:
    seen.tried += 1
    told = verify(archive, "en", files=[file])
    if not any(one["path"] in str(file) for one in told["failed"]):
        seen.by_verify.append((file.name, place))
    verdicts = check_signatures(file, archive / "keys")
    if all(one.valid for one in verdicts) and verdicts:
        seen.by_signatures.append((file.name, place))


def sealed_files(archive: Path) -> list[Path]:
    """The filed documents."""
    return sorted((archive / "documents").rglob("*.pdf"))


def _file_papers(folder: Path) -> Path:
    """An archive of four papers of one page each, filed and sealed by a run."""
    from tests.support.whole_commands import jpeg, run_inbox, sohoa

    kinds = ("quyet_dinh", "giay_khai_sinh", "don_de_nghi", "giay_chung_nhan_ket_hon")
    for number, kind in enumerate(kinds, start=1):
        place = folder / "inbox" / f"H26.27-241105-{number:04d}"
        place.mkdir(parents=True)
        (place / "01.jpg").write_bytes(jpeg(kind, number, "office"))
    archive = folder / "kho"
    made = sohoa("init", archive, "--dev-keys", "--json")
    assert made.code == 0, made.err
    run = run_inbox(folder / "inbox", archive, "--workers", 1)
    assert run.code in {0, 1}, run.err
    return archive


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where an archive is made; emptied")
    parser.add_argument("--places", type=int, default=500)
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    archive = _file_papers(asked.folder)
    files = sealed_files(archive)
    found = change_bytes(archive, files, asked.places)
    sizes = ", ".join(str(file.stat().st_size) for file in files)
    print(f"{len(files)} files ({sizes} bytes)")
    for part, seen in found.items():
        unseen = len(seen.by_verify), len(seen.by_signatures)
        print(f"{part}: {seen.tried} changed, unseen by verify {unseen[0]}, by the")
        print(
            f"  signatures alone {unseen[1]} {[*seen.by_verify, *seen.by_signatures]}"
        )
    return int(any(seen.by_verify or seen.by_signatures for seen in found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
