"""A result of `sohoa bench`, as its tables are made of it."""

from typing import Any

from benchmarks.machine import machine, today


def document_of(**benchmarks: Any) -> dict[str, Any]:
    """Results of some benchmarks on this machine."""
    return {"machine": machine(), "date": today(), "benchmarks": benchmarks}
