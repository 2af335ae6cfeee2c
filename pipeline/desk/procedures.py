"""What procedures ask for: configs/procedures/, and above it the archive's own list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from rapidfuzz import fuzz, process

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.extract.normalize.text import fold
from pipeline.extract.types import document_types
from schemas.answers.desk import NeededPaper

_LIKE = 75.0
"""So alike (of 100) a code or name is to what was typed, to be named: two digits of a code changed
places, or were mistyped."""
_MOST_LIKE = 3

Handling = Literal["scan", "show_only", "shared_data", "confidential"]


class AskedPaper(Data):
    """A paper that a procedure asks for."""

    document_type: str
    handling: Handling
    rule: str = ""


class Procedure(Data):
    """A procedure."""

    code: str = Field(min_length=1)
    name: str
    papers: tuple[AskedPaper, ...]


class ProcedureList(Data):
    """A file of configs/procedures/. `rules`: where it is said how a paper is handled."""

    version: int
    source: str
    rules: dict[str, str] = Field(default_factory=dict)
    procedures: tuple[Procedure, ...] = ()


class Procedures:
    """All procedures by their code."""

    def __init__(self, lists: tuple[ProcedureList, ...]) -> None:
        self.rules: Mapping[str, str] = {
            k: v for one in lists for k, v in one.rules.items()
        }
        self._known = {one.code: one for each in lists for one in each.procedures}

    def named(self, code: str | None) -> Procedure | None:
        """A procedure; None where nobody has listed it."""
        return self._known.get(code or "")

    def like(self, code: str) -> tuple[Procedure, ...]:
        """The listed procedures whose code or name is nearest to what was typed, the nearest
        first."""
        wanted = code.strip()
        if any(char.isalpha() for char in wanted):
            names = {one.code: fold(one.name) for one in self._known.values()}
            wanted, scorer = fold(wanted), fuzz.token_set_ratio
        else:
            names, scorer = {code: code for code in self._known}, fuzz.ratio
        near = process.extract(wanted, names, scorer=scorer, score_cutoff=_LIKE)
        scores = {known: score for _, score, known in near}
        best = sorted(scores, key=lambda one: (-scores[one], one))[:_MOST_LIKE]
        return tuple(self._known[one] for one in best)

    def needs(self, procedure: Procedure) -> tuple[NeededPaper, ...]:
        """What it asks for."""
        types = document_types()
        return tuple(
            NeededPaper(
                one.document_type,
                types[one.document_type].name,
                one.handling,
                one.rule or self.rules.get(one.handling, ""),
            )
            for one in procedure.papers
        )


def load_procedures(archive: Path) -> Procedures:
    """The program's list, and the archive's own (ARCHIVE/procedures/*.toml) above it.

    Raises:
        UsageError: `config_invalid`.
    """
    own = archive / "procedures"
    paths = [
        *sorted((CONFIGS / "procedures").glob("*.toml")),
        *sorted(own.glob("*.toml")),
    ]
    return Procedures(tuple(_list(path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=32)
def _list(path: Path, _changed: int) -> ProcedureList:
    return load_data(ProcedureList, path)
