"""Checking the archive: every file against its recorded hash, structure and signature; ledger
against store."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import audit
from pipeline.archive.verify.received import judge_received
from pipeline.archive.verify.written import check_signatures, check_structure
from pipeline.common.files import bytes_problem
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.open_archive import Access, open_archive
from pipeline.operations.checks.fixity import (
    Finding,
    check_kept,
    is_original,
    original_problem,
    originals_of,
    quarantine_problems,
)
from pipeline.operations.reports.frozen import check_frozen, frozen_folders
from pipeline.runner.commit import locate_files
from pipeline.runner.signing.signatures import doubtful_signatures
from pipeline.store.disposals import (
    count_disposed,
    disposal_facts,
    read_disposals,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.answers.checks import VerifyAnswer
from schemas.archive import ReceivedVerdict, SignatureVerdict
from schemas.states import SignatureLevel

Tell = Callable[[int, int], None]
RECEIVED = "received_signature"


@dataclass(frozen=True, slots=True)
class _Filed:
    """What the record says of a filed document."""

    document_id: str
    pdf_path: str
    pdf_sha256: str
    pdf_bytes: int
    signature_level: str
    signature_verdict: str | None
    alto_sha256: str | None


def verify(
    archive: Path,
    lang: str,
    *,
    sample: int | None = None,
    files: Sequence[Path] = (),
    oldest: float | None = None,
    tell: Tell = lambda done, all_: None,
) -> VerifyAnswer:
    """The contract's `verify` answer.

    Beside `failed` stands `standing`: what was wrong with a received file's signatures when it
    came, and has not changed since. `decided` says whether a person has looked at it.

    Args:
        archive: the archive.
        lang: language of the messages.
        sample: check so many documents, chosen at random, with the files that they were made from.
        oldest: check this share (of 1) of all documents, those whose last such check is longest ago
            first: called every night, it has checked all of them after 1/share nights.
        files: check these files of the archive only: filed ones, their ALTO, received ones.
        tell: told how many of how many are checked.
    """
    access = Access.READ if oldest is None else Access.WRITE
    with open_archive(archive, access=access) as opened:
        folder, store, ledger = opened.folder, opened.store, opened.ledger
        rows = read_rows(store, "documents", _Filed)
        chosen = (
            _choose(folder, ledger, rows, sample, files)
            if oldest is None
            else _longest_ago(ledger, rows, oldest)
        )
        failed, standing = _check_documents(folder, store, chosen, tell)
        originals, problems = _check_received(folder, ledger, chosen.originals)
        failed += problems
        if oldest is not None:
            _keep_checked(ledger, chosen, failed)
        if not files:
            known = {row.document_id for row in rows}
            failed += _whole_archive(folder, store, ledger, known)
            failed += _frozen_reports(folder, opened.settings)
        decided = _find_decided(store) if standing else set()
        disposed = count_disposed(store)
    answer = _answer(chosen, failed, standing, decided, originals, lang)
    return {**answer, "disposed": disposed}


def _check_documents(
    folder: ArchiveFolder, store: ParquetStore, chosen: _Chosen, tell: Tell
) -> tuple[list[Finding], list[Finding]]:
    """What fails, and what stands: signatures that were known to be doubtful when they came."""
    failed = list(_strange(folder, store, chosen.strangers))
    standing: list[Finding] = []
    for number, row in enumerate(chosen.rows, start=1):
        for one in _document_problems(folder, store, row):
            stands = one.check == RECEIVED and _known(row)
            (standing if stands else failed).append(one)
        tell(number, len(chosen.rows))
    return failed, standing


def _strange(
    folder: ArchiveFolder, store: ParquetStore, strangers: Collection[Path]
) -> Iterator[Finding]:
    """Files that the archive does not know, or knows no more."""
    gone = read_disposals(store) if strangers else []
    facts = {
        place: disposal_facts(one)
        for one in gone
        for paper in one.papers
        for place in locate_files(folder, paper.pdf_path)
    }
    for path in strangers:
        if path in facts:
            yield Finding(path.name, "record", "file_disposed", facts[path])
        else:
            yield Finding(path.name, "record", "unknown_file")


def _keep_checked(ledger: Ledger, chosen: _Chosen, failed: Sequence[Finding]) -> None:
    """Note in the ledger which documents were found sound now."""
    bad = {one.path for one in failed}
    sound = (one.document_id for one in chosen.rows if one.pdf_path not in bad)
    ledger.checks.keep(sound)


def _find_decided(store: ParquetStore) -> set[str]:
    """Files whose doubtful signatures a person has looked at."""
    return {one.pdf_path for one in doubtful_signatures(store) if one.decided}


def _answer(
    chosen: _Chosen,
    failed: Sequence[Finding],
    standing: Sequence[Finding],
    decided: Collection[str],
    originals: int,
    lang: str,
) -> VerifyAnswer:
    bad = {one.path for one in (*failed, *standing)}
    names = [*(row.pdf_path for row in chosen.rows), *chosen.named]
    return {
        "checked": len(names) + len(chosen.strangers),
        "ok": sum(name not in bad for name in names),
        "failed": [one.as_json(lang) for one in failed],
        "standing": [
            {**one.as_json(lang), "decided": one.path in decided} for one in standing
        ],
        "originals": originals,
        "disposed": 0,
    }


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a call is about.

    `originals` are SHA-256 of received files (None: all that there are), `named` the paths of those
    that the caller named, `strangers` files that the archive does not know.
    """

    rows: list[_Filed]
    originals: set[str] | None = None
    named: tuple[str, ...] = ()
    strangers: tuple[Path, ...] = ()


def _choose(
    folder: ArchiveFolder,
    ledger: Ledger,
    rows: list[_Filed],
    sample: int | None,
    files: Sequence[Path],
) -> _Chosen:
    if files:
        return _choose_named(folder, rows, files)
    if sample is None:
        return _Chosen(rows)
    some = random.SystemRandom().sample(rows, min(sample, len(rows)))
    return _Chosen(some, originals_of(ledger, {row.document_id for row in some}))


def _longest_ago(ledger: Ledger, rows: list[_Filed], share: float) -> _Chosen:
    """What was never checked comes first; what was found not to be well comes again each time."""
    checked = ledger.checks.latest()
    ordered = sorted(
        rows, key=lambda row: (checked.get(row.document_id, ""), row.document_id)
    )
    some = ordered[: math.ceil(len(rows) * share)]
    return _Chosen(some, originals_of(ledger, {row.document_id for row in some}))


def _choose_named(
    folder: ArchiveFolder, rows: list[_Filed], files: Sequence[Path]
) -> _Chosen:
    """A filed file or its ALTO stands for its document; a received file for itself."""
    by_path = {path: row for row in rows for path in locate_files(folder, row.pdf_path)}
    found: dict[str, _Filed] = {}
    originals: set[str] = set()
    strangers = []
    for given in files:
        path = given.resolve() if given.exists() else (folder.root / given).resolve()
        if path in by_path:
            found[by_path[path].document_id] = by_path[path]
        elif is_original(folder, path):
            originals.add(path.name)
        else:
            strangers.append(path)
    named = tuple(
        folder.original(one).relative_to(folder.root).as_posix()
        for one in sorted(originals)
    )
    return _Chosen(list(found.values()), originals, named, tuple(strangers))


def _check_received(
    folder: ArchiveFolder, ledger: Ledger, wanted: set[str] | None
) -> tuple[int, list[Finding]]:
    if wanted is not None:
        return len(wanted), [
            one
            for sha256 in sorted(wanted)
            if (one := original_problem(folder, sha256))
        ]
    count, problems = check_kept(folder, ledger)
    return count, [*problems, *quarantine_problems(folder, ledger)]


def _document_problems(
    folder: ArchiveFolder, store: ParquetStore, row: _Filed
) -> list[Finding]:
    """Looked at once more, with commits kept out, where the record may have been overtaken (`sign`
    beside us)."""
    problems = list(_look_at(folder, row))
    if not problems:
        return problems
    with folder.read_lock():
        now = read_rows(store, "documents", _Filed, [row.document_id])
        return list(_look_at(folder, now[0])) if now else []


def _look_at(folder: ArchiveFolder, row: _Filed) -> Iterator[Finding]:
    name = row.pdf_path
    pdf, alto = locate_files(folder, name)
    problem = bytes_problem(pdf, row.pdf_sha256, "file_missing", "file_changed")
    if problem is not None:
        yield Finding(name, "fixity", problem)
    if problem in ("file_missing", "file_unreadable"):
        return
    if not alto.is_file():
        yield Finding(name, "alto", "alto_missing")
    elif row.alto_sha256 and (
        code := bytes_problem(alto, row.alto_sha256, "alto_missing", "alto_changed")
    ):
        yield Finding(name, "alto", code)
    try:
        if row.signature_level != SignatureLevel.RECEIVED:
            yield from _file_problems(
                name,
                pdf,
                folder.keys,
                signed=row.signature_level != SignatureLevel.UNSIGNED,
            )
        elif (
            problem is None
            and (verdict := judge_received(pdf, folder.keys)[1]).needs_review
        ):
            yield Finding(name, RECEIVED, verdict.review_reason)
    except (
        UsageError
    ) as error:  # keys/trust can't be read; the bytes are looked at all the same
        yield Finding(name, "signature", error.code)


def _known(row: _Filed) -> bool:
    """Whether it was said at receipt that the file's signatures can't be relied on."""
    recorded = row.signature_verdict
    return recorded is not None and ReceivedVerdict(recorded).needs_review


def _file_problems(
    name: str, pdf: Path, keys: Path, *, signed: bool
) -> Iterator[Finding]:
    structure = check_structure(pdf)
    verdicts = check_signatures(pdf, keys) if signed else ()
    if structure:
        yield Finding(name, "structure", structure)
    if signed and not verdicts:
        yield Finding(name, "signature", "no_signature")
    for verdict in verdicts:
        if not verdict.valid:
            yield Finding(name, "signature", _problem(verdict))


def _problem(verdict: SignatureVerdict) -> str:
    if not verdict.intact:
        return (
            "signature_damaged"
            if verdict.problem == "unreadable"
            else "signature_invalid"
        )
    return verdict.problem or "signer_unknown"


def _frozen_reports(folder: ArchiveFolder, settings: Settings) -> list[Finding]:
    """Frozen reports whose files changed, or whose figures come out otherwise now."""
    return [
        Finding(
            f"{place.relative_to(folder.root).as_posix()}/{one.path}",
            "frozen",
            one.code,
        )
        for place in frozen_folders(folder.reports)
        for one in check_frozen(place, folder.keys, settings)
    ]


def _whole_archive(
    folder: ArchiveFolder, store: ParquetStore, ledger: Ledger, stored: set[str]
) -> list[Finding]:
    problems = [
        Finding("store", "store", one.code, one.values) for one in store.check()
    ]
    # Read after the store: what a running batch has committed since then is no difference.
    done = ledger.documents.list_done_ids()
    stored_now = set(
        store.read("documents", columns=["document_id"])
        .column("document_id")
        .to_pylist()
    )
    problems += [
        Finding("ledger.sqlite", "ledger", "ledger_behind", {"item": one})
        for one in sorted(stored - done)
    ]
    problems += [
        Finding("ledger.sqlite", "ledger", "store_behind", {"item": one})
        for one in sorted(done - stored_now)
    ]
    problems += _decision_problems(folder, store)
    broken = audit.broken_line(folder.audit_file)
    if broken is not None:
        problems.append(
            Finding("audit.jsonl", "audit", "audit_broken", {"item": str(broken)})
        )
    return problems


def _decision_problems(folder: ArchiveFolder, store: ParquetStore) -> Iterator[Finding]:
    """Decisions on removed papers that are no longer kept as they were signed."""
    for sha256 in sorted({one.decision for one in read_disposals(store)}):
        problem = original_problem(folder, sha256)
        # What is there is read with the other received files.
        if problem is not None and problem.code == "original_missing":
            yield problem
