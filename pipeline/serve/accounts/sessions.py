"""Sessions: random tokens in a cookie, everything else on the server, in memory.

A session ends at sign-out, after a while without a request, after a day's work at the latest, when
its user is removed or changed, and with the server.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.serve.accounts.users import User, Users

IDLE_SECONDS = 30 * 60.0
LONGEST_SECONDS = 12 * 3600.0
_TOKEN_BYTES = 32
_MOST_SESSIONS = 1000


@dataclass(slots=True, eq=False)
class Session:
    """One sign-in. `csrf` must come back with every request that changes something."""

    user: User
    csrf: str
    began: float
    seen: float
    lang: str
    looks: set[str] = field(default_factory=set)
    """What the audit trail holds already for this session."""
    done: list[tuple[str, ...]] = field(default_factory=list)
    """Events of the last decisions, newest last: what Z undoes."""
    skipped: set[str] = field(default_factory=set)

    @property
    def who(self) -> str:
        """Whom leases are held by."""
        return self.user.login

    def fits(self, token: str) -> bool:
        """Whether a request brought this session's CSRF token."""
        return hmac.compare_digest(self.csrf.encode(), token.encode())


class Sessions:
    """All open sessions; tokens are kept as hashes."""

    def __init__(
        self, users: Users, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users = users
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, user: User, lang: str) -> tuple[str, Session]:
        """A new session; gives its token, which is known to the browser alone."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        moment = self._clock()
        session = Session(
            user, secrets.token_urlsafe(_TOKEN_BYTES), moment, moment, lang
        )
        with self._lock:
            self._sweep(moment)
            while len(self._open) >= _MOST_SESSIONS:
                del self._open[min(self._open, key=lambda key: self._open[key].seen)]
            self._open[_key(token)] = session
        return token, session

    def get(self, token: str | None) -> Session | None:
        """The session of a token; None where it is over or never was. Counts as a request."""
        if not token:
            return None
        moment = self._clock()
        with self._lock:
            self._sweep(moment)
            session = self._open.get(_key(token))
        if session is None:
            return None
        if self._users.get(session.user.login) != session.user:
            self.end(token)
            return None
        session.seen = moment
        return session

    def end(self, token: str) -> None:
        """Sign out: the token is worth nothing from now on."""
        with self._lock:
            self._open.pop(_key(token), None)

    def _sweep(self, moment: float) -> None:
        for key, one in list(self._open.items()):
            if moment - one.seen > IDLE_SECONDS or moment - one.began > LONGEST_SECONDS:
                del self._open[key]


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
