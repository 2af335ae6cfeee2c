"""Is the store what its manifest says?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.store.place import StorePlace
from pipeline.store.reading import Query, read_part
from pipeline.store.record import KEYS, Manifest, Part, StoreProblem
from schemas.tables.arrow import TABLES

KEY_PROBLEMS = ("store_keys_missing", "store_keys_changed")
"""What is mended by making the key file again."""


def store_problems(place: StorePlace, manifest: Manifest) -> tuple[StoreProblem, ...]:
    """All that is wrong, parts first."""
    sound: dict[str, list[Part]] = {name: [] for name in manifest.tables}
    problems: list[StoreProblem] = []
    for name, parts in manifest.tables.items():
        for part in parts:
            found = _part_problem(place, name, part)
            if found:
                problems.append(found)
            else:
                sound[name].append(part)
            beside = _keys_problem(place, part)
            if beside:
                problems.append(beside)
    problems.extend(_key_problems(place, sound))
    return tuple(problems)


def _part_problem(place: StorePlace, name: str, part: Part) -> StoreProblem | None:
    def problem(code: str, **values: object) -> StoreProblem:
        return StoreProblem(
            code,
            {"part": part.path, **{key: str(value) for key, value in values.items()}},
        )

    try:
        if place.sha256(part.path) != part.sha256:
            return problem("store_part_changed")
        with place.open(part.path) as source:
            metadata = pq.read_metadata(source)
    except FileNotFoundError:
        return problem("store_part_missing")
    except (OSError, pa.ArrowInvalid) as error:
        return problem("store_part_unreadable", reason=type(error).__name__)
    if metadata.num_rows != part.rows:
        return problem("store_part_rows", rows=metadata.num_rows, wanted=part.rows)
    unknown = set(metadata.schema.to_arrow_schema().names) - set(TABLES[name].names)
    if unknown:
        return problem("store_part_columns", columns=", ".join(sorted(unknown)))
    return None


def _keys_problem(place: StorePlace, part: Part) -> StoreProblem | None:
    """What is wrong with the part's key file: a look-up may miss rows until it is made again."""
    if part.keys is None:
        return None
    try:
        if place.sha256(part.keys.path) == part.keys.sha256:
            return None
    except OSError:
        return StoreProblem("store_keys_missing", {"part": part.keys.path})
    return StoreProblem("store_keys_changed", {"part": part.keys.path})


def _key_problems(
    place: StorePlace, sound: dict[str, list[Part]]
) -> Iterator[StoreProblem]:
    """Keys that stand twice, and pages of no document."""
    tables = {name: _keys(place, name, sound.get(name, ())) for name in KEYS}
    for name, table in tables.items():
        counted = table.group_by(table.column_names).aggregate([([], "count_all")])
        twice = counted.filter(pc.greater(counted["count_all"], 1)).sort_by(
            [(column, "ascending") for column in table.column_names]
        )
        for row in twice.select(table.column_names).to_pylist():
            told = " / ".join(map(str, row.values()))
            yield StoreProblem("store_key_twice", {"table": name, "key": told})
    documents = tables["documents"]["document_id"].combine_chunks()
    owners = tables["pages"]["document_id"].unique()
    for orphan in sorted(
        map(str, owners.filter(pc.invert(pc.is_in(owners, documents))).to_pylist())
    ):
        yield StoreProblem("store_page_alone", {"document": orphan})


def _keys(place: StorePlace, name: str, parts: Sequence[Part]) -> pa.Table:
    query = Query.of(name, KEYS[name])
    return pa.concat_tables(
        [
            query.schema.empty_table(),
            *(read_part(place, part, query) for part in parts),
        ]
    )
