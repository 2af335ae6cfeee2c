"""counter and separators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import seconds_waited
from cli.common import Common, with_common_options
from cli.options import (
    LogFileOption,
    OperatorOption,
    OutOption,
    RegisterOption,
    VerboseOption,
    log_file,
    register_text,
    run_options,
)
from cli.output import require_file_place
from cli.showing.contradictions import show_contradictions
from cli.showing.progress import StderrWatcher
from cli.showing.signatures import show_signatures
from cli.showing.values import show_matches, value_words
from pipeline.errors import DeferredError, UsageError

if TYPE_CHECKING:
    from schemas.answers.work import CounterAnswer, CounterDocument
    from schemas.received.codes import SeparatorCode


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(counter)
    app.command()(separators)


@with_common_options
def counter(
    common: Common,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="The papers.", show_default=False),
    ],
    dossier: Annotated[
        str, typer.Option("--dossier", help="The dossier's code.", show_default=False)
    ],
    procedure: Annotated[
        str | None,
        typer.Option("--procedure", help="The procedure's code.", show_default=False),
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help="Document type.", show_default=False)
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="component or result (default: by the paper's type and date and the registers).",
            show_default=False,
        ),
    ] = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
    log: LogFileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Số hóa giấy tờ của một hồ sơ ngay tại quầy. Digitize one dossier's papers now.

    Example: sohoa counter giay.pdf --dossier H26.27-241105-0012 --operator "Lê Văn Cường" --archive
    kho --json
    """
    from cli.desk.warm import warm_executor
    from pipeline.runner.counter import CounterRequest, run_counter

    settings = common.settings(
        register=register_text(register), operator=operator, run=run_options(verbose)
    )
    archive = common.required_archive()
    request = CounterRequest(
        tuple(files), dossier, archive, settings, procedure, type_, kind
    )
    with log_file(log, settings):
        answer = run_counter(
            request, StderrWatcher(settings.lang, quiet=True), warm_executor()
        )
    answer["seconds"] = round(seconds_waited(), 3)
    if common.json:
        console.answer_json(answer)
    else:
        show_answer(answer, settings.lang)
    if answer["quarantined"] or answer["signatures"]:
        raise typer.Exit(1)
    if answer["waiting_for_signature"]:
        raise typer.Exit(DeferredError.exit_code)


def show_answer(answer: CounterAnswer, lang: str) -> None:
    """What was filed, for people."""
    for one in answer["documents"]:
        _show_document(one, lang)
    console.say_ignored(answer, lang)
    show_signatures(answer["signatures"], lang)
    show_contradictions(answer["contradictions"], lang)
    if answer["waiting_for_signature"]:
        console.tell(lang, "awaiting_clerk", count=answer["waiting_for_signature"])
    for refused in answer["quarantined"]:
        why = {"file": refused["file"], "message": refused["message"]}
        console.tell(lang, "counter_quarantined", **why)


def _show_document(one: CounterDocument, lang: str) -> None:
    key = "counter_had" if one["already_had"] else "counter_done"
    facts = {
        "document": one["document_id"],
        "pages": one["page_count"],
        "path": one["pdf_path"],
    }
    console.tell(lang, key, **facts)
    if one["withdrawn_on"]:
        console.out("  " + console.say(lang, "withdrawn_from", day=one["withdrawn_on"]))
    for field in one["fields"]:
        mark = "?" if field["needs_review"] else " "
        name = value_words(lang, field["name"], field["role"], field["role_index"])
        console.out(f"  {mark} {name}: {field['value'] or '–'}")
    show_matches(one["matches"], lang)


@with_common_options
def separators(
    common: Common,
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CODES",
            help="Dossier codes, or code|procedure|number.",
            show_default=False,
        ),
    ],
    result: OutOption = None,
) -> None:
    """In tờ phân cách có mã QR. Printable separator sheets.

    Example: sohoa separators H26.27-241105-0012 H26.27-241105-0013 --out phan-cach.pdf
    """
    if result is None:
        raise UsageError(
            "no_out",
            "where to write is not named",
            item="--out",
            remedy="give --out FILE.pdf",
        )
    from pipeline.common.files import write_synced
    from pipeline.ingest.stacks.separators import make_separators

    settings = common.settings()
    require_file_place(result, (".pdf",))
    sheets = [_sheet(text) for text in codes]
    write_synced(result, make_separators(sheets, settings.stack.separator_mark))
    console.say_written(result, common.json)


def _sheet(text: str) -> SeparatorCode:
    from schemas.received.codes import SeparatorCode
    from schemas.received.naming import normal_code

    code, procedure, number, *more = [*text.split("|"), "", ""][
        : max(3, text.count("|") + 1)
    ]
    try:
        if more or (number and not number.isdecimal()):
            raise ValueError(
                "more than code|procedure|number, or a number that is none"
            )
        return SeparatorCode(
            normal_code(code), procedure or None, int(number) if number else None
        )
    except ValueError as error:
        raise UsageError(
            "bad_dossier_code",
            f"not a dossier code: {error}",
            item=f"CODES {text}",
            remedy="give the codes as they are printed",
        ) from error
