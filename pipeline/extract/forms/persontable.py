"""Tables with a person in each row, whose head names the facts: `STT | Họ và tên | Ngày sinh | Số
định danh`."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.forms.labels import LabelHit, Means
from pipeline.extract.forms.regions import Regions
from pipeline.extract.rows import Token, box_of

_FULL_NAME = "full_name"
_FEWEST = 3  # labelled columns that make a head
_ROW_GAP = 4.0  # in text heights: rows further apart are no rows of one table


@dataclass(frozen=True, slots=True)
class TableHead:
    """Facts by the middle of their columns (x in pixels), left to right;
    `hit` is the name's label."""

    columns: tuple[tuple[float, str], ...]
    hit: LabelHit

    def cells(self, regions: Regions, at: int) -> dict[str, list[Token]] | None:
        """The words of a row by fact; None where the table has ended."""
        row, above = regions.rows[at], regions.rows[at - 1]
        far = (
            row.page != above.page or row.box.y0 - above.box.y1 > _ROW_GAP * row.height
        )
        if far or any(hit.end - hit.start > 1 for hit in regions.hits[at]):
            return None
        found: dict[str, list[Token]] = {}
        for segment in row.segments:
            middle = (segment.box.x0 + segment.box.x1) / 2
            _, name = min(self.columns, key=lambda column: abs(column[0] - middle))
            # The row's number stands left of the name.
            tokens = [
                t
                for t in segment.tokens
                if name != _FULL_NAME or not t.text.strip(".").isdecimal()
            ]
            found.setdefault(name, []).extend(tokens)
        return found


def table_head(regions: Regions, at: int) -> TableHead | None:
    """The head that a row is: three labels of facts or more, the name among them, and nothing
    between them."""
    row = regions.rows[at]
    facts: list[tuple[float, str]] = []
    name: LabelHit | None = None
    labelled: set[int] = set()
    for hit in regions.hits[at]:
        fact = next(
            (
                t.fact
                for t in hit.label.targets
                if t.means in {Means.FACT, Means.OPENS} and t.fact
            ),
            None,
        )
        if fact is None:
            continue
        box = box_of(row.tokens[hit.start : hit.end])
        facts.append(((box.x0 + box.x1) / 2, fact))
        labelled.update(range(hit.start, hit.end))
        name = hit if fact == _FULL_NAME and name is None else name
    loose = [
        token
        for n, token in enumerate(row.tokens)
        if n not in labelled and len(token.folded) > 3
    ]
    if (
        name is None
        or len(facts) < _FEWEST
        or len(loose) > len(facts)
        or any(t.ends_label for t in row.tokens)
    ):
        return None
    return TableHead(tuple(facts), name)
