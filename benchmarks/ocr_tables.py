"""The tables of recognition out of a result: reached beside what was to be reached, peers, kinds of
pages, workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from benchmarks.markdown import Row, percent, table

# Row -> column -> (best known, to reach); what issue 4 set.
_HEIGHTS: Mapping[str, Mapping[str, tuple[float | None, float]]] = MappingProxyType(
    {
        "cer": {
            "clean": (0.0117, 0.005),
            "office": (0.0139, 0.007),
            "hard": (0.048, 0.03),
            "real": (0.0054, 0.004),
        },
        "fields_exact": {
            "clean": (0.95, 0.98),
            "office": (0.94, 0.97),
            "hard": (0.84, 0.92),
        },
        "cpu_to_tesseract": {
            "clean": (0.9, 0.8),
            "office": (0.8, 0.8),
            "hard": (1.7, 1.7),
            "real": (None, 0.8),
        },
        "forms_cer": {
            "clean": (0.027, 0.015),
            "office": (0.03, 0.02),
            "hard": (0.066, 0.045),
        },
    }
)
_NAMES = {
    "cer": "CER",
    "fields_exact": "fields exact (plain search)",
    "cpu_to_tesseract": "CPU ÷ `tesseract FILE - -l vie`",
    "forms_cer": "CER, forms with leaders by themselves",
}
_MORE_IS_BETTER = {"fields_exact"}
_COMMANDS = {
    "tesseract": "`tesseract FILE - -l vie`",
    "pytesseract": "pytesseract as it comes",
    "ocrmypdf": "OCRmyPDF",
}


def ocr_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """All tables of the benchmark `ocr`."""
    yield f"Engine: {found['engine']}; profile of the first table: {found['default']}."
    yield ""
    yield from _heights(found)
    yield from _floors(found["levels"])
    yield from _sides(found["levels"])
    yield from _kinds(found["levels"], found["default"])
    yield from _costs(found)
    if "pages" in found.get("real_scans", {}):
        yield from _real(found["real_scans"])
    if found.get("sample_papers"):
        yield from _papers(found["sample_papers"], found["default"])


def _heights(found: Mapping[str, Any]) -> Iterator[str]:
    default = found["default"]
    columns = {level: one["sides"][default] for level, one in found["levels"].items()}
    columns["real"] = found.get("real_scans", {}).get("sides", {}).get(default, {})
    yield "Best known → to reach → **reached** (✗: missed):"
    yield ""
    rows = [
        (
            _NAMES[key],
            *(
                _height(key, by.get(column), columns.get(column, {}).get(key))
                for column in _COLUMNS
            ),
        )
        for key, by in _HEIGHTS.items()
    ]
    yield from table(("", "clean", "office", "hard", "real scans"), rows)


_COLUMNS = ("clean", "office", "hard", "real")


def _height(
    key: str, aim: tuple[float | None, float] | None, reached: float | None
) -> str:
    if aim is None:
        return "–" if reached is None else _shown(key, reached)
    known, to_reach = aim
    more = key in _MORE_IS_BETTER
    sign = "≥" if more else "≤"
    if reached is None:
        told = "not measured"
    else:
        missed = reached < to_reach if more else reached > to_reach
        told = f"**{_shown(key, reached)}**{' ✗' if missed else ''}"
    return " → ".join(
        [
            *([] if known is None else [_shown(key, known)]),
            f"{sign} {_shown(key, to_reach)}",
            told,
        ]
    )


def _shown(key: str, value: float) -> str:
    return f"{value:.2f}" if key == "cpu_to_tesseract" else percent(value)


def _floors(levels: Mapping[str, Any]) -> Iterator[str]:
    told = [
        f"{level} {percent(f['cer'])} (≥ {f['cer_at_least'] * 100:.0f} %) and "
        f"{percent(f['fields_exact'])} "
        f"(≤ {f['fields_exact_at_most'] * 100:.0f} "
        f"%){'' if f['counts'] else ', **does not count**'}"
        for level, f in ((level, one.get("floor")) for level, one in levels.items())
        if f
    ]
    if told:
        yield ""
        yield f"Floors, pytesseract as it comes, CER and fields exact: {'; '.join(told)}."


def _sides(levels: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    head = (
        "level",
        "pages (forms)",
        "",
        "CER",
        "made up",
        "lines lost",
        "CER, forms",
        "fields exact",
        "CPU s/page",
        "÷ tesseract",
    )
    rows: list[Row] = []
    for level, one in levels.items():
        for name, f in sorted(
            one["sides"].items(), key=lambda side: not side[0].startswith("sohoa")
        ):
            rows.append(
                (
                    level,
                    f"{one['pages']} ({one['forms']})",
                    _COMMANDS.get(name, name),
                    percent(f["cer"]),
                    percent(f["made_up"]),
                    percent(f["lines_lost"]),
                    percent(f["forms_cer"]),
                    percent(f["fields_exact"]),
                    f["cpu_s_per_page"],
                    f.get("cpu_to_tesseract"),
                )
            )
    yield from table(head, rows)


def _kinds(levels: Mapping[str, Any], default: str) -> Iterator[str]:
    yield ""
    yield (
        f"By kind of page, CER / fields exact of {default}, and CER of the `tesseract` command "
        "in brackets:"
    )
    yield ""
    names = sorted(
        {kind for one in levels.values() for kind in one["sides"][default]["kinds"]}
    )
    yield from table(
        ("kind", *levels),
        (
            (kind, *(_kind(one, default, kind) for one in levels.values()))
            for kind in names
        ),
    )


def _kind(level: Mapping[str, Any], default: str, kind: str) -> str:
    ours = level["sides"][default]["kinds"].get(kind)
    theirs = level["sides"].get("tesseract", {}).get("kinds", {}).get(kind)
    if ours is None:
        return "–"
    bracket = f" ({percent(theirs['cer'])})" if theirs else ""
    return f"{percent(ours['cer'])} / {percent(ours['fields_exact'])}{bracket}"


def _costs(found: Mapping[str, Any]) -> Iterator[str]:
    default = found["default"]
    stages = {
        level: one["sides"][default].get("stage_cpu_s_per_page", {})
        for level, one in found["levels"].items()
    }
    names = sorted({name for one in stages.values() for name in one})
    yield ""
    yield "CPU seconds a page by stage, and preparation in ms a page by resolution:"
    yield ""
    rows: list[Row] = [
        (
            level,
            *(one.get(name) for name in names),
            ", ".join(
                f"{dpi} dpi {ms} ms"
                for dpi, ms in found["levels"][level]["sides"][default]
                .get("preparation_ms_by_dpi", {})
                .items()
            ),
        )
        for level, one in stages.items()
    ]
    yield from table(("level", *names, "preparation"), rows)
    yield ""
    head = (
        "one worker, a fresh process",
        "engine loaded in s",
        "first page beyond the same again, s",
        "peak MB",
        "threads",
        "CPU ÷ wall",
    )
    loads = ("open_engine_s", "first_page_extra_s", "peak_mb", "threads")
    rows = [
        (name, *(one[key] for key in loads), round(one["cpu_s"] / one["wall_s"], 2))
        for name, one in found["worker"].items()
    ]
    yield from table(head, rows)
    if "workers" in found:
        w = found["workers"]
        yield ""
        yield (
            f"Two workers of the run: {w['two_workers_pages_per_second']} pages/s; two processes "
            "of their own: "
            f"{w['two_processes_pages_per_second']} pages/s together; ratio {w['ratio']} (to "
            "reach: ≥ 0.95)."
        )


def _real(real: Mapping[str, Any]) -> Iterator[str]:
    sides: Sequence[str] = list(real["sides"])
    yield ""
    yield "Real scans (`benchmarks/real_scans`), CER:"
    yield ""
    rows: list[Row] = [
        (page, *(percent(by[name]) for name in sides))
        for page, by in real["pages"].items()
    ]
    rows.append(("**all**", *(percent(real["sides"][name]["cer"]) for name in sides)))
    rows.append(
        ("CPU s/page", *(real["sides"][name]["cpu_s_per_page"] for name in sides))
    )
    yield from table(("page", *(_COMMANDS.get(name, name) for name in sides)), rows)


def _papers(papers: Mapping[str, Any], default: str) -> Iterator[str]:
    yield ""
    yield (
        f"Papers of the generator of `sample_scans`, CER of {default} (of the `tesseract` command):"
    )
    yield ""
    names = list(
        dict.fromkeys(kind for one in papers.values() for kind in one["kinds"])
    )
    rows: list[Row] = [
        (kind, *(_both(one["kinds"].get(kind, {}), default) for one in papers.values()))
        for kind in names
    ]
    totals = [
        {name: f["cer"] for name, f in one["sides"].items()} for one in papers.values()
    ]
    rows.append(("**all**", *(_both(total, default) for total in totals)))
    yield from table(("kind", *papers), rows)


def _both(by: Mapping[str, float | None], default: str) -> str:
    theirs = f" ({percent(by['tesseract'])})" if "tesseract" in by else ""
    return f"{percent(by.get(default))}{theirs}"
