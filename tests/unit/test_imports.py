"""Importing the program changes nothing for others in the process: no library's limits, threads or
log levels, no environment. What must be set is set where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas", "pipeline", "cli", "synthetic", "benchmarks")


def effects(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements outside of functions and classes that do something to somebody else: a call whose
    value nobody takes, a value put into another's attribute or key."""
    for one in statements:
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            yield one
        elif isinstance(one, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            if any(isinstance(to, ast.Attribute | ast.Subscript) for to in targets):
                yield one
        elif isinstance(one, ast.For | ast.While | ast.With | ast.Try):
            yield from effects(one.body)
        elif isinstance(one, ast.If) and "__name__" not in ast.unparse(one.test):
            yield from effects([*one.body, *one.orelse])


@pytest.mark.parametrize("package", PACKAGES)
def test_an_import_changes_nothing_for_others(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{one.lineno} {ast.unparse(one)}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for one in effects(ast.parse(path.read_text(encoding="utf-8")).body)
        # A program of its own is never imported.
        if path.name != "__main__.py"
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Image.MAX_IMAGE_PIXELS = None",
        "cv2.setNumThreads(1)",
        "os.environ['OMP_THREAD_LIMIT'] = '1'",
        "for name in names:\n    logging.getLogger(name).setLevel(50)",
        "if True:\n    warnings.simplefilter('ignore')",
        "try:\n    locale.setlocale(0)\nexcept OSError:\n    pass",
    ],
)
def test_such_lines_are_found(line: str) -> None:
    assert list(effects(ast.parse(line).body))


@pytest.mark.parametrize(
    "line",
    [
        "'A docstring.'",
        "WIDE = tuple(range(3))",
        "def f():\n    cv2.setNumThreads(1)",
        "if __name__ == '__main__':\n    main()",
        "if TYPE_CHECKING:\n    from a import b",
    ],
)
def test_other_lines_are_not(line: str) -> None:
    assert not list(effects(ast.parse(line).body))
