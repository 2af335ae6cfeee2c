"""doctor, init, verify, status."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import console
from cli.options import ArchiveOption, Common, ConfigOption, DebugOption, JsonOption, LangOption
from cli.signatures import show_signatures
from pipeline.operations.create import create_archive
from pipeline.operations.doctor import Part, examine
from pipeline.operations.status import batch_status
from pipeline.operations.verify import verify as verify_archive


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(doctor)
    app.command()(init)
    app.command()(verify)
    app.command()(status)


def doctor(
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Kiểm tra máy: đã có gì, thiếu gì. What is installed, which versions, what is missing.

    Example: sohoa doctor --json
    """
    settings = Common(archive, json, config, lang).settings()
    parts = examine(settings)
    missing = [one for one in parts if not one.found]
    if json:
        console.answer_json(
            {
                "parts": [{**asdict(one), "found": one.found} for one in parts],
                "missing": [one.name for one in missing],
            }
        )
    else:
        head = [console.say(settings.lang, key) for key in ("part", "version", "remedy")]
        rows = [
            (
                one.name,
                _version(one, settings.lang) if one.found else "✗",
                None if one.found else one.remedy,
            )
            for one in parts
        ]
        console.table("sohoa doctor", head, rows)
    if any(one.needed for one in missing):
        raise typer.Exit(4)


def _version(part: Part, lang: str) -> str:
    lacks = console.say(lang, "lacks", signs=" ".join(part.lacks)) if part.lacks else ""
    return f"{part.version}{lacks}"


def init(
    place: Annotated[
        Path, typer.Argument(metavar="ARCHIVE", help="The folder to make.", show_default=False)
    ],
    dev_keys: Annotated[
        bool, typer.Option("--dev-keys", help="Self-made keys, for trials.")
    ] = False,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Tạo kho lưu trữ mới. Make a new archive; an existing one is left untouched.

    Example: sohoa init kho --dev-keys
    """
    settings = Common(None, json, config, lang).settings()
    folder = create_archive(place, development_keys=dev_keys)
    if json:
        console.answer_json({"archive": str(folder.root), "development_keys": dev_keys})
        return
    console.out(console.say(settings.lang, "archive_made", place=place))
    if dev_keys:
        console.out(console.say(settings.lang, "development_keys"))


def verify(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Only these files.", show_default=False)
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="So many documents, chosen at random.")
    ] = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Kiểm tra mọi tệp: mã băm, cấu trúc, chữ ký. Every file against its hash, structure and
    signature.

    Example: sohoa verify --archive kho --sample 500
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    answer = verify_archive(
        common.required_archive(), settings.lang, sample=sample, files=files or ()
    )
    if json:
        console.answer_json(answer)
    else:
        console.out(
            console.say(
                settings.lang,
                "verified",
                checked=answer["checked"],
                ok=answer["ok"],
                originals=answer["originals"],
                failed=len(answer["failed"]),
            )
        )
        for one in answer["failed"]:
            console.out(f"  {one['path']}: {one['check']}: {one['message']}")
        _show_standing(answer["standing"], settings.lang)
    if answer["failed"] or not all(one["decided"] for one in answer["standing"]):
        raise typer.Exit(1)


def _show_standing(standing: list[dict[str, Any]], lang: str) -> None:
    if not standing:
        return
    console.out(console.say(lang, "verified_standing", count=len(standing)))
    for one in standing:
        mark = console.say(lang, "decided") if one["decided"] else console.say(lang, "undecided")
        console.out(f"  {one['path']}: {one['message']} ({mark})")


def status(
    batch: Annotated[
        str | None, typer.Option("--batch", help="Not the latest batch.", show_default=False)
    ] = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Mẻ số hóa đang ở đâu: xong, thiếu, cách ly và vì sao. Where a batch stands.

    Example: sohoa status --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    answer = batch_status(common.required_archive(), settings, batch)
    if json:
        console.answer_json(answer)
    else:
        lang_ = settings.lang
        keys = ("batch", "state", "found", "done", "running", "waiting")
        for key in keys:
            value = (
                console.say(lang_, f"state_{answer['state']}")
                if key == "state" and answer["state"]
                else answer[key]
            )
            console.out(f"{console.say(lang_, key):<14} {'–' if value is None else value}")
        console.out(
            f"{console.say(lang_, 'time_left'):<14} {console.duration(answer['seconds_left'])}"
        )
        for code in answer["missing"]:
            console.out(console.say(lang_, "listed_missing", code=code))
        _show_quarantine(answer["quarantined"], lang_)
        show_signatures(answer["signatures"], lang_)
        if answer["development_keys"]:
            console.out(console.say(lang_, "development_keys"))
    if answer["quarantined"] or answer["missing"] or answer["signatures"]:
        raise typer.Exit(1)


def _show_quarantine(items: list[dict[str, str]], lang: str) -> None:
    if not items:
        return
    console.out(console.say(lang, "quarantine", count=len(items)))
    for code, count in Counter(one["code"] for one in items).most_common():
        some = [one for one in items if one["code"] == code]
        console.out(f"  {count} × {some[0]['message']} [{code}]")
        if some[0]["remedy"]:
            console.out(f"      → {some[0]['remedy']}")
        for one in some[:20]:
            console.out(f"      {one['source']}  (quarantine/{one['entry']})")
