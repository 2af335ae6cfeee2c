"""The level that a set-up allows: no time-stamper, no revocation data, both."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.archive.signing.credentials import load_credential
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.levels import (
    can_be_signed_later,
    open_timestamper,
    reachable_level,
)
from pipeline.archive.signing.loaded import LoadedSigner
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.trust import load_trust
from pipeline.config import load_settings
from pipeline.errors import UsageError
from tests.support.tsa_server import serving

PROFILE = profile_named("archive-organ")


def key_settings(**keys):
    return load_settings(
        environ={}, options={"keys": {"development": True, **keys}}
    ).keys


@pytest.fixture
def keys_dir(tmp_path):
    make_development_keys(tmp_path / "keys", "UBND phường Hàng Bạc")
    return tmp_path / "keys"


def level(keys_dir, timestamper, profile=PROFILE):
    signer = LoadedSigner(load_credential(keys_dir, "organ.p12", key_settings()))
    return asyncio.run(
        reachable_level(profile, signer, timestamper, load_trust(keys_dir))
    )


def test_with_all_that_it_needs_the_profiles_level_is_reached(keys_dir):
    assert (
        level(keys_dir, open_timestamper(keys_dir, key_settings()))
        == PROFILE.level
        == "B-LTA"
    )


def test_without_a_timestamper_there_is_no_more_than_a_signature(keys_dir):
    assert level(keys_dir, None) == "B-B"


def test_without_revocation_data_there_is_a_time_and_no_more(keys_dir):
    for crl in (keys_dir / "trust").glob("*.crl"):
        crl.unlink()
    assert level(keys_dir, open_timestamper(keys_dir, key_settings())) == "B-T"


def test_a_profile_that_asks_for_less_gets_less(keys_dir):
    modest = PROFILE.model_copy(update={"level": "B-B"})
    assert level(keys_dir, open_timestamper(keys_dir, key_settings()), modest) == "B-B"


def test_a_service_that_does_not_answer_is_told(keys_dir):
    away = open_timestamper(keys_dir, key_settings(tsa_url="http://127.0.0.1:9"))
    with pytest.raises(UsageError) as caught:
        level(keys_dir, away)
    assert caught.value.code == "tsa_unreachable"


def test_a_service_whose_clock_is_wrong_is_told_and_its_stamps_are_not_taken(keys_dir):
    """Not even as a B-T, which asks for no proof of the certificate."""
    for crl in (keys_dir / "trust").glob("*.crl"):
        crl.unlink()
    with serving(keys_dir) as service:
        service.alter = yesterday
        stamper = open_timestamper(keys_dir, key_settings(tsa_url=service.url))
        with pytest.raises(UsageError) as caught:
            level(keys_dir, stamper)
    assert caught.value.code == "tsa_clock" and caught.value.remedy
    assert can_be_signed_later(caught.value)


def yesterday(request, stamper):
    stamper.fixed_dt = datetime.now(UTC) - timedelta(days=1)
    return stamper.request_tsa_response(request).dump()


def test_real_keys_need_a_service(keys_dir):
    assert open_timestamper(keys_dir, key_settings(development=False)) is None


@pytest.mark.parametrize(
    "instead", [None, b"<html>a proxy's page</html>"], ids=["away", "proxy"]
)
def test_a_service_without_an_answer_is_told_though_no_revocation_data_are_there(
    keys_dir, instead
):
    """Where only B-T can be reached, the service is asked all the same."""
    for crl in (keys_dir / "trust").glob("*.crl"):
        crl.unlink()
    with serving(keys_dir) as service:
        service.answers, service.instead = 0, instead
        with pytest.raises(UsageError) as caught:
            level(
                keys_dir, open_timestamper(keys_dir, key_settings(tsa_url=service.url))
            )
        assert (caught.value.code, service.asked) == ("tsa_unreachable", 1)
        assert can_be_signed_later(caught.value)
        service.answers = None
        there = open_timestamper(keys_dir, key_settings(tsa_url=service.url))
        assert level(keys_dir, there) == "B-T"
