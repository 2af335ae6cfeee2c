"""The program as a wheel, in an environment of its own outside the checkout: model, configs and
texts come along."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.support.drawn_pages import Drawn, drawn_pixels
from tests.support.whole_commands import OPERATOR, ROOT, Answer, environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXT = "Quyết định về việc số hóa hồ sơ"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source package, and that from a copy: what an earlier build left in the
    checkout has no part in it."""
    source, place = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]:
        folder = name.removesuffix("*")
        shutil.copytree(
            ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", place)
    packed = source / "dist"
    build = (
        f"from setuptools.build_meta import build_sdist; build_sdist({str(packed)!r})"
    )
    subprocess.run(
        [sys.executable, "-c", build], cwd=source, check=True, capture_output=True
    )
    (package,) = packed.glob("*.tar.gz")
    pip("wheel", package, *options)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """An environment with the wheel; the libraries it stands on are seen by a .pth file."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    names = {"base": str(place), "platbase": str(place)}
    packages = Path(sysconfig.get_path("purelib", vars=names))
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    (packages / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return place


def pip(*words: object) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "-q",
            *map(str, words),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def sohoa(installed: Path, cwd: Path, *words: object) -> Answer:
    done = subprocess.run(
        [str(installed / "bin" / "sohoa"), *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(),
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    place = tmp_path / "trang.png"
    Image.fromarray(drawn_pixels([Drawn(TEXT, 150, 300)])).save(place, dpi=(200, 200))
    return place


def test_what_stands_beside_the_code_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for folder in ("configs", "pipeline", "synthetic", "benchmarks")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in {".toml", ".j2", ".css", ".js", ".svg", ".txt"}
    }
    assert data - inside == set()
    models = sorted(name for name in inside if name.startswith("models/"))
    assert models == [
        "models/asternet-int8.onnx",
        "models/digits.onnx",
        "models/restorer.onnx",
    ]


def test_the_program_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            str(installed / "bin" / "python"),
            "-c",
            "import cli, pipeline; print(pipeline.__path__)",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert str(installed) in done.stdout
    version = sohoa(installed, tmp_path, "--version")
    assert (version.code, version.out) == (
        0,
        f"sohoa {PROJECT['project']['version']}\n",
    )


def test_doctor_finds_model_and_configs(installed: Path, tmp_path: Path) -> None:
    answer = sohoa(installed, tmp_path, "doctor", "--json")
    parts = {one["name"]: one["found"] for one in answer.json["parts"]}
    assert (answer.code, parts["asternet"]) == (0, True), parts


def test_a_page_is_read(installed: Path, tmp_path: Path, page: Path) -> None:
    answer = sohoa(installed, tmp_path, "ocr", page, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["files"][0]["pages"][0]["text"].strip() == TEXT


def test_a_batch_is_filed(installed: Path, tmp_path: Path, page: Path) -> None:
    dossier = tmp_path / "inbox" / "H26.27-241105-0012"
    dossier.mkdir(parents=True)
    shutil.copy(page, dossier)
    assert sohoa(installed, tmp_path, "init", "kho", "--dev-keys").code == 0
    words = ("--archive", "kho", "--operator", OPERATOR)
    answer = sohoa(
        installed, tmp_path, "run", "inbox", *words, "--workers", 1, "--json"
    )
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["documents"]["done"] == 1
    shown = sohoa(
        installed, tmp_path, "report", "missing", "--period", "2024", *words[:2]
    )
    assert shown.code == 0, shown.err
