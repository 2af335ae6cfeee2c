"""The second stage: regression trees that weigh all evidence on a pair jointly. Data that an
auditor can read: configs/matching/forest.json; what made it: training/fit_matching.py.

Each tree asks `feature <= threshold?` until it comes to a leaf; the leaves' values, in bits, add up
to the log odds that the pair is one person. Every node has a value, so that a question's part in
the sum is the step from a node's value to the next one's (Saabas, Interpreting random forests).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError
from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.weights.features import FEATURES

RowNodes = npt.NDArray[np.int32]
Ways = npt.NDArray[np.int32]
Evidence = npt.NDArray[np.float32]


class Tree(Data):
    """Nodes by number, the root first. `feature` is -1 in a leaf; children stand behind their
    parent."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    bits: tuple[float, ...]

    @model_validator(mode="after")
    def _sound(self) -> Tree:
        columns = (self.feature, self.threshold, self.left, self.right, self.bits)
        if len({len(c) for c in columns}) != 1 or not self.feature:
            raise ValueError("columns of unequal length")
        for node, (feature, left, right) in enumerate(
            zip(self.feature, self.left, self.right, strict=True)
        ):
            if feature >= 0 and not (node < left < len(self.left) > right > node):
                raise ValueError("a child must stand behind its parent")
        return self


class ForestFile(Data):
    """What the file holds: where it comes from, the features in order, the trees."""

    source: str
    date: str
    features: tuple[str, ...]
    start_bits: float
    trees: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees in one row of nodes. `children`: of node n at 2 n and 2 n + 1; a leaf's are
    itself."""

    features: tuple[str, ...]
    start: float
    roots: RowNodes
    feature: RowNodes
    threshold: npt.NDArray[np.float32]
    children: RowNodes
    bits: FloatArray
    depth: int
    digest: str

    def log_odds(self, evidence: Evidence) -> FloatArray:
        """Bits for the pair being one person. Shape of `evidence`: (n, features), of the result:
        (n,)."""
        return self.bits_at(self.ways(evidence))

    def ways(self, evidence: Evidence) -> Ways:
        """The nodes that each pair comes through in each tree, the root first and the leaf last (a
        leaf is its own child). Shape (depth + 1, n, trees)."""
        # The facts of each pair stand behind those of the one before.
        first = np.arange(0, evidence.size, evidence.shape[1], dtype=np.int32)[:, None]
        told = evidence.reshape(-1)
        ways = np.empty((self.depth + 1, len(evidence), len(self.roots)), np.int32)
        ways[0] = self.roots
        for level in range(self.depth):
            node = ways[level]
            asked = told.take(self.feature.take(node) + first)
            # The right child of node n stands at 2 n + 1. (Without a mode numpy fills a copy of
            # `out` first.)
            turn = asked > self.threshold.take(node)
            self.children.take(2 * node + turn, out=ways[level + 1], mode="clip")
        return ways

    def bits_at(self, ways: Ways) -> FloatArray:
        """The log odds of pairs by the leaves that they come to."""
        return np.asarray(self.start + self.bits.take(ways[-1]).sum(axis=1), np.float64)

    def parts(self, ways: Ways, group: IntArray, groups: int) -> FloatArray:
        """Each group of features' part in the bits, beside what is expected of any pair. Shape
        (n, groups).

        Args:
            ways: of the pairs.
            group: of each feature.
            groups: how many there are.
        """
        count = ways.shape[1]
        gain = np.diff(self.bits.take(ways), axis=0)
        row = np.arange(count)[:, None] * groups
        place = row + group.take(self.feature).take(ways[:-1])
        total = np.bincount(place.reshape(-1), gain.reshape(-1), count * groups)
        return np.asarray(total, np.float64).reshape(count, groups)


def joined(file: ForestFile) -> Forest:
    """The trees in one row of nodes.

    Raises:
        ValueError: the file asks for other features than `evidence` gives.
    """
    if file.features != tuple(f.name for f in FEATURES):
        raise ValueError("other features than the program's")
    sizes = [len(tree.bits) for tree in file.trees]
    roots = np.cumsum(sizes) - sizes
    nodes = [
        _nodes(tree, root)
        for tree, root in zip(file.trees, roots.tolist(), strict=True)
    ]
    return Forest(
        features=file.features,
        start=file.start_bits,
        roots=roots.astype(np.int32),
        feature=np.array([max(f, 0) for t in file.trees for f in t.feature], np.int32),
        threshold=np.array([v for t in file.trees for v in t.threshold], np.float32),
        children=np.array([child for one in nodes for child in one], np.int32),
        bits=np.array([b for tree in file.trees for b in tree.bits], np.float64),
        depth=max(map(_depth, file.trees), default=0),
        digest=hashlib.sha256(file.model_dump_json().encode()).hexdigest(),
    )


def _nodes(tree: Tree, root: int) -> list[int]:
    """The children of each node, two by two, by their place in the row; a leaf's are itself."""
    children: list[int] = []
    columns = zip(tree.feature, tree.left, tree.right, strict=True)
    for node, (feature, left, right) in enumerate(columns):
        both = (node, node) if feature < 0 else (left, right)
        children += [root + child for child in both]
    return children


def _depth(tree: Tree) -> int:
    """Questions up to the farthest leaf."""
    depths = [0] * len(tree.feature)
    columns = zip(tree.feature, tree.left, tree.right, strict=True)
    for node, (feature, *children) in enumerate(columns):
        for child in children if feature >= 0 else ():
            depths[child] = depths[node] + 1
    return max(depths)


@lru_cache(maxsize=1)
def default_forest() -> Forest:
    """The trees of configs/matching/forest.json.

    Raises:
        UsageError: the file can't be read or does not fit.
    """
    return read_forest(CONFIGS / "matching" / "forest.json")


def read_forest(path: Path) -> Forest:
    """The trees of a file; errors as default_forest."""
    remedy = "put back the file of the release"
    file = load_data(ForestFile, path, "match_forest_invalid", remedy)
    try:
        return joined(file)
    except ValueError as error:
        raise UsageError(
            "match_forest_invalid",
            f"the trees can't be used: {error}",
            item=str(path),
            remedy=remedy,
        ) from error
