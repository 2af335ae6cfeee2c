"""The search index that the settings name."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import IndexSettings
from pipeline.search.engine import SearchIndex


def open_index(settings: IndexSettings, folder: Path) -> SearchIndex:
    """The index by `settings.kind`; `folder` is the archive's index/, used by the embedded one
    alone.

    Raises UsageError where the server's address is missing or malformed; a server is asked only
    when it is needed.
    """
    if settings.kind == "elasticsearch":
        from pipeline.search.elastic import ElasticIndex

        return ElasticIndex(settings)
    from pipeline.search.embedded import EmbeddedIndex

    return EmbeddedIndex(folder)
