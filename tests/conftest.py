"""What all tests share: where modules for tests lie, outside tools, and the fixtures of
whole-command tests."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from pipeline.common.threads import limit_threads

# A test passes at any speed of the machine.
hypothesis_settings.register_profile(
    "any_speed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any_speed")
# Started in the background (`&`, nohup) this process ignores Ctrl-C, and so would all that it
# starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.default_int_handler)

limit_threads()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

pytest_plugins = [
    "tests.support.whole_commands",
    "tests.support.outside_tools",
    "tests.support.object_store",
    "tests.support.small_disk",
    "tests.support.dask_cluster",
    "tests.support.rule_editions",
]
