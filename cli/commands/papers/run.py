"""run, watch and retry."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.commands.papers.run_answer import end_call, exit_code
from cli.common import Common, with_common_options
from cli.exits import INTERRUPTED
from cli.notices import stop_told, tell_end
from cli.options import (
    LogFileOption,
    OperatorOption,
    RegisterOption,
    VerboseOption,
    log_file,
    register_text,
    run_options,
)
from cli.showing.progress import StderrWatcher
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.runner.ending import RunResult

_WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        help="Worker processes (default: one a core).",
        show_default=False,
    ),
]
_SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler", help="tcp://… of a running Dask scheduler.", show_default=False
    ),
]


_NotifyOption = Annotated[
    str | None,
    typer.Option(
        "--notify",
        help="Tell the outcome: a mail address, or a command that gets it as JSON on stdin.",
        show_default=False,
    ),
]
_UntilOption = Annotated[
    str | None,
    typer.Option("--until", help="Stop at HH:MM; go on later.", show_default=False),
]
_OneStopOption = Annotated[
    Path | None,
    typer.Option(
        "--one-stop", help="The one-stop system's export.", show_default=False
    ),
]
_PastResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--past-results", help="The register of past results.", show_default=False
    ),
]
_VisitsOption = Annotated[
    Path | None,
    typer.Option("--visits", help="Visits at the counters.", show_default=False),
]
_SurveyOption = Annotated[
    Path | None,
    typer.Option("--survey", help="Answers to the survey.", show_default=False),
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(run)
    app.command()(watch)
    app.command()(retry)


@with_common_options
def run(
    common: Common,
    inbox: Annotated[
        Path,
        typer.Argument(
            metavar="INBOX", help="The folder of scans; only read.", show_default=False
        ),
    ],
    register: RegisterOption = None,
    one_stop: _OneStopOption = None,
    past_results: _PastResultsOption = None,
    visits: _VisitsOption = None,
    survey: _SurveyOption = None,
    operator: OperatorOption = None,
    workers: _WorkersOption = None,
    scheduler: _SchedulerOption = None,
    until: _UntilOption = None,
    notify: _NotifyOption = None,
    log: LogFileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Chạy mẻ số hóa; cùng lệnh này sẽ tiếp tục mẻ dở. The nightly batch; the same command again
    resumes.

    Example: sohoa run inbox --archive kho --register dan-cu --one-stop mot-cua.csv --operator "Trần
    Thị Bình"
    """
    from pipeline.runner.batch import RunRequest, run_batch
    from schemas.figures.registers import Register

    settings = common.settings(
        register=register_text(register),
        operator=operator,
        run=run_options(verbose, workers=workers, scheduler=scheduler),
        notify={"target": notify},
    )
    archive, end = common.required_archive(), _moment(until)
    files = (one_stop, past_results, visits, survey)
    registers = {name: file for name, file in zip(Register, files, strict=True) if file}
    request = RunRequest(inbox, archive, settings, registers, end)
    with (
        log_file(log, settings),
        StderrWatcher(settings.lang) as watcher,
        stop_told(settings),
    ):
        result = run_batch(request, watcher)
    tell_end(settings, result.answer, exit_code(result))
    end_call(result, common, settings)


@with_common_options
def watch(
    common: Common,
    inbox: Annotated[
        Path,
        typer.Argument(
            metavar="INBOX", help="The folder of scans; only read.", show_default=False
        ),
    ],
    register: RegisterOption = None,
    operator: OperatorOption = None,
    workers: _WorkersOption = None,
    every: Annotated[
        float,
        typer.Option("--every", min=1, help="Seconds between two looks at the inbox."),
    ] = 30,
    until: _UntilOption = None,
    notify: _NotifyOption = None,
    log: LogFileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Theo dõi thư mục quét: hồ sơ nào chép xong thì số hóa ngay. File what has come into the inbox
    and stopped growing, until it is stopped.

    Example: sohoa watch inbox --archive kho --operator "Trần Thị Bình"
    """
    from pipeline.runner.batch import RunRequest
    from pipeline.runner.watching import watch_inbox

    settings = common.settings(
        register=register_text(register),
        operator=operator,
        run=run_options(verbose, workers=workers),
        notify={"target": notify},
    )
    request = RunRequest(
        inbox, common.required_archive(), settings, until=_moment(until)
    )

    def tell(result: RunResult) -> None:
        if result.answer["documents"]["done"] or not result.all_well:
            tell_end(settings, result.answer, exit_code(result))

    with (
        log_file(log, settings),
        StderrWatcher(settings.lang, quiet=True) as watcher,
        stop_told(settings),
    ):
        watched = watch_inbox(request, watcher, every, told=tell)
    facts = {
        "runs": watched.runs,
        "done": watched.done,
        "quarantined": watched.quarantined,
    }
    if common.json:
        console.answer_json(facts)
    else:
        console.tell(settings.lang, "watched", **facts)
    if watched.interrupted:
        raise typer.Exit(INTERRUPTED)
    if watched.quarantined:
        raise typer.Exit(1)


@with_common_options
def retry(
    common: Common,
    batch: Annotated[
        str | None,
        typer.Option("--batch", help="Only this batch's items.", show_default=False),
    ] = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
    workers: _WorkersOption = None,
    scheduler: _SchedulerOption = None,
    log: LogFileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Thử lại các mục bị cách ly. Try quarantined items again.

    Example: sohoa retry --archive kho --operator "Trần Thị Bình"
    """
    from pipeline.runner.retry import retry_batch

    settings = common.settings(
        register=register_text(register),
        operator=operator,
        run=run_options(verbose, workers=workers, scheduler=scheduler),
    )
    with log_file(log, settings), StderrWatcher(settings.lang) as watcher:
        result = retry_batch(common.required_archive(), settings, batch, watcher)
    end_call(result, common, settings)


def _moment(until: str | None) -> datetime | None:
    """The next time that the machine's clock shows HH:MM."""
    if until is None:
        return None
    shape = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", until)
    if shape is None:
        raise UsageError(
            "bad_until",
            "not a time of day",
            item="--until",
            remedy="give HH:MM, for instance 05:30",
        )
    present = datetime.now().astimezone()
    moment = present.replace(
        hour=int(shape[1]), minute=int(shape[2]), second=0, microsecond=0
    )
    return moment if moment > present else moment + timedelta(days=1)
