"""Keys of a cluster: made once, for nobody else to read."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from pipeline.errors import UsageError
from pipeline.operations.upkeep.cluster_keys import (
    create_cluster_keys,
    make_cluster_keys,
)

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_keys_are_made_and_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "keys"
    answer = create_cluster_keys(folder)
    assert answer["files"] == ["ca.pem", "node.pem"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "node.pem")
    before = (folder / "node.pem").read_bytes()
    with pytest.raises(UsageError) as caught:
        create_cluster_keys(folder)
    assert caught.value.code == "cluster_keys_exist"
    assert (folder / "node.pem").read_bytes() == before


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create_cluster_keys(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_the_authority_vouches_for_the_machines_and_its_key_is_nowhere() -> None:
    files = make_cluster_keys(NOW)
    authority = x509.load_pem_x509_certificate(files["ca.pem"])
    node = x509.load_pem_x509_certificate(files["node.pem"])
    node.verify_directly_issued_by(authority)
    assert b"PRIVATE" not in files["ca.pem"]
    assert files["node.pem"].count(b"PRIVATE KEY") == 2  # its beginning and its end
    assert node.not_valid_before_utc < NOW
    assert (node.not_valid_after_utc - NOW).days == 730
    assert not node.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
