"""The program's version, as it was installed."""

from __future__ import annotations


def software_version() -> str:
    """For example 0.1.0; `unknown` where the program was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sohoa")
    except PackageNotFoundError:
        return "unknown"
