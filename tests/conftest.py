"""What all tests share: where modules for tests lie, outside tools, and the fixtures of whole-command tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

pytest_plugins = ["integration_support", "outside_tools", "small_disk"]
