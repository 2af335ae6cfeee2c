"""The desk's service, from its first call to its end."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import replace

from cli.desk.responder import CommandLineResponder
from cli.desk.warm import keep_warm
from pipeline import registry
from pipeline.desk.calls.service import DeskService
from pipeline.desk.desk import Desk
from pipeline.desk.filing import file_waiting
from pipeline.desk.kept.spool import list_waiting
from pipeline.desk.signing import clerks_to_sign, sign_waiting
from pipeline.errors import DigitizationError

_LOGGER = logging.getLogger(__name__)
_AGAIN_SECONDS = 15.0


def serve_desk(desk: Desk, idle_seconds: float) -> None:
    """Answer calls until nobody calls for `idle_seconds` and nothing waits to be filed.

    Raises:
        OSError: the socket can't be made.
    """
    processes = keep_warm(desk.settings)
    desk = replace(desk, executor=processes)
    service = DeskService(
        desk.archive, CommandLineResponder(desk.archive), idle_seconds
    )
    over = threading.Event()

    def begin() -> None:
        threading.Thread(target=_warm_up, args=(desk,), daemon=True).start()
        threading.Thread(target=_file_by_itself, args=(desk, over), daemon=True).start()

    try:
        service.listen(
            begin, lambda: bool(list_waiting(desk.state) or clerks_to_sign(desk.state))
        )
    finally:
        over.set()
        processes.close()


def _warm_up(desk: Desk) -> None:
    """Load what the first calls will need, while the first of them is answered."""
    with suppress(DigitizationError, OSError):
        desk.remember()
    threading.Thread(target=desk.executor.start, daemon=True).start()  # type: ignore[attr-defined]
    with suppress(DigitizationError, OSError):
        import pipeline.desk.papers
        import pipeline.desk.visits  # noqa: F401
        from pipeline.archive.signing import pyhanko_signer  # noqa: F401

        desk.register()
        registry.open_engine(desk.settings.ocr)


def _file_by_itself(desk: Desk, over: threading.Event) -> None:
    """File what waits, as soon as what stood in the way is gone."""
    while not over.is_set():
        try:
            if list_waiting(desk.state):
                file_waiting(desk)
            if clerks_to_sign(desk.state):
                sign_waiting(desk)
        except (DigitizationError, OSError) as error:
            _LOGGER.info(
                "still waiting: %s", getattr(error, "code", type(error).__name__)
            )
        over.wait(_AGAIN_SECONDS)
