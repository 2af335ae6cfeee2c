"""How a paper of one part looks: letters, margins, leaders, tables, heads. The two parts share no
value of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

Part = Literal["tuning", "test"]
Fill = Literal["under", "after", "around"]
TableRules = Literal["grid", "thick", "rows", "frame"]


@dataclass(frozen=True, slots=True)
class LeaderLook:
    """What leaders of a form are made of; `size` of the form's letters, `sink` points below the
    line."""

    mark: str
    pitch: float
    weight: float = 0.8
    size: float = 1.0
    sink: float = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one paper. Lengths in points; `axes`: of the two columns of the head."""

    family: str
    size: float
    leading: float
    left: float
    right: float
    indent: float
    axes: tuple[float, float]
    head_size: float
    form_leading: float
    leader: LeaderLook
    fill: Fill
    gap: float
    bold_values: bool
    italic_values: bool
    justify: bool
    table: TableRules
    table_size: float
    shade: bool
    pad: float


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the papers of a part are drawn from; pairs of floats are ranges."""

    families: Mapping[str, float]
    size: tuple[float, float]
    leading: tuple[float, float]
    left: tuple[float, float]
    right: tuple[float, float]
    indent: tuple[float, float]
    axes: tuple[tuple[float, float], ...]
    head_size: tuple[float, float]
    form_leading: tuple[float, float]
    leaders: tuple[LeaderLook, ...]
    fills: tuple[Fill, ...]
    gap: tuple[float, float]
    tables: tuple[TableRules, ...]
    table_size: tuple[float, float]
    pad: tuple[float, float]


_TUNING = _Choices(
    # Not Carlito: its upright cuts draw Ậ, Ệ and Ộ without the circumflex.
    families={
        "termes": 0.5,
        "notosansdisplay": 0.15,
        "notosans": 0.13,
        "heros": 0.12,
        "cursor": 0.1,
    },
    size=(12.6, 13.8),
    leading=(1.28, 1.42),
    left=(78, 90),
    right=(545, 553),
    indent=(26, 32),
    axes=((158, 408), (164, 416)),
    head_size=(12.2, 12.8),
    form_leading=(1.46, 1.62),
    leaders=(
        LeaderLook("dot", 3.1, 0.84),
        LeaderLook("dot", 2.7, 0.7, sink=0.4),
        LeaderLook(".", 3.5, sink=0.0),
        LeaderLook("…", 12.4, sink=0.0),
        LeaderLook("dash", 2.0, 0.5, sink=2.0),
        LeaderLook(".", 3.1, size=0.9, sink=0.5),
    ),
    fills=("under", "under", "under", "under", "after"),
    gap=(2.5, 4.0),
    tables=("grid", "rows"),
    table_size=(11.2, 12.0),
    pad=(3.2, 4.0),
)
_TEST = _Choices(
    families={
        "freeserif": 0.42,
        "schola": 0.13,
        "pagella": 0.15,
        "freesans": 0.12,
        "notoserif": 0.1,
        "bonum": 0.08,
    },
    size=(11.8, 12.5),
    leading=(1.16, 1.26),
    left=(60, 74),
    right=(530, 541),
    indent=(18, 24),
    axes=((146, 424), (152, 398)),
    head_size=(11.4, 12.0),
    form_leading=(1.64, 1.9),
    leaders=(
        LeaderLook("dot", 2.2, 0.6, sink=1.0),
        LeaderLook("dot", 3.6, 1.0, sink=0.2),
        LeaderLook("…", 11.2, size=0.92),
        LeaderLook("dot", 2.5, 0.8, sink=0.0),
        LeaderLook(".", 2.8, size=0.85, sink=0.6),
        LeaderLook("dash", 3.4, 0.6, sink=1.8),
        LeaderLook(".", 4.4, sink=0.2),
        LeaderLook("line", 1.0, 0.45, sink=2.2),
    ),
    fills=("around", "under", "under", "under", "under", "under", "after"),
    gap=(0.5, 2.0),
    tables=("thick", "frame"),
    table_size=(10.2, 11.0),
    pad=(2.2, 3.0),
)
_CHOICES: Mapping[Part, _Choices] = MappingProxyType({"tuning": _TUNING, "test": _TEST})


def families_of(part: Part) -> tuple[str, ...]:
    """The families of letters that papers of a part are set in."""
    return tuple(_CHOICES[part].families)


def draw_style(part: Part, rng: np.random.Generator) -> Style:
    """Choose the look of a paper of some part by chance."""
    c = _CHOICES[part]

    def within(ends: tuple[float, float]) -> float:
        return float(rng.uniform(*ends))

    weights = np.array(list(c.families.values()))
    return Style(
        family=str(rng.choice(list(c.families), p=weights / weights.sum())),
        size=within(c.size),
        leading=within(c.leading),
        left=within(c.left),
        right=within(c.right),
        indent=within(c.indent),
        axes=c.axes[int(rng.integers(len(c.axes)))],
        head_size=within(c.head_size),
        form_leading=within(c.form_leading),
        leader=c.leaders[int(rng.integers(len(c.leaders)))],
        fill=c.fills[int(rng.integers(len(c.fills)))],
        gap=within(c.gap),
        bold_values=bool(rng.random() < 0.35),
        italic_values=bool(rng.random() < 0.12),
        justify=bool(rng.random() < 0.7),
        table=c.tables[int(rng.integers(len(c.tables)))],
        table_size=within(c.table_size),
        shade=bool(rng.random() < 0.4),
        pad=within(c.pad),
    )
