"""What goes wrong with a search server is told in this program's words, and how soon it is asked
again."""

from __future__ import annotations

from types import SimpleNamespace

import elasticsearch
import pytest

from pipeline.config import IndexSettings
from pipeline.errors import DigitizationError, UsageError
from pipeline.search.elastic_client import Connection, refused, told


def of_server(url: str) -> IndexSettings:
    return IndexSettings(kind="elasticsearch", url=url, name="kho", timeout_seconds=1)


def answered(status: int) -> elasticsearch.ApiError:
    return elasticsearch.ApiError("no", SimpleNamespace(status=status), {"error": "x"})


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "index_forbidden", UsageError),
        (403, "index_forbidden", UsageError),
        (302, "index_url_wrong", UsageError),
        (408, "index_unreachable", DigitizationError),
        (429, "index_unreachable", DigitizationError),
        (503, "index_unreachable", DigitizationError),
        (400, "index_refused", DigitizationError),
    ],
)
def test_a_status_is_told_by_what_is_to_be_done(
    status: int, code: str, kind: type[DigitizationError]
) -> None:
    error = told(answered(status), "sohoa")
    assert (error.code, type(error)) == (code, kind)


def test_a_server_that_is_not_there_and_another_product() -> None:
    assert told(elasticsearch.ConnectionError("no"), "x").code == "index_unreachable"
    other = elasticsearch.UnsupportedProductError("no", SimpleNamespace(status=200), {})
    error = told(other, "x")
    assert error.code == "index_version"
    assert refused("kho").item == "kho"


@pytest.mark.parametrize(
    ("url", "code"), [("", "index_url_missing"), ("no address", "index_url_wrong")]
)
def test_an_address_is_checked_before_anything_is_asked(url: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        Connection(of_server(url))
    assert caught.value.code == code


def test_nobody_listens_and_the_next_question_does_not_wait() -> None:
    connection = Connection(of_server("http://127.0.0.1:9"))
    errors = []
    for _ in range(2):
        with pytest.raises(DigitizationError) as caught:
            connection.version()
        errors.append(caught.value)
    connection.close()
    assert {one.code for one in errors} == {"index_unreachable"}
