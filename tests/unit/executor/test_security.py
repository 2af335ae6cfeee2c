"""TLS between the machines of a cluster: keys and address fit, or it is said what is wrong."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.executor import Call
from pipeline.executor.cluster import ClusterSettings, DaskExecutor, connect
from pipeline.executor.security import open_security, try_scheduler
from pipeline.operations.upkeep.cluster_keys import (
    create_cluster_keys,
    make_cluster_keys,
)
from tests.support.dask_cluster import OwnCluster, double


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster")
    create_cluster_keys(folder)
    return folder


def test_without_keys_there_is_no_tls() -> None:
    assert open_security("tcp://a:1", None) is None


def test_with_keys_nothing_goes_unencrypted(keys: Path) -> None:
    security = open_security("tls://a:1", keys)
    assert security is not None and security.require_encryption
    context = security.get_connection_args("client")["ssl_context"]
    assert context.verify_mode.name == "CERT_REQUIRED"


@pytest.mark.parametrize(
    ("address", "with_keys", "code"),
    [
        ("tcp://a:1", True, "cluster_not_encrypted"),
        ("tls://a:1", False, "cluster_keys_needed"),
    ],
)
def test_address_and_keys_go_together(
    keys: Path, address: str, with_keys: bool, code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        open_security(address, keys if with_keys else None)
    assert (caught.value.code, caught.value.item) == (code, address)


@pytest.mark.parametrize("spoilt", ["ca.pem", "node.pem", None])
def test_keys_that_nobody_can_use_are_told(tmp_path: Path, spoilt: str | None) -> None:
    if spoilt is not None:
        create_cluster_keys(tmp_path)
        (tmp_path / spoilt).write_bytes(b"-----BEGIN CERTIFICATE-----\nx")
    with pytest.raises(UsageError) as caught:
        open_security("tls://a:1", tmp_path)
    assert caught.value.code == "cluster_keys_unusable"


def test_keys_that_have_ended_are_told(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=800)
    for name, content in make_cluster_keys(long_ago).items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as caught:
        open_security("tls://a:1", tmp_path)
    assert caught.value.code == "cluster_keys_expired" and caught.value.values["day"]


def test_a_place_where_nothing_listens_is_no_matter_of_keys(keys: Path) -> None:
    with pytest.raises(OSError):
        try_scheduler("tls://127.0.0.1:1", open_security("tls://a:1", keys), 5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        try_scheduler(f"tcp://127.0.0.1:{server.getsockname()[1]}", None, 5)


def test_a_cluster_with_keys_works_and_lets_nobody_else_in(
    own_cluster: OwnCluster, keys: Path, tmp_path: Path
) -> None:
    own_cluster.keys = keys
    own_cluster.scheduler()
    own_cluster.worker()
    assert own_cluster.address.startswith("tls://")
    executor = DaskExecutor(
        ClusterSettings(1, 2, 2, 600, own_cluster.address, keys=keys)
    )
    answers: list[object] = []
    executor.process(
        iter([Call(double, 4)]), lambda _, one: answers.append(one) or [], lambda: False
    )
    executor.close()
    assert answers == [8]
    create_cluster_keys(tmp_path / "others")
    with pytest.raises(UsageError) as caught:
        connect(own_cluster.address, 60, tmp_path / "others")
    assert caught.value.code == "cluster_keys_refused"
    with pytest.raises(UsageError) as caught:
        connect(own_cluster.address.replace("tls", "tcp"), 5)
    assert caught.value.code == "scheduler_unreachable"
