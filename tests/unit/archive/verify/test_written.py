"""An untouched file is never called changed: that its signer or time-stamper is not known here is
another answer."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.verify.written import check_signatures
from pipeline.config import load_settings
from pipeline.messages.findings import Answer, answer_of
from tests.support.archive_pages import VN, blank_page, description

SETTINGS = load_settings(environ={}, options={"keys": {"development": True}})


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A B-LTA file, and the keys that it was signed with."""
    folder = tmp_path_factory.mktemp("signed")
    make_development_keys(folder / "keys", "UBND xã Mẫu")
    profile = profile_named("archive-organ")
    signer = open_signer(profile, folder / "keys", SETTINGS.keys, SETTINGS.organ, "Thử")
    pdf = write_archival_pdf([blank_page()], description(), folder / "a.pdf")
    signer.sign(pdf, folder / "s.pdf", dt.datetime.now(VN))
    return folder / "s.pdf", folder / "keys"


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        ((), None),
        (("root.pem",), "signer_unknown"),
        (("tsa-root.pem",), "timestamper_unknown"),
        (("root.pem", "tsa-root.pem"), "signer_unknown"),
    ],
)
def test_without_a_root_nobody_cries_tampering(
    signed: tuple[Path, Path],
    tmp_path: Path,
    gone: tuple[str, ...],
    problem: str | None,
) -> None:
    keys = Path(shutil.copytree(signed[1], tmp_path / "keys"))
    for name in gone:
        (keys / "trust" / name).unlink()
    (verdict,) = check_signatures(signed[0], keys)
    assert (verdict.problem, verdict.intact, verdict.valid) == (
        problem,
        True,
        problem is None,
    )
    if problem:
        assert answer_of(problem) is Answer.UNTRUSTED


@pytest.mark.parametrize(
    "gone", [(), ("root.pem", "tsa-root.pem")], ids=["trusted", "no roots"]
)
def test_a_change_is_a_change_with_and_without_roots(
    signed: tuple[Path, Path], tmp_path: Path, gone: tuple[str, ...]
) -> None:
    keys = Path(shutil.copytree(signed[1], tmp_path / "keys"))
    for name in gone:
        (keys / "trust" / name).unlink()
    content = bytearray(signed[0].read_bytes())
    content[200] ^= 1
    (tmp_path / "changed.pdf").write_bytes(content)
    for verdict in check_signatures(tmp_path / "changed.pdf", keys):
        code = verdict.problem if verdict.intact else "signature_invalid"
        assert code is not None and answer_of(code) is Answer.CHANGED
