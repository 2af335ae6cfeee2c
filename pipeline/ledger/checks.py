"""When each filed document was last found to be as recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.common.clock import now, stamp
from pipeline.ledger.connection import Connection


@dataclass(frozen=True, slots=True)
class Checks:
    """The rows of `checks`."""

    _connection: Connection

    def keep(self, document_ids: Iterable[str]) -> None:
        """These were checked just now, and are well."""
        moment = stamp(now())
        self._connection.change_many(
            "INSERT OR REPLACE INTO checks VALUES (?,?)",
            [(one, moment) for one in document_ids],
        )

    def latest(self) -> dict[str, str]:
        """By document: when it was checked last."""
        return dict(self._connection.rows("SELECT document_id, at FROM checks"))
