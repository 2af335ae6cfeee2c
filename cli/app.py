"""The `sohoa` command: its commands and groups, and the way in."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

# Before any library that reads it: one page, one thread (FINDINGS: threads cost four times the CPU).
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import typer

from cli.commands import archive, bench, find, index, papers, recognize, register, report, review, run
from cli.exits import run_command

app = typer.Typer(
    name="sohoa", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Số hóa hồ sơ một cửa: từ bản quét đến PDF lưu trữ đã ký, công dân đã đối khớp, kho tra cứu và báo cáo tỷ lệ. "
    "Digitize one-stop dossiers: signed archival PDFs, matched citizens, a searchable store, rates against plan.",
)  # fmt: skip
for module in (archive, run, papers, recognize, register, find, review, report, index, bench):
    module.add_to(app)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The console script."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run_command(lambda: app(standalone_mode=False), sys.argv[1:]))
