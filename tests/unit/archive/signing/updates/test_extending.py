"""Signatures that last: what is added, what is refused, and that nothing in a file changes."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.levels import open_timestamper
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.trust import load_trust
from pipeline.archive.signing.updates.extending import extend, renewal_due
from pipeline.archive.verify.written import check_signatures, check_structure
from pipeline.config import load_settings
from pipeline.errors import InputError, TransientInputError
from tests.support.archive_pages import VN, blank_page, description
from tests.support.signed_pdfs import made_person
from tests.support.tsa_server import serving

SETTINGS = load_settings(
    environ={},
    options={"keys": {"development": True}, "organ": {"name": "UBND xã Thử"}},
)
LEVELS = ("B-T", "B-LT", "B-LTA")
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = tmp_path_factory.mktemp("extending") / "keys"
    make_development_keys(keys, "UBND xã Thử")
    return keys


@pytest.fixture(scope="module")
def files(keys_dir, tmp_path_factory) -> dict[str, Path]:
    """A signed file of each level."""
    folder = tmp_path_factory.mktemp("files")
    pdf = write_archival_pdf([blank_page()], description(), folder / "a.pdf")
    made = {}
    for level in LEVELS:
        profile = profile_named("archive-organ").model_copy(update={"level": level})
        signer = open_signer(profile, keys_dir, SETTINGS.keys, SETTINGS.organ, "Lê Thử")
        made[level] = folder / f"{level}.pdf"
        signer.sign(pdf, made[level], datetime.now(VN))
    return made


def extended(pdf: Path, keys: Path, out: Path, **options: object) -> Path:
    settings = SETTINGS.keys.model_copy(update=options)
    timestamper = open_timestamper(keys, settings)
    assert timestamper is not None
    extend(pdf, out, timestamper, load_trust(keys))
    return out


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_becomes_a_sealed_b_lta(files, keys_dir, tmp_path, level):
    signed = files[level]
    out = extended(signed, keys_dir, tmp_path / "out.pdf")
    assert out.read_bytes().startswith(signed.read_bytes())
    [verdict] = check_signatures(out, keys_dir)
    assert (verdict.level, verdict.valid, verdict.covers_file) == ("B-LTA", True, True)
    assert check_structure(out) is None
    again = extended(out, keys_dir, tmp_path / "again.pdf")
    # What proves the certificates is there already: only the timestamp is added.
    assert again.stat().st_size - out.stat().st_size < 12_000
    assert check_signatures(again, keys_dir)[0].valid


@pytest.mark.parametrize("missing", ["issuing.crl", "tsa-root.crl", "root.pem"])
def test_what_can_not_be_proven_is_refused(files, keys_dir, tmp_path, missing):
    keys = tmp_path / "keys"
    shutil.copytree(keys_dir, keys)
    (keys / "trust" / missing).unlink()
    with pytest.raises(InputError) as caught:
        extended(files["B-T"], keys, tmp_path / "out.pdf")
    assert caught.value.code == "upgrade_unproven" and caught.value.remedy


def test_a_broken_signature_is_not_sealed(files, keys_dir, tmp_path):
    data = bytearray(files["B-T"].read_bytes())
    data[data.index(b"/MediaBox") + 12] ^= 1
    (tmp_path / "broken.pdf").write_bytes(data)
    with pytest.raises(InputError) as caught:
        extended(tmp_path / "broken.pdf", keys_dir, tmp_path / "out.pdf")
    assert caught.value.code in {"upgrade_unproven", "signing_failed"}


def test_a_file_without_a_signature_is_not_sealed(keys_dir, tmp_path):
    write_archival_pdf([blank_page()], description(), tmp_path / "plain.pdf")
    with pytest.raises(InputError) as caught:
        extended(tmp_path / "plain.pdf", keys_dir, tmp_path / "out.pdf")
    assert caught.value.code == "upgrade_unproven"


@pytest.mark.parametrize("instead", [None, b"<html>a proxy's page</html>"])
def test_a_time_stamper_that_is_away_is_told(files, keys_dir, tmp_path, instead):
    with serving(keys_dir) as service:
        service.answers, service.instead = 0, instead
        with pytest.raises(TransientInputError) as caught:
            extended(files["B-T"], keys_dir, tmp_path / "out.pdf", tsa_url=service.url)
    assert caught.value.code == "tsa_failed"


def test_a_timestamp_is_renewed_before_its_certificate_lapses(files):
    now = datetime.now(UTC)
    assert not renewal_due(files["B-LTA"], now)
    assert renewal_due(files["B-LTA"], now + 20 * YEAR)
    assert renewal_due(files["B-LT"], now)  # there is none over the whole file


def test_keys_of_strangers_prove_nothing(files, keys_dir, tmp_path):
    """Every list of the own authorities is there, but another root is trusted."""
    keys = tmp_path / "keys"
    shutil.copytree(keys_dir, keys)
    other = made_person("Cơ quan khác").certificate
    (keys / "trust" / "root.pem").write_bytes(other.public_bytes(Encoding.PEM))
    with pytest.raises(InputError) as caught:
        extended(files["B-T"], keys, tmp_path / "out.pdf")
    assert caught.value.code == "upgrade_unproven"
