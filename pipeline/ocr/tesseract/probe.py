"""Which Tesseract is installed, with which languages."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.threads import limit_threads
from pipeline.errors import MissingToolError

COMMAND = "tesseract"
PACKAGES = {
    "vie": "tesseract-ocr-vie",
    "eng": "tesseract-ocr-eng",
    "osd": "tesseract-ocr-osd",
}


@dataclass(frozen=True, slots=True)
class TesseractInstallation:
    """The command, its version, its data folder and the languages found there."""

    command: str
    version: str
    tessdata: str
    languages: tuple[str, ...]

    def model(self, language: str) -> str:
        """The language and the first 8 hex digits of its data file's SHA-256."""
        return f"{language}-{_digest(str(Path(self.tessdata) / f'{language}.traineddata'))}"


def probe_tesseract(language: str) -> TesseractInstallation:
    """Find the tesseract command and check that it has the languages that are needed.

    Args:
        language: Tesseract's language codes, joined by +; `osd` is needed beside them.

    Raises:
        MissingToolError: `tesseract_missing` or `tesseract_language_missing`, with the Debian
            package to install.
    """
    limit_threads()
    command = shutil.which(COMMAND)
    if command is None:
        raise MissingToolError(
            "tesseract_missing",
            "the tesseract command is not installed",
            item=COMMAND,
            remedy="apt-get install tesseract-ocr tesseract-ocr-vie",
        )
    found = _ask(command, os.environ.get("TESSDATA_PREFIX", ""))
    missing = [
        code for code in (*language.split("+"), "osd") if code not in found.languages
    ]
    if missing:
        packages = " ".join(
            PACKAGES.get(code, f"tesseract-ocr-{code.replace('_', '-')}")
            for code in missing
        )
        raise MissingToolError(
            "tesseract_language_missing",
            f"no language data in {found.tessdata or 'the data folder'}",
            item="+".join(missing),
            remedy=f"apt-get install tesseract-ocr {packages}",
        )
    return found


@functools.lru_cache(maxsize=8)
def _ask(command: str, _prefix: str) -> TesseractInstallation:
    """Run the command twice; `_prefix` (TESSDATA_PREFIX) only keeps answers for different folders
    apart."""
    version = _output(command, "--version")
    listing = _output(command, "--list-langs")
    number = re.search(r"tesseract\s+v?(\d[\w.\-]*)", version)
    folder = re.search(r'in "([^"]+)"', listing)
    # 4.x and some builds of 5.x name no folder; then the variable or nothing is all there is to
    # know.
    tessdata = folder.group(1) if folder else os.environ.get("TESSDATA_PREFIX", "")
    languages = tuple(line.strip() for line in listing.splitlines()[1:] if line.strip())
    return TesseractInstallation(
        command, number.group(1) if number else "unknown", tessdata, languages
    )


def _output(command: str, option: str) -> str:
    try:
        done = subprocess.run(
            [command, option], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolError(
            "tesseract_missing",
            f"the tesseract command does not start ({error})",
            item=command,
            remedy="apt-get install --reinstall tesseract-ocr",
        ) from error
    return done.stdout + done.stderr


@functools.lru_cache(maxsize=8)
def _digest(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]
    except (FileNotFoundError, PermissionError):
        return "unknown"
