"""What an export answers, and which dossiers it left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import typer

from cli import console

if TYPE_CHECKING:
    from schemas.answers.exporting import ExportAnswer, NotExported, ReadingAnswer

A = TypeVar("A", "ExportAnswer", "ReadingAnswer")


def answer_export(answer: A, as_json: bool, show: Callable[[A], None]) -> None:
    """Give the answer of an export, as JSON or by `show`; exit 1 where a dossier was refused."""
    if as_json:
        console.answer_json(answer)
    else:
        show(answer)
    if answer["refused"]:
        raise typer.Exit(1)


def tell_refused(lang: str, text: str, refused: Iterable[NotExported]) -> None:
    """Each dossier that was refused, and what can be done; `text`: of the command's own."""
    for one in refused:
        console.tell(lang, text, **one)
        if one["remedy"]:
            console.out(f"  → {one['remedy']}")
