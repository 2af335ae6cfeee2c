"""search, lookup, show."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.options import (
    ArchiveOption,
    Common,
    ConfigOption,
    DebugOption,
    JsonOption,
    LangOption,
    OperatorOption,
)
from cli.signatures import verdict_text
from pipeline.errors import DigitizationError
from pipeline.messages import localized
from pipeline.operations import find


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(search)
    app.command()(lookup)
    app.command()(show)


def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS…", help="All of them must be there.", show_default=False),
    ],
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=10_000, help="At most so many hits.")
    ] = 20,
    archive: ArchiveOption = None,
    operator: OperatorOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Tìm toàn văn, có dấu hay không dấu, bỏ qua một lỗi nhận dạng. Full text, diacritics or not,
    one slip forgiven.

    Example: sohoa search nguyen van an --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings(operator=operator)

    def instead(error: DigitizationError) -> None:
        message, _ = localized(error.code, error.message, error.remedy, settings.lang)
        console.err(console.say(settings.lang, "search_instead", message=message, code=error.code))

    answer = find.search(common.required_archive(), settings, " ".join(words), limit, instead)
    if json:
        console.answer_json(answer)
        return
    console.out(console.say(settings.lang, "search_found", total=answer["total"]))
    for hit in answer["hits"]:
        page = console.say(settings.lang, "page", page=hit["page"])
        console.out(f"{hit['document_id']}  {page}  {hit['pdf_path']}\n    {hit['snippet']}")


def lookup(
    citizen_id: Annotated[
        str, typer.Argument(metavar="CITIZEN_ID", help="12 digits.", show_default=False)
    ],
    archive: ArchiveOption = None,
    operator: OperatorOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Giấy tờ đã có của một công dân, có thể dùng lại. What is on file for a citizen and may be
    used again.

    Example: sohoa lookup 001090000123 --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings(operator=operator)
    answer = find.lookup(common.required_archive(), settings, citizen_id)
    if json:
        console.answer_json(answer)
    elif not answer["documents"]:
        console.out(console.say(settings.lang, "nothing_found"))
    else:
        console.out(console.say(settings.lang, "lookup_found", count=len(answer["documents"])))
        for one in answer["documents"]:
            facts = [
                one["document_type"],
                one["number"],
                one["issued_date"],
                one["issuer"],
                one["pdf_path"],
            ]
            console.out("  " + "  ".join(str(fact) for fact in facts if fact))
            if one["signature_verdict"]:
                console.out(f"    {verdict_text(one['signature_verdict'], settings.lang)}")
    if not answer["documents"]:
        raise typer.Exit(1)


def show(
    dossier: Annotated[
        str, typer.Argument(metavar="DOSSIER", help="The dossier's code.", show_default=False)
    ],
    archive: ArchiveOption = None,
    operator: OperatorOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Mọi thông tin về một hồ sơ. Everything about one dossier.

    Example: sohoa show H26.27-241105-0012 --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings(operator=operator)
    answer = find.show(common.required_archive(), settings, dossier)
    if json:
        console.answer_json(answer)
    elif not answer["documents"]:
        console.out(console.say(settings.lang, "nothing_found"))
    for one in [] if json else answer["documents"]:
        console.out(
            f"{one['document_id']}  {one['document_type']}  {one['signature_level']}  "
            f"{one['status']}"
        )
        console.out(f"  {one['pdf_path']}  sha256 {one['pdf_sha256']}")
        if one["signature_verdict"]:
            console.out(f"  {verdict_text(one['signature_verdict'], settings.lang)}")
        rows = [
            (
                f["role"],
                f["name"],
                f["value"],
                f"{f['confidence']:.2f}",
                f["page"],
                "?" if f["needs_review"] else "",
            )
            for f in one["fields"]
        ]
        console.table("", ["role", "name", "value", "confidence", "page", ""], rows)
        for match in one["matches"]:
            console.out(
                f"  {match['role']} {match['role_index']}: {match['outcome']}: "
                f"{match['explanation']}"
            )
    if not answer["documents"]:
        raise typer.Exit(1)
