"""Changing the citizen register: done, and said in the audit trail of the archive that is named."""

from __future__ import annotations

from pathlib import Path

from pipeline import audit
from pipeline.config import Settings
from pipeline.folder import ArchiveFolder
from pipeline.match.register.update import (
    UpdateReport,
    UpdateRules,
    update_register,
)


def update_citizens(
    changes: Path,
    register: Path,
    settings: Settings,
    *,
    archive: Path | None,
    remove_many: bool,
) -> UpdateReport:
    """Apply a table of changes to a register (`update_register`).

    Args:
        changes: the table.
        register: the register's folder.
        settings: name the operator, and how many people may go at once.
        archive: whose audit trail tells of it; the register's own history does in any case.
        remove_many: let more people go than is usual.

    Raises:
        UsageError: no such file, register or archive.
        TableError: see `update_register`; nothing was changed.
        StorageError: a disk failed, also that of the audit trail (then the register is changed).
    """
    folder = ArchiveFolder(archive).require() if archive else None
    actor = " ".join(settings.operator.split())
    rules = UpdateRules(settings.tables.most_removed, remove_many, actor)
    report = update_register(changes, register, rules)
    if folder and not report.already_applied:
        audit.append(
            folder.audit_file,
            actor=actor or audit.NOBODY_NAMED,
            action="register updated",
            item=str(register),
            detail=f"{report.rows} rows, {report.rejected} rejected, version {report.version}",
        )
    return report
