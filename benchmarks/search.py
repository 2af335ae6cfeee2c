"""What the embedded search index costs to build and to ask, beside plain tantivy and a scan.

    python -m benchmarks.search --documents 1000000 --into FOLDER --out result.json

Documents are made up: about a hundred syllables of Vietnamese shape, as frequent as words of a
language are, a name, a number with its notation, a dossier code, a citizen's number. Each question
is asked of the index and of the same texts in Parquet (lower case, accents as asked).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import tantivy

from benchmarks.measure import measured, quantile
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.embedded_documents import as_document, index_schema
from pipeline.search.engine import IndexEntry
from pipeline.search.request import SearchRequest

_ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
_RIMES = (
    "a à á ả ã ạ an án ạn ang áng anh ành ao ay ăn ăng âm ân ất âu ây e em en eo ê ên ết i ia iên "
    "iết iệu im in ình o oa oan oi om on ong ô ôi ôn ông ơ ơi ơn u ua uân ui um un ung uôn ư ưa "
    "ưng ước ượng ương ưu y yên"
)
_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLES = "Văn Thị Hữu Minh Ngọc Đức Thanh Quốc Xuân Thu"
_GIVEN = "An Bình Cường Dũng Giang Hà Hải Hòa Hùng Lan Linh Long Mai Nam Nga Phúc Sơn"
_WORDS_A_PAGE = 100
_CHUNK = 10_000
_ASKED = 30
_SCANNED = 2
_BESIDE = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and what narrows it; `scan`: the words that a scan must find in a text."""

    kind: str
    words: str
    scan: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()
    facets: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one kind of question: of the index (clock and CPU), of a scan (CPU)."""

    kind: str
    hits: int
    p50_ms: float
    p95_ms: float
    p95_cpu_ms: float
    scan_cpu_ms: float


def made_entries(documents: int, seed: int = 1) -> Iterator[IndexEntry]:
    """So many documents of one page, the same for a seed."""
    random = np.random.default_rng(seed)
    syllables = np.array([a + b for a in _ONSETS.split() for b in _RIMES.split()])
    random.shuffle(syllables)
    for start in range(0, documents, _CHUNK):
        size = min(_CHUNK, documents - start)
        ranks = random.zipf(1.3, (size, _WORDS_A_PAGE)) % len(syllables)
        for number, row in enumerate(syllables[ranks].tolist(), start=start):
            yield _entry(number, " ".join(row))


def _entry(number: int, words: str) -> IndexEntry:
    code, person = f"H26.{number % 40:02d}-2401-{number:07d}", name_of(number)
    return IndexEntry(
        document_id=f"{code}.1",
        dossier_code=code,
        ordinal=1,
        pdf_path=f"documents/{code}.1.pdf",
        document_type="quyet_dinh",
        title="Quyết định",
        number=f"{number}/QĐ-UBND",
        issuer="Ủy ban nhân dân phường Láng Đông",
        names=(person,),
        pages=((1, f"Số: {number}/QĐ-UBND Quyết định ông {person} {words}"),),
        identifiers=(f"{1_090_000_000 + number:012d}",),
        agency_code=code[:6],
        level="commune",
        issued_date=f"20{10 + number % 14}-{number % 12 + 1:02d}-15",
        issued_year=2010 + number % 14,
        signature_level="B-LTA",
        outcomes=("matched",),
    )


def name_of(number: int) -> str:
    """The person whose paper a document is; many share a name."""
    family, middle, given = (
        (words := names.split())[number * step % len(words)]
        for names, step in ((_FAMILIES, 7), (_MIDDLES, 3), (_GIVEN, 5))
    )
    return f"{family} {middle} {given}"


def questions(documents: int) -> list[Question]:
    """What is asked, some of each kind."""
    found: list[Question] = []
    for number in range(7, documents, max(1, documents // _ASKED)):
        person, code = name_of(number), f"{number}/QĐ-UBND"
        plain = ("quyết định", person.lower())
        found += [
            Question("number and notation", code, (code.lower(),)),
            Question("citizen's number", f"{1_090_000_000 + number:012d}", ()),
            Question("name, with accents", person, (person.lower(),)),
            Question("name, one letter wrong, and number", f"{person}x {number}", ()),
            Question("words in a row", f'"ông {person}"', (f"ông {person}".lower(),)),
            Question("two words and a name", f"{plain[0]} {person}", plain),
            Question(
                "narrowed, with facets",
                person,
                (person.lower(),),
                (("agency_code", f"H26.{number % 40:02d}"), ("issued_year", "2015")),
                True,
            ),
        ]
    return found


def build(folder: Path, documents: int) -> float:
    """Fill our index; gives CPU seconds, those of making the documents taken off."""
    some = min(documents, _CHUNK)
    with measured() as making:
        for _ in made_entries(some):
            pass
    with measured() as filling:
        EmbeddedIndex(folder).rebuild(made_entries(documents), 1)
    return filling.cpu_s - making.cpu_s * documents / some


def build_plain(folder: Path, documents: int) -> float:
    """CPU seconds of tantivy alone on the same texts: one field, its own tokenizer, text kept."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=True)
    texts = [(one.document_id, one.pages[0][1]) for one in made_entries(documents)]
    with measured() as filling:
        writer = tantivy.Index(builder.build(), path=str(folder)).writer(128 << 20, 2)
        for name, text in texts:
            writer.add_document(tantivy.Document(id=name, text=text))
        writer.commit()
        writer.wait_merging_threads()
    return filling.cpu_s


def build_same(folder: Path, documents: int) -> float:
    """CPU seconds of tantivy alone with our fields, their words cut and folded beforehand: what
    remains is what this program adds."""
    folder.mkdir()
    ready = [as_document(one) for one in made_entries(documents)]
    with measured() as filling:
        index = tantivy.Index(index_schema(), path=str(folder))
        writer = index.writer(128 << 20, 2)
        for document in ready:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    return filling.cpu_s


def write_texts(path: Path, documents: int) -> None:
    """The same texts as Parquet, as the store's parts are written."""
    schema = pa.schema([("document_id", pa.string()), ("text", pa.string())])
    rows: list[tuple[str, str]] = []
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for one in made_entries(documents):
            rows.append((one.document_id, one.pages[0][1]))
            if len(rows) == _CHUNK:
                out.write_table(_texts(rows, schema))
                rows.clear()
        if rows:
            out.write_table(_texts(rows, schema))


def _texts(rows: Sequence[tuple[str, str]], schema: pa.Schema) -> pa.Table:
    ids, texts = zip(*rows, strict=True)
    return pa.table([list(ids), list(texts)], schema=schema)


def scan(path: Path, words: Sequence[str]) -> int:
    """How many texts hold all the words, by reading them all."""
    found = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_CHUNK, columns=["text"], use_threads=False):
            text = pc.utf8_lower(batch["text"])
            held = [pc.match_substring(text, word) for word in words]
            kept = held[0]
            for more in held[1:]:
                kept = pc.and_(kept, more)
            found += pc.sum(kept).as_py() or 0
    return found


def ask(index: EmbeddedIndex, texts: Path, asked: Sequence[Question]) -> list[Asked]:
    """The questions twice: the second time, warm, counts."""
    by_kind: dict[str, list[Question]] = {}
    for one in asked:
        by_kind.setdefault(one.kind, []).append(one)
    return [_ask_kind(index, texts, kind, some) for kind, some in by_kind.items()]


def _ask_kind(
    index: EmbeddedIndex, texts: Path, kind: str, some: Sequence[Question]
) -> Asked:
    wall: list[float] = []
    cpu: list[float] = []
    hits = 0
    for one in [*some, *some]:
        request = SearchRequest(one.words, filters=dict(one.filters), facets=one.facets)
        begun, used = time.perf_counter(), time.process_time()
        found = index.search(request)
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - used))
        hits += found.total
    used = time.process_time()
    scanned = [one for one in some if one.scan][:_SCANNED]
    for one in scanned:
        scan(texts, one.scan)
    scan_ms = 1000 * (time.process_time() - used) / max(1, len(scanned))
    warm, warm_cpu = wall[len(some) :], cpu[len(some) :]
    return Asked(
        kind,
        round(hits / len(wall)),
        round(quantile(warm, 0.5), 1),
        round(quantile(warm, 0.95), 1),
        round(quantile(warm_cpu, 0.95), 1),
        round(scan_ms),
    )


def search(
    folder: Path, documents: int, tell: Callable[[str], None]
) -> dict[str, object]:
    """Build, beside tantivy alone on some of the documents, then ask."""
    folder.mkdir(parents=True)
    some = min(documents, _BESIDE)
    rates: dict[str, float] = {}
    sides = (("plain", build_plain), ("same_fields", build_same), ("ours", build))
    for name, make in sides:
        rates[name] = round(some / make(folder / f"{name}-some", some))
        tell(f"{name}: {rates[name]:,} documents a CPU second, {some:,} documents")
    rates["ours_all"] = round(documents / build(folder / "index", documents))
    tell(f"ours: {rates['ours_all']:,} documents a CPU second, {documents:,} documents")
    texts = folder / "texts.parquet"
    write_texts(texts, documents)
    size = sum(one.stat().st_size for one in (folder / "index").rglob("*.*"))
    asked = ask(EmbeddedIndex(folder / "index"), texts, questions(documents))
    return {
        "documents": documents,
        "documents_a_cpu_second": rates,
        "index_mb": round(size / (1 << 20)),
        "texts_mb": round(texts.stat().st_size / (1 << 20)),
        "asked": [asdict(one) for one in asked],
    }


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    result = search(
        options.into,
        options.documents,
        lambda line: print(line, file=sys.stderr, flush=True),
    )
    options.out.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
