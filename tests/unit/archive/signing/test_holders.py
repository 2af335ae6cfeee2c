"""A key a clerk, and none whose certificate names somebody else than the signature shows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.holders import is_same_name
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.signer import Signer
from pipeline.archive.verify.written import check_signatures
from pipeline.config import load_settings
from pipeline.errors import UsageError
from tests.support.archive_pages import VN, blank_page, description
from tests.support.signed_pdfs import made_person

LAN, MAU = "Trần Thị Lan", "Nguyễn Văn Mẫu"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "keys" / "persons").mkdir(parents=True)
    (tmp_path / "keys" / "passphrase").write_text("all of them\n")
    return tmp_path / "keys"


def put_key(
    keys: Path, name: str, holder: str, passphrase: bytes = b"all of them"
) -> None:
    person = made_person(holder)
    packed = pkcs12.serialize_key_and_certificates(
        b"k", person.key, person.certificate, None, BestAvailableEncryption(passphrase)
    )
    (keys / name).write_bytes(packed)


def opened(
    keys: Path, operator: str, profile: str = "counter-person", organ: str = ""
) -> Signer:
    settings = load_settings(environ={}, options={"organ": {"name": organ}})
    return open_signer(
        profile_named(profile), keys, settings.keys, settings.organ, operator
    )


def signed_by(signer: Signer, keys: Path, folder: Path) -> str:
    pdf = write_archival_pdf([blank_page()], description(), folder / "a.pdf")
    signer.sign(pdf, folder / "s.pdf", dt.datetime.now(VN))
    (verdict,) = check_signatures(folder / "s.pdf", keys)
    return verdict.signer


def test_each_clerk_signs_with_the_key_of_their_name(
    keys: Path, tmp_path: Path
) -> None:
    put_key(
        keys, "persons/tran-thi-lan.p12", "someone else"
    )  # not her name: other letters
    put_key(keys, "persons/Trần Thị Lan.p12", LAN)
    put_key(keys, "persons/Nguyễn-Văn-Mẫu.p12", MAU.upper(), b"his own")
    (keys / "persons" / "Nguyễn-Văn-Mẫu.passphrase").write_text("his own\n")
    assert signed_by(opened(keys, LAN), keys, tmp_path) == LAN
    assert signed_by(opened(keys, MAU), keys, tmp_path) == MAU.upper()


@pytest.mark.parametrize("name", ["person.p12", f"persons/{LAN}.p12"])
def test_another_clerks_certificate_is_refused(keys: Path, name: str) -> None:
    put_key(keys, name, MAU)
    with pytest.raises(UsageError) as caught:
        opened(keys, LAN)
    assert (caught.value.code, caught.value.item) == ("signer_mismatch", name)
    assert caught.value.values == {"holder": MAU, "shown": LAN, "setting": "--operator"}


def test_an_organs_name_must_be_that_of_its_certificate(keys: Path) -> None:
    put_key(keys, "organ.p12", "UBND xã Mẫu")
    assert opened(keys, LAN, "archive-organ", "UBND XÃ MẪU").level == "B-B"
    assert (
        opened(keys, LAN, "archive-organ").level == "B-B"
    )  # then the certificate's name is shown
    with pytest.raises(UsageError) as caught:
        opened(keys, LAN, "archive-organ", "UBND xã Khác")
    assert caught.value.code == "signer_mismatch"


@pytest.mark.parametrize(
    ("certified", "same"),
    [
        ("TRẦN  THỊ LAN", True),
        ("Tran Thi Lan", True),
        ("Trần Thị Lan (DEV)", True),
        ("Trần Thị Lăn", False),
        ("Trần Thi Lan", False),
        ("Trần Thị", False),
    ],
)
def test_how_a_certificate_may_spell_a_name(certified: str, same: bool) -> None:
    assert is_same_name(certified, LAN) == same


def test_development_keys_are_made_for_each_clerk_once(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    make_development_keys(keys, "Cơ quan")
    settings = load_settings(environ={}, options={"keys": {"development": True}})

    def dev(operator: str) -> Signer:
        profile = profile_named("counter-person")
        return open_signer(profile, keys, settings.keys, settings.organ, operator)

    assert signed_by(dev(LAN), keys, tmp_path) == f"{LAN} (DEV)"
    (made,) = (keys / "persons").iterdir()
    before = made.read_bytes()
    assert made.stat().st_mode & 0o777 == 0o600
    assert signed_by(dev(LAN), keys, tmp_path) == f"{LAN} (DEV)"
    assert made.read_bytes() == before
    assert signed_by(dev(MAU), keys, tmp_path) == f"{MAU} (DEV)"
    (keys / "issuing.p12").unlink()  # archives of earlier versions lack it
    assert signed_by(dev("Lê Văn Ba"), keys, tmp_path) == "Cán bộ số hóa (DEV)"
