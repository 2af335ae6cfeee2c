"""The group `export`."""

from __future__ import annotations

import typer

from cli.commands.exports import packages, portal, reading


def add_to(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Đưa hồ sơ ra ngoài: gói lưu trữ, gói giao nộp, cổng dịch vụ công. What leaves the "
        "archive: packages, records for the portal.",
    )
    packages.add_to(group)
    reading.add_to(group)
    portal.add_to(group)
    app.add_typer(group, name="export")
