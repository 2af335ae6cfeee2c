"""The container's recipe names what is there, and asks for the same system packages as set-up."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_all_that_it_copies_is_there_and_let_through():
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+)$", RECIPE, flags=re.MULTILINE):
        *names, _ = line.split()
        for name in names:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in let_through, name


def test_it_installs_what_set_up_installs():
    set_up = (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")
    wanted = re.search(r'^packages="([^"]+)"', set_up, flags=re.MULTILINE)
    assert wanted is not None
    asked = set(RECIPE.split())
    assert {one for one in wanted[1].split() if not one.startswith("python3")} <= asked


def test_it_does_not_run_as_root():
    assert re.findall(r"^USER (.+)$", RECIPE, flags=re.MULTILINE) == ["sohoa"]
