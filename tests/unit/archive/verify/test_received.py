"""Files that arrive signed: what is whole, what was allowed, what is broken, and who is merely
unknown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.fields import MDPPerm

from pipeline.archive.verify.received import judge_received
from pipeline.ingest.pdf.document import is_signed
from schemas.archive import ReceivedVerdict
from tests.support.signed_pdfs import (
    NOW,
    byte_changed,
    container_emptied,
    form_filled,
    leaving_out,
    made_person,
    page_added_to,
    plain_pdf,
    signed_at,
    signed_pdf,
    stamped_pdf,
    time_stamper,
    trusted_keys,
    unlisted_pdf,
    with_empty_field,
)

ROOT = made_person("Root")
AN = made_person("Nguyễn Văn An", ROOT)
BINH = made_person("Trần Thị Bình", ROOT)
STAMPER = made_person(
    "Stamps", stamps=True, key=rsa.generate_private_key(65537, 2048)
)  # pyHanko's signs by RSA only
ONE = signed_pdf(AN)
CERTIFIED = signed_pdf(AN, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
FORM = signed_pdf(AN, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)


def judged(data: bytes, folder: Path, keys: Path) -> tuple[str, list[str | None]]:
    (folder / "x.pdf").write_bytes(data)
    verdicts, word = judge_received(folder / "x.pdf", keys)
    return str(word), [one.problem and str(one.problem) for one in verdicts]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trusted_keys(tmp_path_factory.mktemp("known"), ROOT, STAMPER)


@pytest.mark.parametrize(
    ("data", "word", "each"),
    [
        (ONE, "valid", [None]),
        (signed_pdf(BINH, ONE, "Sig2"), "valid", [None, None]),
        (form_filled(ONE), "valid", [None]),
        (signed_pdf(BINH, form_filled(ONE), "Sig2"), "valid", [None, None]),
        (CERTIFIED, "valid", [None]),
        (form_filled(FORM), "valid", [None]),
        (signed_pdf(AN, timestamper=time_stamper(STAMPER)), "valid", [None]),
        (form_filled(CERTIFIED), "changed", ["changed"]),
        (page_added_to(ONE), "changed", ["changed"]),
        (signed_pdf(BINH, page_added_to(ONE), "Sig2"), "changed", ["changed", None]),
        (ONE + b"\nmore", "changed", ["changed"]),
        (byte_changed(ONE), "broken", ["broken"]),
        (container_emptied(ONE), "broken", ["broken"]),
        (signed_pdf(BINH, byte_changed(ONE), "Sig2"), "broken", ["broken", None]),
        (leaving_out(AN, before=20), "partial", ["partial"]),
        (leaving_out(AN, behind=10), "partial", ["partial"]),
        (unlisted_pdf(AN), "unlisted", ["unlisted"]),
        (byte_changed(unlisted_pdf(AN)), "broken", ["broken"]),
        (stamped_pdf(STAMPER), "timestamp_only", ["timestamp_only"]),
        (byte_changed(stamped_pdf(STAMPER)), "broken", ["broken"]),
        (with_empty_field(), "unsigned", []),
        (signed_pdf(AN, md_algorithm="sha1"), "unchecked", ["unchecked"]),
        (byte_changed(signed_pdf(AN, md_algorithm="sha1")), "broken", ["broken"]),
        (b"%PDF-1.7 no more", "unreadable", ["unreadable"]),
    ],
)
def test_each_signature_is_judged(
    data: bytes, word: str, each: list[str | None], known: Path, tmp_path: Path
) -> None:
    assert judged(data, tmp_path, known) == (word, each)


def test_an_unknown_signer_is_no_broken_signature(tmp_path: Path) -> None:
    nobody = trusted_keys(tmp_path / "keys")
    assert judged(signed_pdf(BINH, ONE, "Sig2"), tmp_path, nobody) == (
        "untrusted",
        ["untrusted", "untrusted"],
    )
    assert judged(byte_changed(ONE), tmp_path, nobody)[0] == "broken"
    assert judged(page_added_to(ONE), tmp_path, nobody)[0] == "changed"


def test_certificates_out_of_time_and_revoked(known: Path, tmp_path: Path) -> None:
    old = made_person("Lê Văn Cũ", ROOT, days=(-800, -30))
    long_root = made_person("Long", days=(-4000, 4000))
    once = made_person("Lê Văn Xưa", long_root, days=(-800, -30))
    then = NOW - timedelta(days=400)
    assert judged(signed_pdf(old), tmp_path, known)[0] == "expired"
    keys = trusted_keys(tmp_path / "long", long_root)
    assert judged(signed_at(once, then), tmp_path, keys)[0] == "lapsed"
    assert judged(signed_at(once, NOW), tmp_path, keys)[0] == "expired"
    assert judged(signed_at(once, then), tmp_path, known)[0] == "untrusted"
    gone = trusted_keys(tmp_path / "gone", ROOT, revoked=AN)
    assert judged(ONE, tmp_path, gone)[0] == "revoked"
    assert judged(signed_pdf(BINH), tmp_path, gone)[0] == "valid"


def test_what_counts_as_signed(tmp_path: Path) -> None:
    def counts(data: bytes) -> bool:
        (tmp_path / "x.pdf").write_bytes(data)
        with pikepdf.open(tmp_path / "x.pdf") as pdf:
            return is_signed(pdf)

    assert (
        counts(ONE) and counts(stamped_pdf(STAMPER)) and counts(container_emptied(ONE))
    )
    assert counts(
        unlisted_pdf(AN)
    )  # a signature that the form does not list is one all the same
    assert not counts(plain_pdf()) and not counts(with_empty_field())


def test_only_what_may_be_relied_on_passes_without_review() -> None:
    passing = {str(one) for one in ReceivedVerdict if not one.needs_review}
    assert passing == {"valid", "lapsed", "untrusted"}
