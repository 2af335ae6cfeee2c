"""Every search index, opened again and again: the embedded one, the same with numbers as keyed
hashes, and Elasticsearch (a real server)."""

from __future__ import annotations

import pytest

from pipeline.config import IndexSettings
from pipeline.search.choose import open_index


@pytest.fixture(
    params=[
        "embedded",
        "veiled",
        pytest.param("elasticsearch", marks=pytest.mark.java),
    ]
)
def opened(request, tmp_path):
    """A function that opens the same index again and again, as other processes would."""
    url = (
        request.getfixturevalue("search_node")
        if request.param == "elasticsearch"
        else ""
    )
    key = tmp_path / "number.key"
    key.write_bytes(b"3f" * 32)
    settings = IndexSettings(
        kind=request.param if request.param == "elasticsearch" else "embedded",
        url=url,
        name=f"sohoa-{abs(hash(tmp_path)):x}",
        timeout_seconds=30,
        number_key=str(key) if request.param == "veiled" else "",
    )
    made = []

    def again():
        made.append(open_index(settings, tmp_path / "index"))
        return made[-1]

    yield again
    for index in made:
        index.close()


@pytest.fixture
def index(opened):
    return opened()
