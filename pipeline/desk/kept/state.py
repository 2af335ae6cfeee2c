"""Where a desk keeps what is under way: on this machine, for this account alone.

$XDG_STATE_HOME/sohoa/desk/TAG/     (~/.local/state where that is not set), 0700
  archive            the archive's path
  desk.pub           the public half of the desk's key: what can't be filed is sealed with it
  sohoa.toml         the archive's settings as last seen, for when the archive is out of reach
  sessions/ID/       journal.jsonl, papers/N/{files,work}
  spool/             sealed sessions, filed by themselves later, in order
  arrivals/          files of calls from other machines, while they are answered
  unsigned/          clerks whose papers wait for their signature
  days/DAY.jsonl     what was done on a day: counts, no personal data
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.desk.calls.sockets import archive_tag, make_private
from pipeline.errors import StorageError
from pipeline.trouble import storage_at


@dataclass(frozen=True, slots=True)
class DeskState:
    """The folder of one archive's desk."""

    root: Path

    @property
    def sessions(self) -> Path:
        """A folder a session."""
        return self.root / "sessions"

    @property
    def spool(self) -> Path:
        """Sealed sessions."""
        return self.root / "spool"

    @property
    def days(self) -> Path:
        """A file a day."""
        return self.root / "days"

    @property
    def arrivals(self) -> Path:
        """Files of calls from other machines, while they are answered."""
        return self.root / "arrivals"

    @property
    def unsigned(self) -> Path:
        """A file a clerk whose papers are filed and wait for their signature."""
        return self.root / "unsigned"

    @property
    def public_key(self) -> Path:
        """The public half of the desk's key."""
        return self.root / "desk.pub"

    @property
    def known_settings(self) -> Path:
        """The archive's settings as last seen."""
        return self.root / "sohoa.toml"


def desk_state(archive: Path) -> DeskState:
    """The state of an archive's desk on this machine; its folders are made where they are missing.

    Raises:
        StorageError: they can't be made, or others may look into them.
    """
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    state = DeskState(Path(home) / "sohoa" / "desk" / archive_tag(str(archive)))
    with storage_at(state.root):
        try:
            for folder in (
                state.root,
                state.sessions,
                state.spool,
                state.days,
                state.unsigned,
            ):
                make_private(str(folder))
        except PermissionError as error:
            raise StorageError(
                "desk_state_open",
                "the desk's own folder can't be used by this account alone",
                item=str(state.root),
                remedy="make it this account's, with mode 0700",
            ) from error
    return state
