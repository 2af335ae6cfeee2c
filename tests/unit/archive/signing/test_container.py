"""The container of a signature: what no digest covers is as a signer writes it, or it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.container import (
    CHANGED,
    ISSUER_UNKNOWN,
    container_problem,
    timestamp_token,
)
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.trust import Trust, load_trust
from pipeline.archive.verify.validation import end_of, find_level, only_harmless_after
from pipeline.config import load_settings
from tests.support.archive_pages import WHEN, blank_page, description

SETTINGS = load_settings(environ={}, options={"keys": {"development": True}})


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one B-T signature; its keys lie beside it."""
    folder = tmp_path_factory.mktemp("signed")
    make_development_keys(folder / "keys", "UBND")
    profile = profile_named("archive-organ").model_copy(update={"level": "B-T"})
    signer = open_signer(profile, folder / "keys", SETTINGS.keys, SETTINGS.organ, "Thử")
    pdf = write_archival_pdf([blank_page()], description(), folder / "plain.pdf")
    signer.sign(pdf, folder / "signed.pdf", WHEN)
    return folder / "signed.pdf"


def problem(path: Path, trust: Trust) -> str | None:
    with path.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_regular_signatures
        return container_problem(signature, file, trust.roots)


def altered(signed: Path, to: Path, change) -> Path:
    """The file with something in the hex digits of its container changed."""
    with signed.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_regular_signatures
        _, length, resume, _ = (int(value) for value in signature.byte_range)
    data = bytearray(signed.read_bytes())
    data[length:resume] = change(bytes(data[length:resume]))
    to.write_bytes(bytes(data))
    return to


def test_what_our_signer_writes_is_sound(signed: Path) -> None:
    assert problem(signed, load_trust(signed.parent / "keys")) is None


def test_without_its_roots_the_issuer_is_not_known(signed: Path) -> None:
    assert problem(signed, Trust((), ())) == ISSUER_UNKNOWN


@pytest.mark.parametrize(
    "change",
    [
        lambda gap: gap[:-3] + b"01" + gap[-1:],
        lambda gap: gap.lower(),
        lambda gap: gap[:-2] + b" " + gap[-1:],
    ],
    ids=["padding", "spelling", "a blank"],
)
def test_changes_that_no_digest_sees_are_told(
    signed: Path, tmp_path: Path, change
) -> None:
    path = altered(signed, tmp_path / "changed.pdf", change)
    assert problem(path, load_trust(signed.parent / "keys")) == CHANGED


def test_the_token_gives_the_level_and_the_end_is_the_files(signed: Path) -> None:
    with signed.open("rb") as file:
        reader = PdfFileReader(file)
        (signature,) = reader.embedded_regular_signatures
        assert timestamp_token(signature) is not None
        assert end_of(signature) == signed.stat().st_size
        assert find_level(reader, True, []) == "B-T"
        assert find_level(reader, False, []) == "B-B"


def test_bytes_that_are_no_update_are_not_harmless(
    signed: Path, tmp_path: Path
) -> None:
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(signed.read_bytes() + b"% more\n")
    with longer.open("rb") as file:
        (signature,) = PdfFileReader(file, strict=False).embedded_regular_signatures
        assert not only_harmless_after(signature, file)
