"""Whatever the check of a package finds has words."""

import re
from pathlib import Path

from pipeline.export.packages import checking
from pipeline.messages.exporting import EXPORTING


def test_every_fault_of_a_package_has_words():
    source = Path(checking.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'"(package_\w+)"', source)) == EXPORTING.keys()
