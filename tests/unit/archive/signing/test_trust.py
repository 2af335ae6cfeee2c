"""Roots and revocation data of keys/trust: what is read, and what can't be."""

from datetime import UTC, datetime

import pytest

from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.trust import Trust, load_trust
from pipeline.errors import UsageError


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory):
    keys = tmp_path_factory.mktemp("archive") / "keys"
    make_development_keys(keys, "UBND phường Hàng Bạc")
    return keys


def test_roots_and_crls_are_read(keys_dir):
    trust = load_trust(keys_dir)
    assert (len(trust.roots), len(trust.crls)) == (2, 3)
    assert len({one.subject.human_friendly for one in trust.roots}) == 2


def test_no_folder_is_no_trust(tmp_path):
    assert load_trust(tmp_path) == Trust((), ())


@pytest.mark.parametrize("name", ["root.pem", "root.crl"])
def test_what_can_not_be_read_is_named(tmp_path, name):
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / name).write_bytes(b"no certificate")
    with pytest.raises(UsageError) as caught:
        load_trust(tmp_path)
    assert (caught.value.code, caught.value.item) == ("trust_invalid", f"trust/{name}")


def test_a_context_never_asks_the_network_and_holds_at_its_moment(keys_dir):
    trust, moment = load_trust(keys_dir), datetime(2026, 1, 2, tzinfo=UTC)
    assert trust.context(strict=True, moment=moment).moment == moment
    for strict, mode in ((True, "require"), (False, "soft-fail")):
        told = trust.arguments(strict=strict, moment=None)
        assert (told["revocation_mode"], told["allow_fetching"]) == (mode, False)
        assert "moment" not in told
