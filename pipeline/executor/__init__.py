"""Where calls run: one protocol, a serial and a Dask implementation. Nothing else knows Dask.

A call is a plain function and one small argument; both travel by pickle, as does the answer. The
caller gets each answer in its own process and may add further calls, which are preferred over new
ones: a document whose pages are read is finished before other documents are begun, so what is in
flight stays small.
"""

from pipeline.executor.calls import (
    Answer,
    Call,
    Done,
    Executor,
    SerialExecutor,
    WorkerLost,
)
from pipeline.executor.cluster import ClusterSettings, DaskExecutor
from pipeline.executor.limits import CPU_LIMIT, CallLimits, limits_of
from pipeline.executor.processes import WarmProcesses
from pipeline.executor.security import AUTHORITY, NODE, require_usable
from pipeline.executor.worker import (
    SCHEDULER_SETTINGS,
    require_scheduler,
    scheduler_command,
    worker_command,
)

__all__ = [
    "AUTHORITY",
    "CPU_LIMIT",
    "NODE",
    "SCHEDULER_SETTINGS",
    "Answer",
    "Call",
    "CallLimits",
    "ClusterSettings",
    "DaskExecutor",
    "Done",
    "Executor",
    "SerialExecutor",
    "WarmProcesses",
    "WorkerLost",
    "limits_of",
    "require_scheduler",
    "require_usable",
    "scheduler_command",
    "worker_command",
]
