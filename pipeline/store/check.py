"""Is the store what its manifest says?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.common.files import sha256_of
from pipeline.store.parts import read_part
from pipeline.store.record import KEYS, Manifest, Part, StoreProblem
from schemas.arrow import TABLES


def store_problems(folder: Path, manifest: Manifest) -> tuple[StoreProblem, ...]:
    """All that is wrong, parts first."""
    sound: dict[str, list[Part]] = {name: [] for name in manifest.tables}
    problems: list[StoreProblem] = []
    for name, parts in manifest.tables.items():
        for part in parts:
            found = _part_problem(folder / part.path, name, part)
            if found:
                problems.append(found)
            else:
                sound[name].append(part)
    problems.extend(_key_problems(folder, sound))
    return tuple(problems)


def _part_problem(path: Path, name: str, part: Part) -> StoreProblem | None:
    def problem(code: str, **values: object) -> StoreProblem:
        return StoreProblem(
            code, {"part": part.path, **{key: str(value) for key, value in values.items()}}
        )

    try:
        if sha256_of(path) != part.sha256:
            return problem("store_part_changed")
        metadata = pq.read_metadata(path)
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


def _key_problems(folder: Path, sound: dict[str, list[Part]]) -> Iterator[StoreProblem]:
    keys: dict[str, set[tuple[object, ...]]] = {}
    for name, key in KEYS.items():
        seen: set[tuple[object, ...]] = set()
        for part in sound.get(name, ()):
            table = read_part(folder / part.path, name, key)
            for values in zip(*(table[column].to_pylist() for column in key), strict=True):
                if values in seen:
                    told = " / ".join(map(str, values))
                    yield StoreProblem("store_key_twice", {"table": name, "key": told})
                seen.add(values)
        keys[name] = seen
    documents = {values[0] for values in keys["documents"]}
    for orphan in sorted(
        {str(values[0]) for values in keys["pages"]} - {str(d) for d in documents}
    ):
        yield StoreProblem("store_page_alone", {"document": orphan})
