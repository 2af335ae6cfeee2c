"""What is done to a single file apart from the runner's own process: a file that hangs or crashes
there ends that process alone."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import InputError, TransientInputError
from pipeline.executor import CPU_LIMIT, Answer, Call, WorkerLost
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.runner.context import RunContext
from schemas.received.source import FileInspection


def look_at(path: Path, context: RunContext) -> FileInspection:
    """`inspect_file`, apart.

    Raises:
        InputError: as `inspect_file`; `worker_lost`, `cpu_limit`: looking at it ended the process.
    """
    answers: list[Answer] = []

    def take(_: Call[object], answer: Answer) -> tuple[()]:
        answers.append(answer)
        return ()

    call = Call(inspect_file, path, context.settings.limits)
    context.apart.process(iter([call]), take, lambda: False)
    (answer,) = answers
    if isinstance(answer, WorkerLost):
        raise lost_error(answer)
    assert isinstance(answer, FileInspection)
    return answer


def lost_error(answer: WorkerLost) -> InputError:
    """The error of an item that workers die on."""
    if answer.code == CPU_LIMIT:
        return InputError(
            CPU_LIMIT,
            "it takes more computing time than run.page_cpu_seconds allows",
            remedy="look at the file; a page that is worth it is read by sohoa retry with a "
            "higher run.page_cpu_seconds",
        )
    return TransientInputError(
        "worker_lost",
        "the worker process died on it, each time it was tried",
        remedy="try again: sohoa retry",
    )
