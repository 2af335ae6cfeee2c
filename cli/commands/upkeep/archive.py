"""doctor, init, verify, status."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.showing.contradictions import show_contradictions
from cli.showing.signatures import show_signatures
from pipeline.errors import UsageError
from pipeline.messages.findings import Answer

if TYPE_CHECKING:
    from pipeline.operations.upkeep.doctor import Part
    from schemas.answers.checks import VerifyAnswer
    from schemas.answers.work import QuarantinedJson, StatusAnswer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(doctor)
    app.command()(init)
    app.command()(verify)
    app.command()(status)


@with_common_options
def doctor(common: Common) -> None:
    """Kiểm tra máy: đã có gì, thiếu gì. What is installed, which versions, what is missing.

    Example: sohoa doctor --json
    """
    from pipeline.operations.upkeep.doctor import examine

    settings = common.settings()
    parts = examine(settings)
    missing = [one for one in parts if not one.found]
    if common.json:
        listed = [{**asdict(one), "found": one.found} for one in parts]
        console.answer_json({"parts": listed, "missing": [one.name for one in missing]})
    else:
        _show_parts(parts, settings.lang)
    if any(one.needed for one in missing):
        raise typer.Exit(4)


def _show_parts(parts: list[Part], lang: str) -> None:
    head = [console.say(lang, key) for key in ("part", "version", "remedy")]
    rows = [
        (one.name, _version(one, lang), None)
        if one.found
        else (one.name, "✗", one.remedy)
        for one in parts
    ]
    console.table("sohoa doctor", head, rows)


def _version(part: Part, lang: str) -> str:
    lacks = console.say(lang, "lacks", signs=" ".join(part.lacks)) if part.lacks else ""
    return f"{part.version}{lacks}"


@with_common_options
def init(
    common: Common,
    place: Annotated[
        Path,
        typer.Argument(
            metavar="ARCHIVE", help="The folder to make.", show_default=False
        ),
    ],
    dev_keys: Annotated[
        bool, typer.Option("--dev-keys", help="Self-made keys, for trials.")
    ] = False,
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            help="Where the tables of the record are to lie: s3://BUCKET/PREFIX.",
            show_default="in the archive",
        ),
    ] = None,
) -> None:
    """Tạo kho lưu trữ mới. Make a new archive; an existing one is left untouched.

    Examples: sohoa init kho --dev-keys; sohoa init kho --store "s3://kho-so-hoa/xa-a?region=hn-1"
    """
    from pipeline.operations.upkeep.create import create_archive

    settings = replace(common, archive=None).settings()
    chosen = (
        settings.store
        if store is None
        else settings.store.model_copy(update={"url": store})
    )
    folder = create_archive(place, chosen, development_keys=dev_keys)
    if common.json:
        console.answer_json({"archive": str(folder.root), "development_keys": dev_keys})
        return
    console.tell(settings.lang, "archive_made", place=place)
    if dev_keys:
        console.tell(settings.lang, "development_keys")


@with_common_options
def verify(
    common: Common,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Only these files.", show_default=False)
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, help="So many documents, chosen at random."),
    ] = None,
    oldest: Annotated[
        str | None,
        typer.Option(
            "--oldest",
            help="A share such as 5%: those first whose last such check is longest ago.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Kiểm tra mọi tệp: mã băm, cấu trúc, chữ ký. Every file against its hash, structure and
    signature.

    Example: sohoa verify --archive kho --sample 500
    """
    from pipeline.operations.checks.verify import verify as verify_archive

    settings = common.settings()
    archive = common.required_archive()
    share = _share(oldest, others=sample is not None or bool(files))
    answer = verify_archive(
        archive, settings.lang, sample=sample, files=files or (), oldest=share
    )
    if common.json:
        console.answer_json(answer)
    else:
        _show_verified(answer, settings.lang)
    if answer["failed"] or not all(one["decided"] for one in answer["standing"]):
        raise typer.Exit(1)


def _share(text: str | None, *, others: bool) -> float | None:
    """A share of 1. Raises UsageError where it is none, or stands beside another choice."""
    if text is None:
        return None
    number = text.strip().removesuffix("%").replace(",", ".")
    with suppress(ValueError):
        share = float(number) / 100
        if 0 < share <= 1 and not others:
            return share
    raise UsageError(
        "bad_share",
        "not a share of the documents, or given beside --sample or files",
        item=f"--oldest {text}",
        remedy="give it alone, from above 0 % up to 100 %, for instance --oldest 5%",
    )


def _show_verified(answer: VerifyAnswer, lang: str) -> None:
    counts = {**answer, "failed": len(answer["failed"])}
    console.tell(lang, "verified", **counts)
    if answer["disposed"]:
        console.tell(lang, "disposed_counted", count=answer["disposed"])
    for kind in Answer:
        some = [one for one in answer["failed"] if one["answer"] == kind]
        if some:
            console.tell(lang, f"verified_{kind}", count=len(some))
        for one in some:
            console.out(f"  {one['path']}: {one['check']}: {one['message']}")
    standing = answer["standing"]
    if standing:
        console.tell(lang, "verified_standing", count=len(standing))
    for one in standing:
        mark = console.say(lang, "decided" if one["decided"] else "undecided")
        console.out(f"  {one['path']}: {one['message']} ({mark})")


@with_common_options
def status(
    common: Common,
    batch: Annotated[
        str | None,
        typer.Option("--batch", help="Not the latest batch.", show_default=False),
    ] = None,
) -> None:
    """Mẻ số hóa đang ở đâu: xong, thiếu, cách ly và vì sao. Where a batch stands.

    Example: sohoa status --archive kho
    """
    from pipeline.operations.status import batch_status

    settings = common.settings()
    answer = batch_status(common.required_archive(), settings, batch)
    if common.json:
        console.answer_json(answer)
    else:
        _show_status(answer, settings.lang)
    if answer["quarantined"] or answer["missing"] or answer["signatures"]:
        raise typer.Exit(1)


def _show_status(answer: StatusAnswer, lang: str) -> None:
    _show_batch(answer, lang)
    if answer["empty_since"]:
        console.tell(lang, "status_empty_since", batch=answer["empty_since"])
    for one in answer["retries"]:
        said = {**one, "state": console.say(lang, f"state_{one['state']}")}
        console.tell(lang, "status_retry", **said)
    for code in answer["missing"]:
        console.tell(lang, "listed_missing", code=code)
    _show_quarantine(answer["quarantined"], lang)
    show_signatures(answer["signatures"], lang)
    show_contradictions(answer["contradictions"], lang)
    if answer["development_keys"]:
        console.tell(lang, "development_keys")


def _show_batch(answer: StatusAnswer, lang: str) -> None:
    """The batch's own figures, a line each."""
    state = answer["state"]
    facts = {
        "batch": answer["batch"],
        "state": console.say(lang, f"state_{state}") if state else state,
        "found": answer["found"],
        "done": answer["done"],
        "skipped": answer["skipped"],
        "running": answer["running"],
        "waiting": answer["waiting"],
        "awaiting_review": answer["waiting_for_review"],
        "awaiting_signature": answer["waiting_for_signature"],
        "time_left": console.duration(answer["seconds_left"]),
    }
    for key, value in facts.items():
        console.out(f"{console.say(lang, key):<14} {'–' if value is None else value}")


def _show_quarantine(items: list[QuarantinedJson], lang: str) -> None:
    if not items:
        return
    console.tell(lang, "quarantine", count=len(items))
    for code, count in Counter(one["code"] for one in items).most_common():
        some = [one for one in items if one["code"] == code]
        console.out(f"  {count} × {some[0]['message']} [{code}]")
        if some[0]["remedy"]:
            console.out(f"      → {some[0]['remedy']}")
        for one in some[:20]:
            console.out(f"      {one['source']}  (quarantine/{one['entry']})")
