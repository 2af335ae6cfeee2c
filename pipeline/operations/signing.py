"""Signing what was filed without a signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline import audit, registry
from pipeline.config import Settings
from pipeline.errors import DeferredError, UsageError
from pipeline.folder import ArchiveFolder, now, sha256_of, stamp, sync_folder
from pipeline.index.parquet import ParquetStore
from pipeline.index.store import StoreChange
from pipeline.plan.rows import event
from pipeline.runner.commit import placed_files
from schemas.archive import ArchivalPdf


def sign_waiting(archive: Path, settings: Settings, *, upgrade: bool) -> dict[str, Any]:
    """Sign every `unsigned` file by the run's profile; each is replaced only when its signed copy is whole.

    Raises:
        UsageError: no operator, no usable key, or signing is switched off.
        DeferredError: `upgrade`, which is not there yet.
    """
    if upgrade:
        raise DeferredError(
            "upgrade_deferred", "extending signatures is not there yet; nothing was changed", item="--upgrade",
            remedy="files made with a time-stamper and revocation lists are at B-LTA from the start",
        )  # fmt: skip
    if settings.signing == "none":
        raise UsageError("signing_off", "signing is switched off", item="signing", remedy='set signing = "profiles"')
    if not settings.operator.strip():
        raise UsageError("no_operator", "who signs is not named", item="operator", remedy='give --operator "NAME"')
    folder = ArchiveFolder(archive.resolve()).require()
    signer = registry.file_signer(settings, settings.archive.profile_run, str(folder.keys), settings.operator)
    store = ParquetStore(folder.store)
    waiting = store.read("documents", where={"signature_level": ["unsigned"]}).to_pylist()
    for row in waiting:
        pdf, _ = placed_files(folder, row["pdf_path"])
        aside = pdf.with_name(f".{pdf.name}.signing")
        moment = now()
        signed = signer.sign(ArchivalPdf(str(pdf), row["pdfa_part"], row["page_count"], ()), aside, moment)
        with folder.write_lock():
            aside.replace(pdf)
            sync_folder(pdf.parent)
            row.update(signature_level=signed.level, pdf_sha256=sha256_of(pdf), pdf_bytes=pdf.stat().st_size)
            row["operator"] = row["operator"] or settings.operator
            detail = {"level": signed.level, "profile": signer.profile, "sha256": row["pdf_sha256"]}
            done = event(stamp(moment), settings.operator, "digital signature generation", row["document_id"], detail)
            change = {row["document_id"]: {"documents": [row]}}
            store.commit(StoreChange(append={"events": [done]}, replace_documents=change))
    audit.append(folder.audit_file, actor=settings.operator, action="signed", item=f"{len(waiting)} documents")
    return {"signed": len(waiting), "level": signer.level}
