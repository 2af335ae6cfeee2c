"""Where the program's data lie: beside its packages, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
