"""Checking the archive: every file against its recorded hash, structure and signature; ledger against store."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline import audit
from pipeline.archive.verify import check_signatures, check_structure
from pipeline.errors import DigitizationError
from pipeline.folder import ArchiveFolder, sha256_of
from pipeline.index.parquet import ParquetStore
from pipeline.ledger import Ledger
from pipeline.messages import localized
from pipeline.runner.commit import placed_files

Tell = Callable[[int, int], None]


def verify(
    archive: Path, lang: str, *, sample: int | None = None, files: Sequence[Path] = (),
    tell: Tell = lambda done, all_: None,
) -> dict[str, Any]:  # fmt: skip
    """The contract's `verify` answer.

    Args:
        archive: the archive.
        lang: language of the messages.
        sample: check so many documents, chosen at random, instead of all.
        files: check these files of the archive only.
        tell: told how many of how many are checked.
    """
    folder = ArchiveFolder(archive.resolve()).require()
    store = ParquetStore(folder.store)
    rows = store.read(
        "documents",
        columns=[
            "document_id",
            "pdf_path",
            "pdf_sha256",
            "pdf_bytes",
            "signature_level",
            "source_sha256",
            "alto_sha256",
        ],
    ).to_pylist()
    failed: list[dict[str, str]] = []
    chosen, strangers = _chosen(folder, rows, sample, files)
    failed += [_failure(name, "record", "not a file that the store knows") for name in strangers]
    for number, row in enumerate(chosen, start=1):
        failed += _document_problems(folder, row)
        tell(number, len(chosen))
    if not files:
        failed += _whole_archive(folder, store, {row["document_id"] for row in rows})
    for one in failed:
        one["message"] = localized(one["message"], one["message"], None, lang)[0]
    bad = {one["path"] for one in failed}
    ok = sum(row["pdf_path"] not in bad for row in chosen)
    return {"checked": len(chosen) + len(strangers), "ok": ok, "failed": failed}


def _chosen(
    folder: ArchiveFolder, rows: list[dict[str, Any]], sample: int | None, files: Sequence[Path]
) -> tuple[list[dict[str, Any]], list[str]]:
    if files:
        by_path = {(folder.root / row["pdf_path"]).resolve(): row for row in rows}
        wanted = [path.resolve() if path.exists() else (folder.root / path).resolve() for path in files]
        strangers = [given.name for given, path in zip(files, wanted, strict=True) if path not in by_path]
        return [by_path[path] for path in wanted if path in by_path], strangers
    if sample is not None and sample < len(rows):
        return random.SystemRandom().sample(rows, sample), []
    return rows, []


def _failure(path: str, check: str, message: str) -> dict[str, str]:
    return {"path": path, "check": check, "message": message}


def _document_problems(folder: ArchiveFolder, row: dict[str, Any]) -> list[dict[str, str]]:
    name = row["pdf_path"]
    pdf, alto = placed_files(folder, name)
    if not pdf.is_file():
        return [_failure(name, "fixity", "the file is not there")]
    problems = []
    if pdf.stat().st_size != row["pdf_bytes"] or sha256_of(pdf) != row["pdf_sha256"]:
        problems.append(_failure(name, "fixity", "the bytes are not those that were recorded"))
    if not alto.is_file():
        problems.append(_failure(name, "alto", "the ALTO file is not there"))
    elif row["alto_sha256"] and sha256_of(alto) != row["alto_sha256"]:
        problems.append(_failure(name, "alto", "the ALTO file is not the one that was recorded"))
    if row["signature_level"] != "received":
        problems += _file_problems(folder, name, pdf, signed=row["signature_level"] != "unsigned")
    return problems


def _file_problems(folder: ArchiveFolder, name: str, pdf: Path, *, signed: bool) -> list[dict[str, str]]:
    try:
        structure = check_structure(pdf)
        verdicts = check_signatures(pdf, folder.keys) if signed else ()
    except DigitizationError as error:
        return [_failure(name, "structure", error.message)]
    problems = [_failure(name, "structure", structure)] if structure else []
    if signed and not verdicts:
        problems.append(_failure(name, "signature", "there is no signature"))
    for verdict in verdicts:
        if not verdict.valid:
            problems.append(_failure(name, "signature", verdict.problem or "not valid"))
    return problems


def _whole_archive(folder: ArchiveFolder, store: ParquetStore, stored: set[str]) -> list[dict[str, str]]:
    problems = [_failure("store", "store", problem) for problem in store.check()]
    ledger = Ledger.to_read(folder.ledger_file)
    try:
        # Read after the store: what a running batch has committed since then is no difference.
        done = ledger.done_ids()
        stored_now = set(store.read("documents", columns=["document_id"]).column("document_id").to_pylist())
    finally:
        ledger.close()
    problems += [
        _failure("ledger.sqlite", "ledger", f"{one} is in the store, not done") for one in sorted(stored - done)
    ]
    problems += [
        _failure("ledger.sqlite", "ledger", f"{one} is done, not in the store") for one in sorted(done - stored_now)
    ]
    broken = audit.broken_line(folder.audit_file)
    if broken is not None:
        problems.append(_failure("audit.jsonl", "audit", f"line {broken} does not follow from the one before it"))
    return problems
