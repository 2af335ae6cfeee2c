"""Signing by another program: the hash is of all bytes but the room; what does not fit in is
refused and the file stays as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from asn1crypto import cms

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.by_hash import (
    Prepared,
    Shown,
    finish,
    prepare,
    signer_certificate,
)
from pipeline.archive.signing.profiles import profile_named
from pipeline.errors import UsageError
from tests.support.archive_pages import WHEN, blank_page, description

PROFILE = profile_named("counter-person")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Prepared]:
    folder = tmp_path_factory.mktemp("by_hash")
    pdf = write_archival_pdf([blank_page()], description(), folder / "plain.pdf")
    shown = Shown(PROFILE, "Lê Thử", (), WHEN)
    prepared = prepare(Path(pdf.path), folder / "prepared.pdf", shown)
    return folder / "prepared.pdf", prepared


def test_the_hash_is_of_all_bytes_but_the_room(made: tuple[Path, Prepared]) -> None:
    path, prepared = made
    data = path.read_bytes()
    around = data[: prepared.start] + data[prepared.end :]
    assert hashlib.sha256(around).hexdigest() == prepared.digest
    room = data[prepared.start : prepared.end]
    assert (room[:1], room[-1:]) == (b"<", b">")
    assert len(room) > 2 * 16_000


@pytest.mark.parametrize(
    ("signature", "code"),
    [(b"no CMS", "cms_unreadable"), (b"\x30" * 40_000, "cms_too_large")],
)
def test_what_is_no_signature_leaves_the_file_as_it_was(
    made: tuple[Path, Prepared], signature: bytes, code: str
) -> None:
    path, prepared = made
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        finish(path, prepared, signature)
    assert caught.value.code == code
    assert path.read_bytes() == before


def _signed_data(**parts: object) -> bytes:
    """A CMS that is whole but for its signature."""
    empty = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": {"content_type": "data"},
        "signer_infos": [],
    }
    content = cms.SignedData({**empty, **parts})
    whole = {"content_type": "signed_data", "content": content}
    return bytes(cms.ContentInfo(whole).dump())


_OTHER_KIND = cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
_BY_KEY = {
    "version": "v3",
    "sid": cms.SignerIdentifier("subject_key_identifier", b"key"),
    "digest_algorithm": {"algorithm": "sha256"},
    "signature_algorithm": {"algorithm": "sha256_rsa"},
    "signature": b"",
}


@pytest.mark.parametrize(
    "signature",
    [
        b"\x30\x00",
        _OTHER_KIND,
        _signed_data(),
        _signed_data(signer_infos=[_BY_KEY]),
    ],
    ids=["nothing", "other kind", "no signer", "signer without number"],
)
def test_a_certificate_is_asked_of_a_signature_alone(signature: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        signer_certificate(signature)
    assert caught.value.code == "cms_unreadable"


def test_an_invisible_signature_has_no_lines() -> None:
    hidden = PROFILE.model_copy(update={"visible": False})
    assert Shown(hidden, "Lê Thử", (), WHEN).layout is None
    layout = Shown(
        PROFILE.model_copy(update={"visible": True}), "Lê Thử", (), WHEN
    ).layout
    assert layout is not None and any("Lê Thử" in line for line in layout.lines)
