"""search, lookup, show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.commands.finding.search_options import (
    AgencyOption,
    CitizenOption,
    FromOption,
    LevelOption,
    NumberOption,
    OutcomeOption,
    SignatureOption,
    ToOption,
    TypeOption,
    YearOption,
    require_question,
    search_filters,
)
from cli.commands.finding.shown import (
    show_decisions,
    show_disposed,
    show_document,
    show_found,
    show_hits,
    usable_papers,
)
from cli.common import Common, with_common_options
from cli.options import (
    AuditDirOption,
    OperatorOption,
    RegisterOption,
    audit_text,
    register_text,
)
from pipeline.messages import localized

if TYPE_CHECKING:
    from pipeline.errors import DigitizationError


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(search)
    app.command()(lookup)
    app.command()(show)


@with_common_options
def search(
    common: Common,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS…",
            help="All of them must be there; those between quotation marks in a row.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=10_000, help="At most so many hits.")
    ] = 20,
    offset: Annotated[
        int, typer.Option("--offset", min=0, help="Leave out so many hits before.")
    ] = 0,
    agency: AgencyOption = None,
    level: LevelOption = None,
    kind: TypeOption = None,
    year: YearOption = None,
    number: NumberOption = None,
    since: FromOption = None,
    until: ToOption = None,
    citizen: CitizenOption = None,
    match: OutcomeOption = None,
    signature: SignatureOption = None,
    newest: Annotated[
        bool, typer.Option("--newest", help="Latest day of issue first.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count the hits by their facts.")
    ] = False,
    boxes: Annotated[
        bool, typer.Option("--boxes", help="Where the words stand on the page (JSON).")
    ] = False,
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
) -> None:
    """Tìm toàn văn, có dấu hay không dấu, bỏ qua một lỗi nhận dạng. Full text, diacritics or not,
    one slip forgiven.

    Example: sohoa search nguyen van an --year 2024 --archive kho
    """
    from pipeline.operations.finding import find
    from pipeline.search.narrowing import Order
    from pipeline.search.request import SearchRequest

    filters = search_filters(
        agency_code=agency,
        level=level,
        document_type=kind,
        issued_year=year,
        number=number,
        issued_from=since,
        issued_to=until,
        citizen_id=citizen,
        outcome=match,
        signature_level=signature,
    )
    require_question(words, filters)
    request = SearchRequest(
        words=" ".join(words or ()),
        limit=limit,
        offset=offset,
        filters=filters,
        order=Order.NEWEST if newest else Order.BEST,
        facets=facets,
    )
    settings = common.settings(operator=operator, audit_dir=audit_text(audit_dir))
    answer = find.search(
        common.required_archive(),
        settings,
        request,
        _instead(settings.lang),
        _warn_unnoted(settings.lang),
        boxes=boxes,
    )
    if common.json:
        console.answer_json(answer)
    else:
        show_hits(answer, settings.lang)


def _instead(lang: str) -> Callable[[DigitizationError], None]:
    """Says on stderr that another index answers."""

    def say_instead(error: DigitizationError) -> None:
        message, _ = localized(error.code, error.message, error.remedy, lang)
        console.note(lang, "search_instead", message=message, code=error.code)

    return say_instead


def _warn_unnoted(lang: str) -> Callable[[DigitizationError], None]:
    """Says on stderr that a look is not in the audit trail."""

    def say_unnoted(error: DigitizationError) -> None:
        message, _ = localized(
            error.code, error.message, error.remedy, lang, error.values
        )
        console.note(lang, "look_unnoted", message=message)

    return say_unnoted


@with_common_options
def lookup(
    common: Common,
    citizen_id: Annotated[
        str,
        typer.Argument(
            metavar="CITIZEN_ID",
            help="12 digits; or an old number, a card's QR text, or a name with --born.",
            show_default=False,
        ),
    ],
    born: Annotated[
        str | None,
        typer.Option(
            "--born", help="Birth date: CITIZEN_ID is a name.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--type", help="Say whether this paper is to be scanned or reused."
        ),
    ] = None,
    record_reuse: Annotated[
        str | None,
        typer.Option(
            "--record-reuse",
            metavar="DOSSIER",
            help="Record that this dossier uses the papers again (with --type: that one).",
            show_default=False,
        ),
    ] = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
) -> None:
    """Giấy tờ đã có của một công dân, có thể dùng lại. What is on file for a citizen and may be
    used again.

    Example: sohoa lookup 001090000123 --archive kho
    Example: sohoa lookup "Nguyễn Văn An" --born 12/03/1975 --register so-dan-cu --archive kho
    """
    from pipeline.operations.finding import find

    settings = common.settings(
        operator=operator,
        register=register_text(register),
        audit_dir=audit_text(audit_dir),
    )
    document_type = _type_asked(kind)
    answer = find.lookup(
        common.required_archive(), settings, citizen_id, born, document_type
    )
    if record_reuse:
        from pipeline.operations.finding.reuse import record_reuse as record

        types = [document_type] if document_type else None
        archive = common.required_archive()
        answer["recorded"] = record(
            archive, settings, answer["citizen_id"] or "", record_reuse, types
        )
    if common.json:
        console.answer_json(answer)
    else:
        show_found(answer, settings.lang)
    if not usable_papers(answer):
        raise typer.Exit(1)


@with_common_options
def show(
    common: Common,
    dossier: Annotated[
        str,
        typer.Argument(
            metavar="DOSSIER", help="The dossier's code.", show_default=False
        ),
    ],
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
    overlay: Annotated[
        Path | None,
        typer.Option(
            help="Also draw its pages here (PNG), with the values that were read: box, value, "
            "confidence; further pages are numbered.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Mọi thông tin về một hồ sơ. Everything about one dossier.

    Example: sohoa show H26.27-241105-0012 --archive kho --overlay xem.png
    """
    from pipeline.operations.finding import find

    settings = common.settings(operator=operator, audit_dir=audit_text(audit_dir))
    say_unnoted = _warn_unnoted(settings.lang)
    answer = find.show(common.required_archive(), settings, dossier, say_unnoted)
    documents = answer["documents"]
    if overlay is not None and documents:
        from pipeline.operations.finding.field_overlay import draw_dossier

        draw_dossier(common.required_archive(), documents, overlay, settings.lang)
    if common.json:
        console.answer_json(answer)
    elif not documents and not answer["disposed"]:
        console.tell(settings.lang, "nothing_found")
    else:
        for one in documents:
            show_document(one, settings.lang)
        show_disposed(answer["disposed"], settings.lang)
        show_decisions(answer["events"], settings.lang)
    if not documents and not answer["disposed"]:
        raise typer.Exit(1)


def _type_asked(text: str | None) -> str | None:
    if text is None:
        return None
    from pipeline.runner.counter.request import check_type

    return check_type(text)
