"""Every key of configs/ is read by the program: a key without a reader is a rule that nobody follows."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

import pipeline
from pipeline.common.places import CONFIGS
from pipeline.report import counting, definitions
from pipeline.report.catalogue import REPORTS
from pipeline.report.wording.texts import load_texts

ROOT = Path(pipeline.__file__).resolve().parent.parent
FOR_PEOPLE = {
    "source": "where a rule is laid down or a list comes from",
    "checked": "when that was looked up",
    "evidence": "what a calibration was measured on",
    "licence": "of a model file",
    "version": "of a list or a description",
    "valid_from": "papers of this form were issued from then on",
    "valid_until": "and until then",
    "retention": "the keeping period of such papers",
    "result": "whether an agency issues such papers",
}
"""Keys that tell people about the file. They change nothing, and say so by their kind."""
LOOKED_UP = {"Reader": {"syllable", "number", "capitals", "sign", "other"}}
"""Keys that are read by a name that is worked out: the kind of a word (ocr/arbitration)."""
_GROUP = re.compile(r"""\bof\(\s*["'](\w+)["']""")
"""Words of the pages are asked for by their group's name."""


def _fields_of(package: ModuleType) -> set[str]:
    """Names of the fields of all records in a package's modules."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    kinds = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type)
    }
    return {
        entry.name.rstrip("_")
        for kind in kinds
        if dataclasses.is_dataclass(kind)
        for entry in dataclasses.fields(kind)
    }


LISTED = _fields_of(counting) | _fields_of(definitions)
"""Columns of the lists below reports."""


def records() -> Iterator[type[BaseModel]]:
    """All records that files of configs/ are read into."""
    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        importlib.import_module(found.name)
    waiting = [BaseModel]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("pipeline."):
            yield kind


@cache
def read_names() -> frozenset[str]:
    """Names of attributes that pipeline and cli read, in code and in templates."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for package in ("pipeline", "cli")
        for path in (ROOT / package).rglob("*.py")
    )
    in_code = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    templates = (ROOT / "pipeline").rglob("*.j2")
    shown = [path.read_text(encoding="utf-8") for path in templates]
    written = [
        path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py")
    ]
    groups = {name for text in (*shown, *written) for name in _GROUP.findall(text)}
    in_templates = {name for text in shown for name in re.findall(r"\.(\w+)", text)}
    return frozenset(in_code | in_templates | groups)


def test_every_key_has_a_reader():
    unread = {
        f"{kind.__name__}.{name}"
        for kind in records()
        for name in kind.model_fields
        if name
        not in read_names() | FOR_PEOPLE.keys() | LOOKED_UP.get(kind.__name__, set())
    }
    assert not unread


@cache
def strings() -> tuple[frozenset[str], frozenset[str]]:
    """Strings in pipeline and cli, and the beginnings of those that are put together."""
    whole, begun = set(), set()
    for package in ("pipeline", "cli"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole.add(node.value)
                elif isinstance(node, ast.JoinedStr) and isinstance(
                    node.values[0], ast.Constant
                ):
                    begun.add(str(node.values[0].value))
    return frozenset(whole), frozenset(
        one for one in begun if re.fullmatch(r"[a-z]+_", one)
    )


def test_every_text_of_the_commands_is_said():
    whole, begun = strings()
    texts = tomllib.loads((CONFIGS / "texts" / "vi.toml").read_text(encoding="utf-8"))
    assert [
        key for key in texts if key not in whole and not key.startswith(tuple(begun))
    ] == []


def test_every_word_of_the_reports_is_said():
    whole, _ = strings()
    templates = (ROOT / "pipeline" / "report").rglob("*.j2")
    shown = whole.union(
        *(re.findall(r"\w+", path.read_text(encoding="utf-8")) for path in templates)
    )
    assert [key for key in load_texts("vi").words if key not in shown] == []
    columns = {column.name for report in REPORTS.values() for column in report.columns}
    named = {key.rpartition(".")[2] for key in load_texts("vi").columns}
    assert named - columns - shown - LISTED == set()


@pytest.mark.parametrize("name", ["dpi_papers", "file_name", "max_megapixels"])
def test_readers_are_found(name):
    assert name in read_names()


def test_a_key_that_nobody_reads_is_found():
    assert "dpi_maps" not in read_names()
