"""What does not agree is said by code, in the language that was asked for."""

import pytest

from pipeline.config import load_settings
from pipeline.errors import DigitizationError
from pipeline.operations.checks.reconcile import Difference, rebuild_index, reconcile
from pipeline.operations.checks.verify import verify
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


def settings(lang="vi"):
    return load_settings(environ={}, options={"lang": lang})


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Nằm trong documents/ nhưng kho dữ liệu không ghi."),
        ("en", "in documents/, but not in the store"),
    ],
)
def test_a_stray_file_is_said_in_either_language(folder, lang, said):
    (folder.documents / "stray.pdf").write_bytes(b"%PDF")
    answer = reconcile(folder.root, settings(lang), repair=False)
    assert answer["differences"] == [
        {
            "where": "files",
            "item": "stray.pdf",
            "code": "filed_unknown",
            "problem": said,
            "repaired": False,
        }
    ]


def test_a_document_that_only_the_store_knows_is_told_once_a_place(folder):
    row = {"document_id": "A.1", "pdf_path": "documents/a/2024/A/A.1.pdf"}
    ParquetStore(folder.store).commit(StoreChange(append={"documents": [row]}))
    found = reconcile(folder.root, settings("en"), repair=False)["differences"]
    assert [(one["where"], one["code"]) for one in found] == [
        ("files", "filed_missing"),
        ("files", "filed_missing"),
        ("ledger", "ledger_behind"),
        ("index", "index_lacks"),
    ]
    assert [one["problem"] for one in found][:2] == [
        "A.1.pdf is not there",
        "A.1.alto.xml is not there",
    ]


def test_an_index_is_mended_from_the_store(folder):
    ParquetStore(folder.store).commit(
        StoreChange(
            append={
                "documents": [{"document_id": "A.1", "pdf_path": "documents/A.1.pdf"}]
            }
        )
    )
    found = reconcile(folder.root, settings("en"), repair=True)["differences"]
    assert "index" in {one["where"] for one in found if one["repaired"]}
    again = reconcile(folder.root, settings("en"), repair=False)["differences"]
    assert "index" not in {one["where"] for one in again}
    assert rebuild_index(folder.root, settings("en"))["documents"] == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_damaged_store_is_no_sentence_for_a_code(folder, lang):
    store = ParquetStore(folder.store)
    store.commit(StoreChange(append={"pages": [{"document_id": "A.1", "page": 1}]}))
    (failed,) = [
        one for one in verify(folder.root, lang)["failed"] if one["check"] == "store"
    ]
    assert failed["code"] == "store_page_alone"
    assert (
        failed["message"]
        == {
            "vi": "Bảng pages: tài liệu A.1 không có trong bảng documents.",
            "en": "pages: document A.1 is not among the documents",
        }[lang]
    )


def test_an_error_says_itself():
    error = DigitizationError("index_damaged", "it is damaged", values={})
    shown = Difference("index", error.code, error.code, error=error).as_json(
        "en", False
    )
    assert (shown["code"], shown["problem"]) == ("index_damaged", "it is damaged")


def test_a_damaged_key_file_is_told_and_made_again(folder):
    store = ParquetStore(folder.store)
    rows = [{"item": f"A-{n}", "action": "x"} for n in range(1_500)]
    store.commit(StoreChange(append={"events": rows}))
    (part,) = store.manifest().tables["events"]
    place = folder.store / part.keys.path
    sound = place.read_bytes()
    place.write_bytes(b"x" + sound[1:])
    found = reconcile(folder.root, settings("en"), repair=False)["differences"]
    assert [(one["code"], one["repaired"]) for one in found] == [
        ("store_keys_changed", False)
    ]
    mended = reconcile(folder.root, settings("en"), repair=True)["differences"]
    assert [(one["code"], one["repaired"]) for one in mended] == [
        ("store_keys_changed", True)
    ]
    assert place.read_bytes() == sound
    assert reconcile(folder.root, settings("en"), repair=False)["differences"] == []


def test_what_the_ledger_never_knew_is_not_called_mended(folder):
    """Its ledger lost or brought back from an older copy: the difference stays, and is told so."""
    row = {"document_id": "A.1", "pdf_path": "documents/a/2024/A/A.1.pdf"}
    ParquetStore(folder.store).commit(StoreChange(append={"documents": [row]}))

    def behind(repair: bool) -> list[bool]:
        found = reconcile(folder.root, settings("en"), repair=repair)["differences"]
        return [one["repaired"] for one in found if one["code"] == "ledger_behind"]

    assert [behind(True), behind(False)] == [[False], [False]]
