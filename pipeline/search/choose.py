"""The search index that the settings name."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import IndexSettings
from pipeline.search.engine import SearchIndex
from pipeline.search.veil import Veil
from pipeline.search.veiled import VeiledIndex


def open_index(settings: IndexSettings, folder: Path) -> SearchIndex:
    """The index by `settings.kind`, with persons' numbers as keyed hashes where `number_key` names
    a key; `folder` is the archive's index/, used by the embedded one alone.

    Raises UsageError where the server's address is missing or malformed, or the key is; a server is
    asked only when it is needed.
    """
    index = _plain_index(settings, folder)
    if not settings.number_key:
        return index
    return VeiledIndex(index, Veil.of_file(Path(settings.number_key)))


def _plain_index(settings: IndexSettings, folder: Path) -> SearchIndex:
    if settings.kind == "elasticsearch":
        from pipeline.search.elastic import ElasticIndex

        return ElasticIndex(settings)
    from pipeline.search.embedded import EmbeddedIndex

    return EmbeddedIndex(folder)
