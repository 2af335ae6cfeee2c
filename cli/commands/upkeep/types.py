"""types check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options

if TYPE_CHECKING:
    from pipeline.extract.samples.truth import Judged
    from pipeline.operations.document_types import Tried

_HEAD = (
    "types_type",
    "types_samples",
    "types_type_right",
    "types_facts",
    "types_right",
    "types_asked",
)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(no_args_is_help=True, help="Loại giấy tờ. Document types.")
    group.command("check")(check_types)
    app.add_typer(group, name="types")


@with_common_options
def check_types(
    common: Common,
    samples: Annotated[
        Path | None,
        typer.Argument(
            metavar="SAMPLES",
            help="A folder of labelled samples (NAME.txt, with a picture or a drawn page).",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--types",
            help="The types' folder (default: the program's).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Kiểm tra các loại giấy tờ, thử trên mẫu. Check the types; try them on labelled samples.

    Example: sohoa types check mau-giay-to --types configs/document_types
    """
    from pipeline.extract.types import document_types, load_document_types
    from pipeline.operations.document_types import sample_texts, try_samples

    settings = common.settings()
    types = load_document_types(folder) if folder else document_types()
    tried = list(try_samples(sample_texts(samples), types, settings)) if samples else []
    if common.json:
        codes = [found.code for found in types]
        console.answer_json({"types": codes, "samples": [_as_json(t) for t in tried]})
    else:
        count = sum(1 for _ in types)
        console.out(console.say(settings.lang, "types_whole", count=count))
        if tried:
            _show(tried, settings.lang)
    if any(one.failure or _not_right(one) for one in tried):
        raise typer.Exit(1)


def _as_json(one: Tried) -> dict[str, object]:
    facts = [asdict(fact) for fact in one.facts]
    failure = one.failure.code if one.failure else None
    return {"sample": str(one.path), "facts": facts, "failure": failure}


def _not_right(one: Tried) -> list[Judged]:
    from pipeline.extract.samples.truth import RIGHT

    return [fact for fact in one.facts if fact.outcome not in RIGHT]


def _show(tried: Sequence[Tried], lang: str) -> None:
    """A row for each type, then what is not right, sample by sample."""
    codes = sorted({one.code for one in tried})
    rows = [_row(code, [one for one in tried if one.code == code]) for code in codes]
    head = [console.say(lang, key) for key in _HEAD]
    console.table(console.say(lang, "types_tried", count=len(tried)), head, rows)
    for one in tried:
        if one.failure is not None:
            console.out(
                console.say(lang, "types_unread", sample=one.path, why=one.failure.code)
            )
        for fact in _not_right(one):
            values = {"sample": one.path, "field": fact.key}
            values |= {"true": fact.true or "–", "read": fact.read or "–"}
            console.out(console.say(lang, f"types_{fact.outcome}", **values))


def _row(code: str, tried: Sequence[Tried]) -> tuple[object, ...]:
    from pipeline.extract.samples.truth import RIGHT, TYPE, Outcome

    types = _outcomes(f for one in tried for f in one.facts if f.key == TYPE)
    facts = _outcomes(f for one in tried for f in one.facts if f.key != TYPE)
    right = sum(facts[outcome] for outcome in RIGHT)
    known = facts.total() - facts[Outcome.EXTRA]
    asked = facts[Outcome.RIGHT_ASKED] + facts[Outcome.WRONG_ASKED]
    return code, len(tried), types[Outcome.RIGHT], known, right, asked


def _outcomes(facts: Iterable[Judged]) -> Counter[str]:
    return Counter(fact.outcome for fact in facts)
