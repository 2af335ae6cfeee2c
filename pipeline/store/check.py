"""Is the store what its manifest says?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.common.files import sha256_of
from pipeline.store.parts import read_part
from pipeline.store.record import KEYS, Manifest, Part
from schemas.arrow import TABLES


def store_problems(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """One line of English a problem; ids of documents are named, contents are not."""
    sound: dict[str, list[Part]] = {name: [] for name in manifest.tables}
    problems: list[str] = []
    for name, parts in manifest.tables.items():
        for part in parts:
            found = _part_problem(folder / part.path, name, part)
            if found:
                problems.append(f"{part.path}: {found}")
            else:
                sound[name].append(part)
    problems.extend(_key_problems(folder, sound))
    return tuple(problems)


def _part_problem(path: Path, name: str, part: Part) -> str | None:
    try:
        if sha256_of(path) != part.sha256:
            return "differs from its recorded hash"
        metadata = pq.read_metadata(path)
    except FileNotFoundError:
        return "is missing"
    except (OSError, pa.ArrowInvalid) as error:
        return f"can't be read ({type(error).__name__})"
    if metadata.num_rows != part.rows:
        return f"has {metadata.num_rows} rows, the manifest says {part.rows}"
    unknown = set(metadata.schema.to_arrow_schema().names) - set(TABLES[name].names)
    return f"has unknown columns {', '.join(sorted(unknown))}" if unknown else None


def _key_problems(folder: Path, sound: dict[str, list[Part]]) -> Iterator[str]:
    keys: dict[str, set[tuple[object, ...]]] = {}
    for name, key in KEYS.items():
        seen: set[tuple[object, ...]] = set()
        for part in sound.get(name, ()):
            table = read_part(folder / part.path, name, key)
            for values in zip(*(table[column].to_pylist() for column in key), strict=True):
                if values in seen:
                    yield f"{name}: key {' / '.join(map(str, values))} stands there twice"
                seen.add(values)
        keys[name] = seen
    documents = {values[0] for values in keys["documents"]}
    for orphan in sorted(
        {str(values[0]) for values in keys["pages"]} - {str(d) for d in documents}
    ):
        yield f"pages: document {orphan} is not among the documents"
