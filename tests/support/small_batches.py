"""Small inboxes of papers that are quickly read, and batches run in this process."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline import registry
from pipeline.config import Settings, load_settings
from pipeline.executor import SerialExecutor
from pipeline.runner.batch import RunRequest, run_batch
from pipeline.runner.ending import RunResult
from pipeline.runner.progress import Silent, Watcher
from pipeline.runner.retry import retry_batch
from tests.support.drawn_pages import Drawn, drawn_pixels
from tests.support.whole_commands import OPERATOR

QUICK: dict[str, Any] = {"ocr": {"engine": "asternet"}}


def slip(text: str) -> bytes:
    """A paper of one line, as a scanner's PNG at 200 dpi."""
    pixels = drawn_pixels([Drawn(text, 60, 120)], width=700, height=260)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def make_inbox(place: Path, codes: Sequence[str]) -> Path:
    """A dossier of one slip a code."""
    place.mkdir(parents=True, exist_ok=True)
    for code in codes:
        (place / f"{code}.png").write_bytes(slip(f"Giấy số {code}"))
    return place


def quick_settings(archive: Path, **options: Any) -> Settings:
    return load_settings(
        archive,
        environ={},
        options={"operator": OPERATOR, "lang": "en", **QUICK, **options},
    )


def run_quickly(
    inbox: Path, archive: Path, watcher: Watcher | None = None, /, **options: Any
) -> RunResult:
    """A batch in this process, without any worker's."""
    request = RunRequest(inbox, archive, quick_settings(archive, **options))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "open_executor", lambda *_, **__: SerialExecutor())
        return run_batch(request, watcher or Silent())


def retry_quickly(archive: Path, **options: Any) -> RunResult:
    """`retry` in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "open_executor", lambda *_, **__: SerialExecutor())
        return retry_batch(archive, quick_settings(archive, **options), None, Silent())
