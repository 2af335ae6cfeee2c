"""The connection to an Elasticsearch server: bounded in time, and what goes wrong told in this
program's errors.

Two kinds: a `UsageError` is wrong until a person corrects the settings (another product, no such
user); any other says that the server can't answer now.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import elasticsearch
from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch, helpers

from pipeline.config import IndexSettings
from pipeline.errors import DigitizationError, UsageError

MAJOR = 8
# A server that let us wait is asked again after so many times that wait (but not later than that):
# a batch loses about one twentieth of its time to it.
_PAUSES = 20.0
_LONGEST_PAUSE_SECONDS = 300.0
# Writing many documents at once takes a busy server longer than a question.
_WRITING = 6.0
_NOT_NOW = {408, 429}


class Connection:
    """A server that is asked for the first time when it is needed."""

    def __init__(self, settings: IndexSettings) -> None:
        """Raises UsageError where address or login are missing or malformed; nothing is asked
        yet."""
        self._name, self._timeout = settings.name, settings.timeout_seconds
        self._client = _client(settings)
        self._known = False
        self._trouble: DigitizationError | None = None
        self._ask_again = 0.0

    @contextmanager
    def asking(self, *, writing: bool = False) -> Iterator[Elasticsearch]:
        """The client; what it raises is told as errors of this program.

        Raises:
            UsageError: `index_version`, `index_forbidden`, `index_certificate`, `index_url_wrong`.
            DigitizationError: `index_unreachable`, `index_refused`.
        """
        if self._trouble is not None and time.monotonic() < self._ask_again:
            raise self._trouble
        begun = time.monotonic()
        try:
            self._require_known()
            timeout = self._timeout * (_WRITING if writing else 1.0)
            yield self._client.options(request_timeout=timeout)
            self._trouble = None
        except (
            elasticsearch.TransportError,
            elasticsearch.ApiError,
            helpers.BulkIndexError,
        ) as error:
            self._trouble = told(error, self._name)
            present = time.monotonic()
            self._ask_again = present + min(
                _PAUSES * (present - begun), _LONGEST_PAUSE_SECONDS
            )
            raise self._trouble from error

    def version(self) -> str:
        """The server's version."""
        with self.asking() as client:
            return str(client.info()["version"]["number"])

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _require_known(self) -> None:
        if self._known:
            return
        try:
            found = str(self._client.info()["version"]["number"])
        except (KeyError, TypeError, IndexError) as error:
            raise _wrong_version("not Elasticsearch") from error
        except elasticsearch.NotFoundError as error:
            raise _wrong_url(
                "there is no Elasticsearch at this address (HTTP 404)"
            ) from error
        if found.split(".", maxsplit=1)[0] != str(MAJOR):
            raise _wrong_version(found)
        self._known = True


def told(error: Exception, name: str) -> DigitizationError:
    """What an error of the client means for this program."""
    if isinstance(error, elasticsearch.UnsupportedProductError):
        return _wrong_version("not Elasticsearch")
    if isinstance(error, elasticsearch.SSLError):
        return _untrusted("the certificate of the Elasticsearch server is not trusted")
    if isinstance(error, elasticsearch.TransportError):
        return _unreachable(type(error).__name__)
    status = _status(error)
    if status is not None and (status in _NOT_NOW or status >= 500):
        return _unreachable(f"HTTP {status}")
    if status in {401, 403}:
        return UsageError(
            "index_forbidden",
            f"the Elasticsearch server lets this program do nothing (HTTP {status})",
            item="index.url",
            remedy="give SOHOA_INDEX__API_KEY, or SOHOA_INDEX__USER and SOHOA_INDEX__PASSWORD, of "
            "a login with rights on the index",
        )
    if status is not None and 300 <= status < 400:
        return _wrong_url(f"this address only points elsewhere (HTTP {status})")
    return refused(name, getattr(error, "error", None))


def _status(error: Exception) -> int | None:
    """The status that an error bears, or the refused document that it is about."""
    if isinstance(error, elasticsearch.ApiError):
        return error.status_code
    if isinstance(error, helpers.BulkIndexError):
        answers = [answer for one in error.errors for answer in one.values()]
        return next((int(one["status"]) for one in answers if "status" in one), None)
    return None


def refused(name: str, reason: str | None = None) -> DigitizationError:
    """The server took the request and said no."""
    return DigitizationError(
        "index_refused",
        f"the Elasticsearch server refused a request ({reason or 'see the log of the server'})",
        item=name,
        remedy="look into the server's log (disk full? no rights?), then `sohoa index rebuild`",
    )


def _client(settings: IndexSettings) -> Elasticsearch:
    if not settings.url:
        raise UsageError(
            "index_url_missing",
            "no address of the Elasticsearch server",
            item="index.url",
            remedy="set SOHOA_INDEX__URL, for example http://127.0.0.1:9200",
        )
    login = _login(settings)
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise _untrusted("the file of index.ca_file is not there")
    try:
        # Once more where a kept connection was closed meanwhile; never after a wait.
        return Elasticsearch(
            settings.url,
            request_timeout=settings.timeout_seconds,
            max_retries=1,
            retry_on_timeout=False,
            ca_certs=settings.ca_file or DEFAULT,
            api_key=login.api_key,
            basic_auth=login.basic,
        )
    except OSError as error:  # of Python's ssl
        raise _untrusted("index.ca_file holds no certificate") from error
    except ValueError as error:
        raise _wrong_url(
            "the address of the Elasticsearch server can't be used"
        ) from error


@dataclass(frozen=True, slots=True)
class _Login:
    """How this program says who it is: at most one of the two."""

    api_key: str | None
    basic: tuple[str, str] | None


def _login(settings: IndexSettings) -> _Login:
    api_key, user = settings.api_key.get_secret_value(), settings.user
    in_address = "@" in urlsplit(settings.url).netloc
    if sum(map(bool, (api_key, user, in_address))) > 1:
        raise UsageError(
            "index_login_twice",
            "the Elasticsearch server is given more than one login",
            item="index.api_key, index.user, index.url",
            remedy="give one of them: SOHOA_INDEX__API_KEY, or SOHOA_INDEX__USER and "
            "SOHOA_INDEX__PASSWORD, or a user in the address",
        )
    basic = (user, settings.password.get_secret_value()) if user else None
    return _Login(api_key or None, basic)


def _untrusted(what: str) -> UsageError:
    return UsageError(
        "index_certificate",
        what,
        item="index.ca_file",
        remedy="name the PEM file of the authority that made the server's certificate in "
        "index.ca_file",
    )


def _unreachable(why: str) -> DigitizationError:
    return DigitizationError(
        "index_unreachable",
        f"the Elasticsearch server does not answer ({why})",
        item="index.url",
        remedy="start the server or correct SOHOA_INDEX__URL; nothing is lost",
    )


def _wrong_url(what: str) -> UsageError:
    return UsageError(
        "index_url_wrong",
        what,
        item="index.url",
        remedy="give the address of the Elasticsearch server itself, as http://HOST:PORT",
    )


def _wrong_version(found: str) -> UsageError:
    return UsageError(
        "index_version",
        f"Elasticsearch {MAJOR} is needed, the server is {found}",
        item="index.url",
        remedy=f"use a server of version {MAJOR}.x, or SOHOA_INDEX__KIND=embedded",
    )
