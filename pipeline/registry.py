"""From a name in the settings to an implementation: the only place that chooses one.

Everything heavy is built once a process and reused: workers call these for every page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.signer import Signer, UnsignedSigner
from pipeline.config import OcrSettings, Settings
from pipeline.errors import UsageError
from pipeline.executor import (
    Call,
    ClusterSettings,
    DaskExecutor,
    Executor,
    limits_of,
)
from pipeline.match.register import Register, current_register
from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.engines.asternet import AsterNetEngine
from pipeline.ocr.engines.ensemble import EnsembleEngine, Profile
from pipeline.ocr.engines.tesseract import TesseractCommandEngine
from pipeline.ocr.engines.tesserocr import TesserocrEngine
from pipeline.ocr.restoring.restorer import Restorer
from pipeline.ocr.tesseract.orientation import TesseractOrientation
from pipeline.ocr.tesseract.probe import probe_tesseract
from pipeline.ocr.tesseract.whole_page import TesseractWholePage

TOOL = "tool"
"""In the place of a key file: the clerk's own program signs."""

ENGINES: dict[str, Callable[[str], OcrEngine]] = {
    "tesseract": TesseractCommandEngine,
    "tesserocr": TesserocrEngine,
    "asternet": AsterNetEngine,
    "ensemble": EnsembleEngine,
}


def open_engine(settings: OcrSettings) -> OcrEngine:
    """The recognition engine named in the settings, made once a process.

    Raises:
        UsageError: no engine of that name.
        MissingToolError: the engine's program or data are not installed.
    """
    return _engine(settings.engine, settings.language, settings.profile)


@lru_cache(maxsize=4)
def _engine(name: str, language: str, profile: Profile) -> OcrEngine:
    if name == EnsembleEngine.name:
        return EnsembleEngine(language, profile)
    kind = ENGINES.get(name)
    if kind is None:
        raise UsageError(
            "unknown_engine",
            f"there is no engine {name!r}",
            item="ocr.engine",
            remedy=f"one of: {', '.join(ENGINES)}",
        )
    return kind(language)


def open_second_reader(settings: OcrSettings) -> TesseractWholePage | None:
    """Who reads pages a second time as a whole, made once a process; None where one reader alone
    is asked for."""
    two = settings.engine == EnsembleEngine.name and settings.profile != "fast"
    return _second_reader(settings.language) if two else None


@lru_cache(maxsize=2)
def _second_reader(language: str) -> TesseractWholePage:
    return TesseractWholePage(language)


@cache
def open_restorer() -> Restorer:
    """What takes the ground off shaded black and white pages, made once a process.

    Raises:
        MissingToolError: its file is missing or damaged.
    """
    return Restorer()


@cache
def open_orientation() -> TesseractOrientation:
    """The orientation probe, made once a process."""
    return TesseractOrientation(probe_tesseract("osd"))


def citizen_register(path: str) -> Register:
    """An opened register (its arrays are mapped, so processes share them), as it stands now."""
    return current_register(Path(path))


@lru_cache(maxsize=4)
def file_signer(settings: Settings, profile: str, keys: str, operator: str) -> Signer:
    """The signer for a profile, its key loaded once a process.

    Raises:
        UsageError: unknown profile, no operator's name, no usable key.
    """
    if settings.signing == "none":
        return UnsignedSigner()
    return open_signer(
        profile_named(profile), Path(keys), settings.keys, settings.organ, operator
    )


def require_worker(ocr: OcrSettings, register: str) -> None:
    """Run by a worker: it has engine, models and register, or says what it lacks.

    Raises:
        UsageError, MissingToolError: as opening them does.
    """
    open_engine(ocr)
    if register:
        citizen_register(register)


def is_signed_by_tool(settings: Settings, profile: str) -> bool:
    """Whether files of a profile are signed by the clerk's own program, after they are filed."""
    mine = profile_named(profile).key == "person"
    return settings.signing != "none" and mine and settings.keys.person == TOOL


def cluster_keys(settings: Settings) -> Path | None:
    """The folder of the cluster's keys; None where it speaks without TLS."""
    return Path(settings.run.cluster_keys) if settings.run.cluster_keys else None


def open_executor(
    settings: Settings, shared: Path, tell: Callable[[str], None] = lambda _: None
) -> Executor:
    """A Dask cluster by the settings; the workers of a named scheduler must see and write to the
    folder `shared`. `tell` is told what is waited for.

    Raises:
        UsageError: no scheduler answers, or its workers can't do this program's work.
        DeferredError: the scheduler has no workers.
    """
    run = settings.run
    return DaskExecutor(
        ClusterSettings(
            workers=run.workers,
            in_flight=run.in_flight_per_worker,
            attempts=run.attempts,
            wait_seconds=run.scheduler_wait_seconds,
            scheduler=run.scheduler,
            shared=shared,
            ready=Call(require_worker, settings.ocr, settings.register_path),
            keys=cluster_keys(settings),
            limits=limits_of(run),
        ),
        tell,
    )
