"""Papers that were filed while the time-stamper was away: signed by themselves when it is back."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from pipeline.common.files import write_synced
from pipeline.desk.desk import Desk
from pipeline.desk.kept.state import DeskState
from pipeline.open_archive import Access, open_archive
from pipeline.runner.signing.late_signing import sign_documents
from pipeline.runner.signing.unsigned import list_awaiting


def to_sign(state: DeskState, operator: str) -> None:
    """Remember that papers of this clerk wait for their signature."""
    name = sha256(operator.encode()).hexdigest()[:16]
    write_synced(state.unsigned / name, operator.encode(), 0o600)


def clerks_to_sign(state: DeskState) -> list[Path]:
    """A file a clerk whose papers wait."""
    return sorted(
        one for one in state.unsigned.iterdir() if not one.name.startswith(".")
    )


def sign_waiting(desk: Desk) -> int:
    """Sign what clerks of this desk have filed unsigned; gives how many files were signed.

    Raises:
        DigitizationError: the archive can't be reached, or a key can't be used.
    """
    signed = 0
    for place in clerks_to_sign(desk.state):
        operator = place.read_text(encoding="utf-8")
        settings = desk.settings.model_copy(update={"operator": operator})
        with open_archive(desk.archive, settings, Access.WRITE) as archive:
            mine = [
                one for one in list_awaiting(archive.store) if one.operator == operator
            ]
            done = sign_documents(archive, mine)
        signed += done.signed
        if done.put_off is None:
            place.unlink(missing_ok=True)
    return signed
