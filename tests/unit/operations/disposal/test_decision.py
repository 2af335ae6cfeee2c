"""Only a list of ours, untouched, signed by somebody who may decide, is a decision."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest

from pipeline.errors import UsageError
from pipeline.folder import ArchiveFolder
from pipeline.open_archive import open_archive
from pipeline.operations.disposal.decision import read_decision
from pipeline.operations.disposal.listing import write_due_list
from pipeline.operations.signing import sign_file
from pipeline.operations.upkeep.create import create_archive
from tests.support.disposal import (
    CLERK,
    HEAD,
    OLD,
    OTHER,
    TODAY,
    list_and_sign,
    make_old_archive,
    settings_of,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_old_archive(tmp_path_factory.mktemp("made") / "kho").root
    list_and_sign(root)
    return root


def refusal(root: Path, signed: Path, **options: object) -> str:
    with (
        open_archive(root, settings_of(root, **options)) as opened,
        pytest.raises(UsageError) as caught,
    ):
        read_decision(opened, signed)
    return caught.value.code


def test_a_signed_list_is_a_decision(root: Path) -> None:
    with open_archive(root, settings_of(root)) as opened:
        decision = read_decision(opened, root.parent / "signed.pdf")
    assert [one.code for one in decision.listed.dossiers] == [OLD, OTHER]
    assert decision.listed.by == CLERK and decision.signer.startswith(HEAD)


def test_an_unsigned_list_is_none(root: Path) -> None:
    assert refusal(root, root.parent / "list.pdf") == "decision_signature"


def test_a_clerk_may_not_decide(root: Path, tmp_path: Path) -> None:
    by_clerk = tmp_path / "clerk.pdf"
    settings = settings_of(root, operator=CLERK)
    sign_file(root, settings, root.parent / "list.pdf", by_clerk)
    assert refusal(root, by_clerk) == "decision_signer"
    assert refusal(root, by_clerk, disposal={"signers": []}) == "decision_nobody"


def test_changed_bytes_are_no_decision(root: Path, tmp_path: Path) -> None:
    content = bytearray((root.parent / "signed.pdf").read_bytes())
    listed = (root.parent / "list.pdf").stat().st_size
    for at, code in (
        (1000, "decision_of_no_list"),
        (listed + 900, "decision_signature"),
    ):
        changed = tmp_path / "changed.pdf"
        other = (
            bytes(content[:at]) + bytes([content[at] ^ 1]) + bytes(content[at + 1 :])
        )
        changed.write_bytes(other)
        assert refusal(root, changed) in {code, "decision_changed"}


def test_a_page_drawn_over_before_it_was_signed_is_no_decision(
    root: Path, tmp_path: Path
) -> None:
    """What the signer saw is not what was listed, though the list's own bytes are all there."""
    plain, over = root.parent / "list.pdf", tmp_path / "over.pdf"
    from pyhanko.pdf_utils.generic import StreamObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with plain.open("rb") as source, over.open("wb") as target:
        writer = IncrementalPdfFileWriter(source)
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[pdf_name("/Contents")] = writer.add_object(
            StreamObject(stream_data=b"q Q")
        )
        writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
        writer.write(target)
    signed = tmp_path / "signed.pdf"
    sign_file(root, settings_of(root, operator=HEAD), over, signed)
    assert refusal(root, signed) == "decision_changed"


def test_a_list_that_was_written_anew_is_none(root: Path, tmp_path: Path) -> None:
    anew, signed = tmp_path / "anew.pdf", tmp_path / "signed.pdf"
    with pikepdf.open(root.parent / "list.pdf") as pdf:
        pdf.save(anew)
    sign_file(root, settings_of(root, operator=HEAD), anew, signed)
    assert refusal(root, signed) == "decision_of_no_list"


def test_another_archive_knows_nothing_of_it(root: Path, tmp_path: Path) -> None:
    other = create_archive(tmp_path / "other", development_keys=True).root
    assert refusal(other, root.parent / "signed.pdf") == "decision_of_no_list"


def test_a_signer_whose_root_nobody_trusts(root: Path, tmp_path: Path) -> None:
    """The list goes to another office, whose keys are none of ours."""
    other = create_archive(tmp_path / "other", development_keys=True).root
    signed = tmp_path / "signed.pdf"
    settings = settings_of(other, operator=HEAD)
    sign_file(other, settings, root.parent / "list.pdf", signed)
    assert refusal(root, signed) == "decision_signature"


def test_what_was_listed_must_still_be_kept(root: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(root.parent, tmp_path / "place"))
    folder = ArchiveFolder(place / "kho")
    signed = place / "signed.pdf"
    with open_archive(folder.root, settings_of(folder.root)) as opened:
        kept = folder.original(read_decision(opened, signed).list_sha256)
    kept.unlink()
    assert refusal(folder.root, signed) == "decision_list_lost"
    assert refusal(folder.root, place / "nothing.pdf") == "decision_unreadable"


def test_nothing_to_list(root: Path, tmp_path: Path) -> None:
    empty = create_archive(tmp_path / "kho", development_keys=False).root
    with pytest.raises(UsageError) as caught:
        write_due_list(empty, settings_of(empty), TODAY, tmp_path / "list.pdf")
    assert caught.value.code == "nothing_due"
    with pytest.raises(UsageError) as caught:
        nobody = settings_of(root, operator="")
        write_due_list(root, nobody, TODAY, tmp_path / "list.pdf")
    assert caught.value.code == "no_operator"
    assert not (tmp_path / "list.pdf").exists()
