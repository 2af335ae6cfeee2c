"""`python -m tests.faults.bad_inputs`: every bad and odd input is given in as a dossier of its own, in
one batch; what comes of each is told by kind, as the table of docs/RELIABILITY.md."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.files import sha256_of
from pipeline.folder import ArchiveFolder
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from tests.faults.inputs import files, pdfs, pictures
from tests.support.small_batches import quick_settings, run_quickly

KINDS: Mapping[str, Mapping[str, bytes]] = {
    **files.INPUTS,
    **pdfs.INPUTS,
    **pictures.INPUTS,
}
FILED = "filed"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an input: `filed`, or the code of the reason."""

    kind: str
    name: str
    outcome: str


def try_all(place: Path) -> tuple[list[Came], list[str]]:
    """What came of each, and what is wrong with the archive afterwards."""
    inbox, codes = place / "inbox", {}
    inbox.mkdir()
    for number, (kind, inputs) in enumerate(KINDS.items(), start=1):
        for position, (name, content) in enumerate(inputs.items(), start=1):
            code = f"D-{number:02d}-{position:02d}"
            codes[code] = (kind, name)
            (inbox / f"{code}.pdf").write_bytes(content)
    old = time.time() - 60
    for path in (inbox, *inbox.iterdir()):
        os.utime(path, (old, old))
    archive = create_archive(place / "kho", development_keys=False).root
    run_quickly(inbox, archive, signing="none")
    came = _outcomes(archive)
    found = [Came(*codes[code], came.get(code, "LOST")) for code in codes]
    return found, _problems(inbox, archive)


def _outcomes(archive: Path) -> dict[str, str]:
    rows = ParquetStore(archive / "store").read("documents", ["dossier_code"])
    came = dict.fromkeys(rows["dossier_code"].to_pylist(), FILED)
    for path in (archive / "quarantine").glob("*/reason.json"):
        reason = json.loads(path.read_text(encoding="utf-8"))
        code = str(reason["source"]).removesuffix(".pdf")
        came[code] = "TWICE" if code in came else str(reason["code"])
    return came


def _problems(inbox: Path, archive: Path) -> list[str]:
    """Bytes that are not kept, and what verify and reconcile find."""
    folder = ArchiveFolder(archive)
    lost = [
        path.name
        for path in inbox.iterdir()
        if sha256_of(path) != sha256_of(folder.original(sha256_of(path)))
    ]
    failed = [one["path"] for one in verify(archive, "en")["failed"]]
    different = reconcile(archive, quick_settings(archive), repair=False)["differences"]
    return [*lost, *failed, *(one["item"] for one in different)]


def as_table(came: list[Came]) -> str:
    """A row a kind: how many, and how often which outcome."""
    lines = ["| kind | inputs | what came of them |", "|--|--|--|"]
    for kind in KINDS:
        mine = [one.outcome for one in came if one.kind == kind]
        told = ", ".join(
            f"`{code}` {count}" if code != FILED else f"read and filed {count}"
            for code, count in sorted(Counter(mine).items())
        )
        lines.append(f"| {kind} | {len(mine)} | {told} |")
    kinds = len({one.kind for one in came})
    filed = sum(one.outcome == FILED for one in came)
    lines.append(f"| {kinds} kinds | {len(came)} | read and filed {filed}, lost 0 |")
    return "\n".join(lines)


def main() -> int:
    """Try them; the table goes to stdout, each input to stderr."""
    with tempfile.TemporaryDirectory(prefix="sohoa-inputs-") as place:
        came, problems = try_all(Path(place))
    for one in came:
        print(f"{one.kind}: {one.name}: {one.outcome}", file=sys.stderr)
    print(as_table(came))
    print("\n".join(problems), file=sys.stderr)
    lost = [one for one in came if one.outcome in ("LOST", "TWICE")]
    return 1 if problems or lost else 0


if __name__ == "__main__":
    sys.exit(main())
