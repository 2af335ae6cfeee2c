"""Files against what was recorded of them."""

import pytest

from pipeline.operations.checks import verify as verifying
from pipeline.operations.checks.fixity import bytes_problem, is_original
from pipeline.operations.checks.verify import verify
from pipeline.store.parquet import ParquetStore


def failures(answer):
    return {
        (one["path"].rsplit("/", 1)[-1], one["check"], one["code"])
        for one in answer["failed"]
    }


LEDGER = ("ledger.sqlite", "ledger", "ledger_behind")
"""These papers were filed by their rows alone."""


def structure(name="A-1.1.pdf"):
    return (name, "structure", "pdf_unreadable")


def test_a_file_that_is_as_recorded_has_no_fixity_problem(folder, file_paper):
    file_paper()
    assert failures(verify(folder.root, "en")) == {structure(), LEDGER}


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda pdf, alto: pdf.unlink(), {("A-1.1.pdf", "fixity", "file_missing")}),
        (
            lambda pdf, alto: pdf.write_bytes(b"x"),
            {("A-1.1.pdf", "fixity", "file_changed"), structure()},
        ),
        (
            lambda pdf, alto: alto.unlink(),
            {("A-1.1.pdf", "alto", "alto_missing"), structure()},
        ),
        (
            lambda pdf, alto: alto.write_bytes(b"x"),
            {("A-1.1.pdf", "alto", "alto_changed"), structure()},
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_named(folder, file_paper, spoil, found):
    pdf = folder.root / file_paper().pdf_path
    spoil(pdf, pdf.with_name("A-1.1.alto.xml"))
    answer = verify(folder.root, "en")
    assert failures(answer) == found | {LEDGER}
    assert (answer["checked"], answer["ok"]) == (1, 0)


def test_only_what_is_named_is_checked(folder, file_paper):
    first, _ = file_paper("A-1"), file_paper("B-1")
    answer = verify(
        folder.root, "en", files=[folder.root / first.pdf_path, folder.root / "odd.txt"]
    )
    assert failures(answer) == {structure(), ("odd.txt", "record", "unknown_file")}
    assert answer["checked"] == 2


@pytest.mark.parametrize(("sample", "checked"), [(1, 1), (2, 2), (99, 3)])
def test_a_sample_is_no_larger_than_it_is_asked_for(
    folder, file_paper, sample, checked
):
    for code in ("A-1", "B-1", "C-1"):
        file_paper(code)
    told = []
    answer = verify(
        folder.root,
        "en",
        sample=sample,
        tell=lambda done, all_: told.append((done, all_)),
    )
    assert answer["checked"] == checked
    assert told == [(number, checked) for number in range(1, checked + 1)]


def test_a_broken_audit_trail_is_found(folder, file_paper):
    text = folder.audit_file.read_text()
    folder.audit_file.write_text(text.replace("archive created", "archive changed"))
    (one,) = verify(folder.root, "en")["failed"]
    assert (one["code"], one["message"]) == (
        "audit_broken",
        "line 1 does not follow from the one before it",
    )


def test_an_original_that_is_not_what_it_is_called_is_found(folder, tmp_path):
    (tmp_path / "a").write_bytes(b"paper")
    kept = folder.keep_original(tmp_path / "a")
    assert is_original(folder, kept.path) and not is_original(
        folder, kept.path.with_name("x")
    )
    kept.path.chmod(0o600)
    kept.path.write_bytes(b"other")
    (folder.originals / "aa").mkdir(exist_ok=True)
    (folder.originals / "aa" / "stray.txt").write_bytes(b"")
    answer = verify(folder.root, "en")
    assert failures(answer) == {
        (kept.sha256, "original", "original_changed"),
        ("stray.txt", "original", "unknown_file"),
    }
    assert answer["originals"] == 1


def test_a_damaged_store_is_said_by_code(folder, file_paper):
    file_paper()
    store = ParquetStore(folder.store)
    (part,) = store.manifest().tables["fields"]
    (folder.store / part.path).unlink()
    assert {
        one["code"]
        for one in verify(folder.root, "vi")["failed"]
        if one["check"] == "store"
    } == {"store_part_missing"}


def test_bytes_are_compared_by_their_hash(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    assert bytes_problem(tmp_path / "a", "0" * 64, "gone", "other") == "other"
    assert bytes_problem(tmp_path / "b", "0" * 64, "gone", "other") == "gone"
    assert bytes_problem(tmp_path, "0" * 64, "gone", "other") == "file_unreadable"


def test_the_oldest_share_comes_round_to_everything(folder, file_paper, monkeypatch):
    for number in range(5):
        file_paper(f"A-{number}")
    seen = []
    monkeypatch.setattr(
        verifying, "_look_at", lambda folder, row: seen.append(row.document_id) or ()
    )
    for _ in range(3):
        verify(folder.root, "en", oldest=0.4)
    assert sorted(seen[:5]) == [f"A-{number}.1" for number in range(5)]
    assert len(seen) == 6 and seen[5] in seen[:2], "then the first ones come again"


def test_what_is_not_well_comes_again_at_each_check(folder, file_paper):
    for number in range(4):
        file_paper(f"A-{number}")
    first = {one["path"] for one in verify(folder.root, "en", oldest=0.5)["failed"]}
    assert first == {
        one["path"] for one in verify(folder.root, "en", oldest=0.5)["failed"]
    }
