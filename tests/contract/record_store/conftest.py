"""Every record store, new and empty."""

from __future__ import annotations

import pytest

from pipeline.store.parquet import ParquetStore


@pytest.fixture(params=[ParquetStore], ids=["parquet"])
def store(request, tmp_path):
    made = request.param(tmp_path / "store")
    made.create()
    return made
