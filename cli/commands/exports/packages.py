"""export aip, sip and check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import AuditDirOption, OperatorOption, audit_text
from cli.output import require_folder_place
from cli.showing.exported import answer_export, tell_refused

if TYPE_CHECKING:
    from pipeline.export.packages.contents import PackageKind
    from schemas.answers.exporting import ExportAnswer

Dossiers = Annotated[
    list[str],
    typer.Argument(metavar="DOSSIER", help="Dossier codes.", show_default=False),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", help="The folder to write the packages into.", show_default=False
    ),
]
Zip = Annotated[bool, typer.Option("--zip", help="One .zip file a package.")]
Unfinished = Annotated[
    bool,
    typer.Option(
        "--unfinished",
        help="Also dossiers with papers that wait for a person; the package says so.",
    ),
]
Maintenance = Annotated[
    str | None,
    typer.Option(
        "--maintenance", help="How long it is kept: code 01 to 07.", show_default=False
    ),
]


def add_to(group: typer.Typer) -> None:
    """Add this module's commands."""
    group.command()(aip)
    group.command()(sip)
    group.command()(check)


@with_common_options
def aip(
    common: Common,
    dossiers: Dossiers,
    out: Out,
    zipped: Zip = False,
    unfinished: Unfinished = False,
    maintenance: Maintenance = None,
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
) -> None:
    """Đóng gói hồ sơ để lưu trữ lâu dài (AIP_hoso). Archival packages of dossiers: METS, EAD,
    PREMIS.

    Example: sohoa export aip H26.27-241105-0012 --archive kho --out goi
    """
    from pipeline.export.packages.contents import PackageKind

    options = {"operator": operator, "audit_dir": audit_text(audit_dir)}
    choice = (zipped, unfinished, maintenance)
    _export(common, PackageKind.AIP, dossiers, out, choice, options)


@with_common_options
def sip(
    common: Common,
    dossiers: Dossiers,
    out: Out,
    zipped: Zip = False,
    unfinished: Unfinished = False,
    maintenance: Maintenance = None,
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
) -> None:
    """Đóng gói hồ sơ để giao nộp cho hệ thống khác (SIP_hoso). Packages to hand to another system.

    Example: sohoa export sip H26.27-241105-0012 --archive kho --out goi --zip
    """
    from pipeline.export.packages.contents import PackageKind

    options = {"operator": operator, "audit_dir": audit_text(audit_dir)}
    choice = (zipped, unfinished, maintenance)
    _export(common, PackageKind.SIP, dossiers, out, choice, options)


def _export(
    common: Common,
    kind: PackageKind,
    dossiers: list[str],
    out: Path,
    choice: tuple[bool, bool, str | None],
    options: dict[str, str | None],
) -> None:
    from pipeline.operations.exporting.packages import Wanted, export_packages

    settings = common.settings(**options)
    archive, place = common.required_archive(), placed(out)
    require_folder_place(place)
    zipped, unfinished, maintenance = choice
    wanted = Wanted(
        kind=kind,
        codes=dossiers,
        out=place,
        zipped=zipped,
        unfinished=unfinished,
        maintenance=maintenance,
    )
    answer = export_packages(archive, settings, wanted)
    answer_export(answer, common.json, lambda told: _show(told, settings.lang))


def _show(answer: ExportAnswer, lang: str) -> None:
    for package in answer["packages"]:
        console.tell(lang, "package_made", **package)
    tell_refused(lang, "package_refused", answer["refused"])


@with_common_options
def check(
    common: Common,
    packages: Annotated[
        list[Path],
        typer.Argument(
            metavar="PACKAGE", help="Folders or .zip files.", show_default=False
        ),
    ],
) -> None:
    """Kiểm tra gói: đủ tệp, đúng mã băm, đúng cấu trúc; không cần kho. Check packages without the
    archive.

    Example: sohoa export check goi/AIP_hoso_H26.27-241105-0012
    """
    from pipeline.operations.exporting.packages import check_packages

    settings = common.settings()
    answer = check_packages([placed(one) for one in packages], settings.lang)
    if common.json:
        console.answer_json(answer)
    else:
        counts = {**answer, "failed": len(answer["failed"])}
        console.tell(settings.lang, "packages_checked", **counts)
        for one in answer["failed"]:
            place = Path(one["package"]).name
            console.out(f"  {place}: {one['path']}: {one['message']}")
    if answer["failed"]:
        raise typer.Exit(1)
