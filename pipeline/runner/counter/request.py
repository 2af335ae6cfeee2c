"""What is asked for at the counter, and what of it can't be done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.extract.types import document_types
from pipeline.folder import ArchiveFolder
from pipeline.plan.kinds import PaperKind
from schemas.received.naming import normal_code


@dataclass(frozen=True, slots=True)
class ClerkPapers:
    """Files that follow the inbox's rules, and what the clerk says of them.

    `read_in`: the folder where the pages of the one document that they make were read beforehand
    under the settings `read_under` (a digest); `name`: what that document is called by people.
    """

    files: tuple[Path, ...]
    document_type: str | None = None
    kind: str | None = None
    read_in: Path | None = None
    read_under: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class CounterRequest:
    """What the `counter` command asks for."""

    files: tuple[Path, ...]
    dossier_code: str
    archive: Path
    settings: Settings
    procedure_code: str | None = None
    document_type: str | None = None
    kind: str | None = None

    @property
    def papers(self) -> ClerkPapers:
        """The files, with what is said of them."""
        return ClerkPapers(self.files, self.document_type, self.kind)


def check_code(dossier_code: str) -> str:
    """The code as it is filed. Raises UsageError `bad_dossier_code`."""
    try:
        return normal_code(dossier_code)
    except ValueError as error:
        raise UsageError(
            "bad_dossier_code",
            f"not a dossier code: {error}",
            item=f"--dossier {dossier_code}",
            remedy="give the code as printed",
        ) from error


def check_type(text: str | None) -> str | None:
    """The type's code. Raises UsageError `unknown_type`."""
    kind = document_types().resolve(text) if text is not None else None
    if text is not None and kind is None:
        raise UsageError(
            "unknown_type",
            "no such document type",
            item="--type",
            remedy="give a code or a Vietnamese name from configs/document_types/",
        )
    return kind


def check_kind(text: str | None) -> str | None:
    """`component`, `result`, or None. Raises UsageError `unknown_kind`."""
    if text is not None and text not in tuple(PaperKind):
        raise UsageError(
            "unknown_kind",
            "a paper is a component or a result",
            item="--kind",
            remedy="give component or result",
        )
    return text


def check_files(files: Sequence[Path], folder: ArchiveFolder) -> None:
    """Raises UsageError `no_file` or `paper_in_archive`."""
    for path in files:
        if not os.path.lexists(path):
            raise UsageError(
                "no_file",
                "there is no such file",
                item=path.name,
                remedy="check the path",
            )
        folder.require_apart(
            path,
            "paper_in_archive",
            "the paper",
            "copy the paper out of the archive; what stands in quarantine is tried again by: sohoa "
            "retry",
        )
