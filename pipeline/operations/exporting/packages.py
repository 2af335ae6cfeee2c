"""Packages of dossiers written and checked. Each dossier that leaves is in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import InputError
from pipeline.export.packages.checking import check_package
from pipeline.export.packages.composing import compose, package_name
from pipeline.export.packages.contents import PackageKind
from pipeline.export.packages.rules import PackageRules, load_package_rules
from pipeline.export.packages.writing import package_place, require_free, write_package
from pipeline.messages import worded
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.exporting.dossiers import (
    not_exported,
    read_dossier,
    require_finished,
    require_outside,
)
from pipeline.trouble import storage_at
from schemas.answers.exporting import (
    ExportAnswer,
    PackageCheckAnswer,
    PackageFinding,
    PackageJson,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for.

    `zipped`: one file a package; `unfinished`: also dossiers of which something still waits;
    `maintenance`: the code of how long they are kept, None for the rules' own.
    """

    kind: PackageKind
    codes: Sequence[str]
    out: Path
    zipped: bool = False
    unfinished: bool = False
    maintenance: str | None = None


def export_packages(archive: Path, settings: Settings, wanted: Wanted) -> ExportAnswer:
    """Write a package a dossier; one that can't be packed is told, the others are.

    Raises:
        UsageError: `package_exists`, `unknown_package_code`, `export_in_archive`: before anything
            was written.
        StorageError: the disk failed, or the audit line can't be written; what is there is whole.
    """
    rules = load_package_rules()
    if wanted.maintenance is not None:
        rules.require_code("maintenance", wanted.maintenance)
    codes = list(dict.fromkeys(wanted.codes))
    with open_archive(archive, settings) as opened:
        require_outside(wanted.out, opened.folder.root)
        for code in codes:
            name = package_name(wanted.kind, code)
            require_free(package_place(wanted.out, name, zipped=wanted.zipped))
        with storage_at(wanted.out):
            wanted.out.mkdir(exist_ok=True)
        answer: ExportAnswer = {"out": str(wanted.out), "packages": [], "refused": []}
        for code in codes:
            try:
                answer["packages"].append(_export(opened, code, wanted, rules))
            except InputError as error:
                answer["refused"].append(not_exported(code, error, settings.lang))
    return answer


def _export(
    archive: Archive, code: str, wanted: Wanted, rules: PackageRules
) -> PackageJson:
    with archive.folder.read_lock():  # no commit replaces a file meanwhile
        dossier = read_dossier(archive, code, wanted.maintenance, rules)
        if not wanted.unfinished:
            require_finished(archive, dossier)
        package = compose(dossier, wanted.kind, rules, stamp(now()))
        archive.note_look("export", code, package.name)
        place = write_package(package, wanted.out, zipped=wanted.zipped)
    return {
        "dossier_code": code,
        "path": str(place),
        "files": len(package.files),
        "bytes": sum(one.size for one in package.files),
        "mets_sha256": package.files[0].checksum,
    }


def check_packages(places: Sequence[Path], lang: str) -> PackageCheckAnswer:
    """Hold packages against themselves; needs no archive.

    Raises:
        UsageError: `no_package`.
    """
    checked, failed = 0, list[PackageFinding]()
    for place in places:
        check = check_package(place)
        checked += check.files
        for one in check.problems:
            message, remedy = worded(one.code, lang, **one.values)
            found: PackageFinding = {
                "package": str(place),
                "path": one.path,
                "code": one.code,
                "message": message,
                "remedy": remedy,
            }
            failed.append(found)
    return {"packages": len(places), "checked": checked, "failed": failed}
