"""The real commands on sample_scans: init, register build, run with 1 and 2 workers, and run again.

OCRmyPDF makes PDF/A with a text layer out of the same readable files, one call a file with as many
jobs as the last run had workers. It reads no fields, matches nobody, signs and stores nothing, and
skips what it can't open.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from benchmarks import peers as public
from benchmarks.against_truth import against_truth
from benchmarks.measure import CommandRun, python_command, ratio, run_command

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_scans"
WORKERS = (1, 2)
SMALL_DOSSIERS = 3
OPERATOR = "Nguyễn Thị Mẫu"
_PICTURES = {".jpg", ".png", ".tif", ".tiff"}


def end_to_end(
    *, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Run the batch in a temporary folder and count; small: three dossiers, two workers only."""
    if not (SAMPLES / "inbox").is_dir():
        return {"skipped": "sample_scans/inbox is not here"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inbox = _small_inbox(folder) if small else SAMPLES / "inbox"
        tell("end_to_end: register build")
        register = folder / "register"
        build = _checked(
            run_command(
                _sohoa(
                    "register", "build", SAMPLES / "register.csv", "--out", register
                ),
                cwd=ROOT,
            )
        )
        result: dict[str, Any] = {
            "register_build": {
                "wall_s": round(build.wall_s, 2),
                "cpu_s": round(build.cpu_s, 2),
            }
        }
        for workers in WORKERS[1:] if small else WORKERS:
            tell(f"end_to_end: run, {workers} workers")
            result[f"workers_{workers}"] = _batch(
                inbox, folder / f"archive-{workers}", register, workers
            )
        last = result[f"workers_{WORKERS[-1]}"]
        result["against_truth"] = against_truth(
            folder / f"archive-{WORKERS[-1]}", SAMPLES / "truth"
        )
        if not small:
            first = result[f"workers_{WORKERS[0]}"]
            result["scaling"] = ratio(
                last["pages_per_second"], first["pages_per_second"]
            )
        reason = public.why_not("ocrmypdf", peers)
        if reason is not None:
            return {**result, **public.absent(reason)}
        tell("end_to_end: OCRmyPDF")
        peer = _peer(inbox, folder / "theirs")
        result["peer"] = peer
        result["ours_to_peer"] = {
            key: ratio(last[key], peer[key])
            for key in ("cpu_s_per_page", "pages_per_second", "bytes_out_per_page")
        }
        return result


def _small_inbox(folder: Path) -> Path:
    inbox = folder / "inbox"
    dossiers = sorted(path for path in (SAMPLES / "inbox").iterdir() if path.is_dir())[
        :SMALL_DOSSIERS
    ]
    for path in dossiers:
        shutil.copytree(path, inbox / path.name)
    return inbox


def _sohoa(*arguments: str | Path) -> list[str | Path]:
    return python_command("cli", *arguments)


def _checked(run: CommandRun) -> CommandRun:
    if run.code not in {0, 1}:
        raise RuntimeError(f"exit {run.code}: {run.stderr[-2000:]}")
    return run


def _batch(inbox: Path, archive: Path, register: Path, workers: int) -> dict[str, Any]:
    _checked(run_command(_sohoa("init", archive, "--dev-keys"), cwd=ROOT))
    command = _sohoa(
        "run",
        inbox,
        "--archive",
        archive,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--one-stop",
        SAMPLES / "one-stop.csv",
        "--past-results",
        SAMPLES / "past-results.csv",
        "--workers",
        str(workers),
        "--json",
    )
    run = _checked(run_command(command, cwd=ROOT))
    answer = json.loads(run.stdout)
    again = _checked(run_command(command, cwd=ROOT))
    repeated = json.loads(again.stdout)
    pages = answer["pages"]["done"]
    return {
        "pages": pages,
        "dossiers": answer["dossiers"],
        "documents": answer["documents"],
        "matches": answer["matches"],
        "quarantine": quarantined(archive),
        "review_items": answer["review_items"],
        "exit_code": run.code,
        "wall_s": round(run.wall_s, 2),
        "pages_per_second": round(pages / run.wall_s, 3),
        "pages_per_second_without_start": answer["pages_per_second"],
        "cpu_s": round(run.cpu_s, 2),
        "cpu_s_per_page": round(run.cpu_s / pages, 3) if pages else None,
        "stage_seconds": answer["stage_seconds"],
        "peak_memory_mb": round(run.peak_mb),
        "bytes_in": answer["bytes_in"],
        "bytes_out": answer["bytes_out"],
        "bytes_out_per_page": round(answer["bytes_out"] / pages) if pages else None,
        "again": {
            "wall_s": round(again.wall_s, 2),
            "cpu_s": round(again.cpu_s, 2),
            "done": repeated["documents"]["done"],
        },
    }


def quarantined(archive: Path) -> dict[str, int]:
    """How many entries stand in quarantine, by reason."""
    reasons = [
        json.loads(path.read_bytes())["code"]
        for path in (archive / "quarantine").glob("*/reason.json")
    ]
    return {code: reasons.count(code) for code in sorted(set(reasons))}


def _peer(inbox: Path, out: Path) -> dict[str, Any]:
    """OCRmyPDF, one call a file; files that it refuses, or that hold no page, count as failed."""
    out.mkdir()
    totals = {
        "files": 0,
        "failed": 0,
        "pages": 0,
        "wall_s": 0.0,
        "cpu_s": 0.0,
        "bytes": 0,
        "peak_memory_mb": 0.0,
    }
    exits: dict[str, int] = {}
    for number, path in enumerate(
        sorted(p for p in inbox.rglob("*") if p.suffix.lower() in {".pdf", *_PICTURES})
    ):
        pages = _page_count(path)
        if not pages:
            continue
        made = out / f"{number}.pdf"
        options = [] if path.suffix == ".pdf" else ["--image-dpi", "200"]
        run = public.ocrmypdf(path, made, *options, jobs=WORKERS[-1])
        totals["files"] += 1
        totals["wall_s"] += run.wall_s
        totals["cpu_s"] += run.cpu_s
        totals["peak_memory_mb"] = max(totals["peak_memory_mb"], run.peak_mb)
        if run.code == 0:
            totals["pages"] += pages
            totals["bytes"] += made.stat().st_size
        else:
            totals["failed"] += 1
            exits[str(run.code)] = exits.get(str(run.code), 0) + 1
    pages = int(totals["pages"])
    return {
        "program": f"OCRmyPDF {public.package_version('ocrmypdf')} -l vie --jobs {WORKERS[-1]}, "
        "one call a file",
        **{key: round(value, 2) for key, value in totals.items()},
        "failed_exit_codes": exits,
        "cpu_s_per_page": round(totals["cpu_s"] / pages, 3) if pages else None,
        "pages_per_second": round(pages / totals["wall_s"], 3) if pages else None,
        "bytes_out_per_page": round(totals["bytes"] / pages) if pages else None,
    }


def _page_count(path: Path) -> int:
    """Pages of a readable file; 0 for one that can't be opened."""
    try:
        if path.suffix == ".pdf":
            with pikepdf.open(path) as book:
                return len(book.pages)
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, pikepdf.PdfError, SyntaxError, ValueError):
        return 0
