"""Arrow asks the system for memory, unless the environment says otherwise."""

import os
import subprocess
import sys

import pytest

ASK = """
from pipeline.common.memory import use_system_memory
use_system_memory()
import pyarrow
print(pyarrow.default_memory_pool().backend_name)
"""


@pytest.mark.parametrize(
    ("said", "taken"), [(None, "system"), ("mimalloc", "mimalloc")]
)
def test_what_the_environment_says_stands(said, taken):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ARROW_")}
    if said is not None:
        environ["ARROW_DEFAULT_MEMORY_POOL"] = said
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )
    assert done.stdout.strip() == taken
