"""Pages from a SANE scanner (`scanimage`), each handed on as soon as it is there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from pipeline.errors import MissingToolError, TransientInputError

_NO_DOCUMENTS = 7
"""scanimage's exit code where the feeder is empty (SANE_STATUS_NO_DOCS): the end of a stack."""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """How to scan. `device`, `source`: as the scanner names them, None for its own default.

    `pages`: how many; 0 takes all that lie in the feeder. `options`: further options of the
    scanner, as `--page-width=210`.
    """

    device: str | None = None
    source: str | None = None
    mode: str = "Color"
    dpi: int = 200
    pages: int = 1
    options: tuple[str, ...] = ()


def scanned_pages(request: ScanRequest, folder: Path) -> Iterator[Path]:
    """The pages in order, as PNG files in `folder`, while the scanner goes on with the next.

    Raises:
        MissingToolError: `no_scan_program`.
        TransientInputError: `scan_failed`: no scanner, no paper, a jam; pages that came before it
            were handed on.
    """
    program = shutil.which("scanimage")
    if program is None:
        raise MissingToolError(
            "no_scan_program",
            "scanimage is not installed",
            item="scanimage",
            remedy="apt-get install sane-utils",
        )
    count = 0
    with (
        TemporaryFile() as said,
        subprocess.Popen(
            [program, *_words(request, folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process,
    ):
        for line in process.stdout or ():
            path = Path(line.strip())
            if path.is_file():
                count += 1
                yield path
        code = process.wait()
        if code not in (0, _NO_DOCUMENTS) or not count:
            said.seek(0)
            raise _scan_error(said.read().decode("utf-8", "replace"))


def _words(request: ScanRequest, folder: Path) -> Iterator[str]:
    if request.device is not None:
        yield f"--device-name={request.device}"
    if request.source is not None:
        yield f"--source={request.source}"
    yield from (
        f"--mode={request.mode}",
        f"--resolution={request.dpi}",
        *request.options,
    )
    yield from ("--format=png", f"--batch={folder}/%04d.png", "--batch-print")
    if request.pages:
        yield f"--batch-count={request.pages}"


def _scan_error(said: str) -> TransientInputError:
    lines = [
        line.removeprefix("scanimage: ") for line in said.splitlines() if line.strip()
    ]
    reason = lines[-1][:200] if lines else "no page came"
    return TransientInputError(
        "scan_failed",
        f"the scanner gave no page: {reason}",
        remedy="see whether it is switched on and has paper; `scanimage -L` lists the scanners",
        values={"reason": reason},
    )
