"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.peers import package_version, tesseract_version

PACKAGES = (
    "sohoa",
    "numpy",
    "opencv-python",
    "tesserocr",
    "pikepdf",
    "pyhanko",
    "pyarrow",
    "distributed",
    "rapidfuzz",
    "tantivy",
    "onnxruntime",
    "ocrmypdf",
    "splink",
    "duckdb",
)


def machine() -> dict[str, Any]:
    """CPU, memory, system, Python and versions; no host name, no path."""
    load = os.getloadavg()
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": _system(),
        "python": platform.python_version(),
        "load_at_start": [round(value, 2) for value in load],
        "versions": {name: package_version(name) for name in PACKAGES}
        | {"tesseract": tesseract_version()},
    }


def today() -> str:
    """Local time, ISO 8601 with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (
            line.split(":", 1)[1].strip()
            for line in lines
            if line.startswith("model name")
        ),
        platform.machine(),
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()
