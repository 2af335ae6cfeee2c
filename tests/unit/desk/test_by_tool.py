"""A clerk's own program signs: hash out, CMS in; what is embedded verifies, else nothing changes."""

import asyncio
from pathlib import Path

import pytest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from pipeline.archive.signing.credentials import load_credential
from pipeline.archive.signing.holders import key_file
from pipeline.archive.signing.loaded import LoadedSigner
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.verify.received import judge_received
from pipeline.common.clock import now
from pipeline.config import load_settings
from pipeline.desk.by_tool import begin_signing, finish_signing
from pipeline.desk.desk import Desk
from pipeline.desk.filing import close_session
from pipeline.desk.kept.state import desk_state
from pipeline.desk.papers import AddRequest, add_papers
from pipeline.desk.visits import start_session
from pipeline.errors import UsageError
from pipeline.executor import SerialExecutor
from pipeline.operations.upkeep.create import create_archive
from tests.support.whole_commands import jpeg, table
from tests.unit.desk.conftest import CLERK, CODE


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose clerk has filed one paper, which waits for the clerk's own program."""
    place = tmp_path_factory.mktemp("tool")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(place / "state"))
    root = create_archive(place / "kho", development_keys=True).root
    options = {"operator": CLERK, "keys": {"person": "tool"}}
    settings = load_settings(root, environ={}, options=options)
    made = Desk(root, desk_state(root), settings, SerialExecutor())
    patch.undo()
    paper = place / "giay.jpg"
    paper.write_bytes(jpeg("don_de_nghi", 2))
    start_session(made, CODE, None)
    add_papers(made, made.session(None), AddRequest((paper,)))
    closed = close_session(made, made.session(None))
    assert (closed.code, closed.answer["waiting_for_signature"]) == (3, 1)
    return made


def signed_by(desk: Desk, digest: str, clerk: str = CLERK, pades: bool = True) -> bytes:
    """What a desktop signing tool makes of a hash."""
    keys = desk.folder.keys
    name = key_file(profile_named("counter-person"), keys, desk.settings.keys, clerk)
    signer = LoadedSigner(load_credential(keys, name, desk.settings.keys))
    made = asyncio.run(
        signer.async_sign(
            bytes.fromhex(digest),
            "sha256",
            use_pades=pades,
            signed_attr_settings=PdfCMSSignedAttributes(
                signing_time=None if pades else now()
            ),
        )
    )
    return bytes(made.dump())


def row_of(desk: Desk) -> dict:
    (row,) = table(desk.archive, "documents")
    return row


def test_hash_out_cms_in(desk: Desk) -> None:
    session = desk.session(None).session
    assert row_of(desk)["signature_level"] == "unsigned"
    begun = begin_signing(desk, session)
    assert begin_signing(desk, session) == begun
    (one,) = begun.documents
    pdf = desk.archive / row_of(desk)["pdf_path"]
    before = pdf.read_bytes()
    for signature, code in (
        (b"no cms", "cms_unreadable"),
        (signed_by(desk, one.hash)[:-9], "cms_unreadable"),
        (signed_by(desk, "00" * 32), "cms_other_hash"),
        (signed_by(desk, one.hash, "Trần Thị Khác"), "signer_mismatch"),
        (signed_by(desk, one.hash)[:-9] + bytes(9), "cms_invalid"),
    ):
        with pytest.raises(UsageError) as caught:
            finish_signing(desk, session, one.document_id, signature)
        assert caught.value.code == code
        assert pdf.read_bytes() == before
    done = finish_signing(desk, session, one.document_id, signed_by(desk, one.hash))
    assert (done.signature_level, done.verdict) == ("B-B", "valid")
    assert pdf.read_bytes().startswith(before)
    assert judge_received(pdf, desk.folder.keys)[1] == "valid"
    row = row_of(desk)
    assert (row["signature_level"], row["awaits_signature"]) == ("B-B", None)
    assert row["pdf_sha256"] == done.pdf_sha256
    assert not list((desk.state.root / "prepared").iterdir())
    assert not list(Path(pdf.parent).glob(".*"))
    with pytest.raises(UsageError) as caught:
        begin_signing(desk, session)
    assert caught.value.code == "nothing_to_sign"
