"""The counter: one dossier's papers, now, in this process, beside a running batch."""

from pipeline.runner.counter.filing import file_papers, run_counter
from pipeline.runner.counter.request import ClerkPapers, CounterRequest

__all__ = ["ClerkPapers", "CounterRequest", "file_papers", "run_counter"]
