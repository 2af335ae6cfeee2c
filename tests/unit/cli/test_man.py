"""The manual page names every command with its options."""

import shutil
import subprocess

import pytest

from cli.man import manual


def test_every_command_and_exit_code_has_its_place():
    page = manual()
    for name in ("run", "watch", "users add", "index rebuild", "copy", "verify"):
        assert f'.SS "sohoa {name}"' in page, name
    assert "\\-\\-oldest" in page and "\\-\\-notify" in page
    for code in (1, 2, 3, 4, 5, 6, 70, 130):
        assert f".B {code}\n" in page
    assert not [line for line in page.splitlines() if line.startswith("'")]


def test_it_is_read_by_man():
    man = shutil.which("groff") or shutil.which("mandoc")
    if man is None:
        pytest.skip("neither groff nor mandoc is installed")
    words = ["-man", "-Tutf8", "-ww", "-k"] if man.endswith("groff") else ["-T", "lint"]
    done = subprocess.run(
        [man, *words], input=manual().encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
