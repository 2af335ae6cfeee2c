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
from pipeline.executor.processes import WarmProcesses
from pipeline.executor.worker import require_scheduler, worker_command

__all__ = [
    "Answer",
    "Call",
    "ClusterSettings",
    "DaskExecutor",
    "Done",
    "Executor",
    "SerialExecutor",
    "WarmProcesses",
    "WorkerLost",
    "require_scheduler",
    "worker_command",
]
