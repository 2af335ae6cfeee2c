"""What every search index promises: one suite for the embedded one and for Elasticsearch (a real
server)."""

from __future__ import annotations

import json
import threading
import unicodedata
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.config import IndexSettings
from pipeline.errors import DigitizationError, UsageError
from pipeline.search.choose import open_index
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.engine import IndexEntry, SearchResult
from pipeline.search.entries import (
    IndexDrift,
    catch_up,
    drift,
    entries_from_store,
    rebuild_from_store,
)
from pipeline.search.narrowing import Order
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


@pytest.fixture(
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.java)]
)
def opened(request, tmp_path):
    """A function that opens the same index again and again, as other processes would."""
    url = (
        request.getfixturevalue("search_node")
        if request.param == "elasticsearch"
        else ""
    )
    settings = IndexSettings(
        kind=request.param,
        url=url,
        name=f"sohoa-{abs(hash(tmp_path)):x}",
        timeout_seconds=30,
    )
    made = []

    def again():
        made.append(open_index(settings, tmp_path / "index"))
        return made[-1]

    yield again
    for index in made:
        index.close()


@pytest.fixture
def index(opened):
    return opened()


def entry(key, *texts, code="H49-240102-0001", ordinal=1, kind="other", **values):
    shape = {"title": None, "number": None, "issuer": None, "names": (), **values}
    return IndexEntry(
        document_id=key,
        dossier_code=code,
        ordinal=ordinal,
        pdf_path=f"documents/H49/2024/{code}/{code}.{ordinal}.pdf",
        document_type=kind,
        pages=tuple(enumerate(texts, 1)),
        **shape,
    )


def found(index, words, **options):
    return [hit.document_id for hit in index.search(words, **options).hits]


# --- words

NAMES = [
    entry("plain", "Ho ten: NGUYEN VAN AN, sinh nam 1975"),
    entry("exact", "Họ tên: Nguyễn Văn An, sinh năm 1975"),
    entry("other", "Họ tên: Nguyên Vân Ân, sinh năm 1975"),
    entry("apart", "Bà An ở xã Văn Lâm, con ông Nguyễn Bình"),
    entry("none", "Họ tên: Trần Văn Bình"),
]


def test_names_are_found_however_they_are_typed(index):
    index.put(NAMES, 1)
    nfd = unicodedata.normalize("NFD", "nguyễn văn an")
    for words in (
        "nguyen van an",
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        nfd,
        "An  nguyen\tvan",
    ):
        assert set(found(index, words)) == {"plain", "exact", "other", "apart"}


def test_text_stored_in_nfd_is_found_and_shown_in_nfc(index):
    index.put([entry("nfd", unicodedata.normalize("NFD", "Ông Đặng Hữu Đức"))], 1)
    for words in ("đặng hữu đức", "dang huu duc", unicodedata.normalize("NFD", "Đức")):
        (hit,) = index.search(words).hits
        assert hit.snippet == unicodedata.normalize("NFC", "Ông Đặng Hữu Đức")


def test_exact_letters_stand_above_folded_ones_and_rows_above_scattered_words(index):
    index.put(NAMES, 1)
    assert found(index, "Nguyễn Văn An")[0] == "exact"
    assert found(index, "nguyen van an")[0] == "plain"
    assert found(index, "Nguyên Vân Ân")[0] == "other"
    assert (
        found(index, "Nguyễn Văn An")[-1]
        == found(index, "nguyen van an")[-1]
        == "apart"
    )


MISREAD = [
    entry("vam", "Họ tên: Nguyên Vam An, sinh năm 1975"),
    entry("am", "Họ tên: NGUYEN VĂN AM"),
    entry("nguyem", "nơi ở của ông Nguyễm Văn An tại thôn Mẫu"),
    entry("merged", "Họ tên: Nguyễn Vărn An"),
    entry("other_person", "Họ tên: Trần Vam Bình, chị Nguyễn Thị Hoa"),
]


def test_a_slip_of_recognition_is_forgiven(index):
    index.put([*NAMES, *MISREAD], 1)
    for words in ("Nguyễn Văn An", "nguyen van an"):
        hits = index.search(words, limit=50).hits
        order = [hit.document_id for hit in hits]
        rows, forgiven = {"exact", "plain", "other"}, {"vam", "am", "nguyem", "merged"}
        assert set(order[:3]) == rows
        assert set(order[3:7]) == forgiven
        assert order[7:] == ["apart"]
        scores = {hit.document_id: hit.score for hit in hits}
        assert min(scores[key] for key in rows) > max(scores[key] for key in forgiven)
        assert min(scores[key] for key in forgiven) > scores["apart"]


@pytest.mark.parametrize(
    "words",
    [
        "Nguyên Vãn An",
        "Nguyen Vam An",
        "Nguyễ Văn An",
        "Ngguyễn Văn An",
        "Nguyễn Vărn An",
        "Nguyễn Văn Ân",
    ],
)
def test_a_slip_in_the_question_is_forgiven(index, words):
    index.put(NAMES, 1)
    assert "exact" in found(index, words)
    assert "none" not in found(index, words)


def test_a_slip_is_forgiven_anywhere_among_its_neighbours(index):
    index.put(
        [
            entry("a", "Họ tên: Nguyễn Vam An", "Giấy khai simh"),
            entry("b", "Trần Vam, giấy khai tử"),
        ],
        1,
    )
    assert found(index, "giấy khai sinh Nguyễn Văn An") == ["a"]
    assert found(index, "giấy phép Nguyễn Văn An") == []
    index.put([entry("c", "chứng minh là đúng, bà Phạm Thị Hoa, ông Minh, xã Lan")], 2)
    assert found(index, "Phạm Minh Lam") == []


def test_one_word_alone_is_forgiven_if_it_is_long_enough(index):
    index.put(
        [
            entry("a", "Nguyễn"),
            entry("b", "Nguyễm"),
            entry("c", "Người"),
            entry("d", "van"),
            entry("e", "vam"),
        ],
        1,
    )
    assert found(index, "nguyễn") == ["a", "b"]
    assert found(index, "van") == ["d"]


def test_scattered_words_stand_above_forgiven_ones(index):
    index.put(
        [
            entry("far", "của ông đơn", "giấy phép"),
            entry("slip", "đơm của ông", "giấy phép"),
        ],
        1,
    )
    first, second = index.search("giấy phép đơn của ông").hits
    assert (first.document_id, second.document_id) == ("far", "slip")
    assert first.score > second.score


def test_numbers_are_never_forgiven(index):
    index.put(
        [
            entry("a", "CCCD 001085012345", code="H26.27-241105-0012"),
            entry("b", "CCCD 001085012346", code="H26.27-241105-0013"),
            entry("c", "Số 45/GP-UBND ngày 05/11/2024"),
            entry("d", "x", code="SKH-240102-0001"),
        ],
        1,
    )
    expected = {
        "001085012345": ["a"],
        "CCCD 001085012345": ["a"],
        "CCCĐ 001085012347": [],
        "H26.27-241105-0012": ["a"],
        "H26.27-241105-0014": [],
        "45/GP-UBND": ["c"],
        "46/GP-UBND": [],
        "ngày 05/11/2025": [],
        "45/GP-UBMD": [],
        "SKT-240102-0001": [],
        "SKT 240102 0001": [],
        "skh-240102-0001": ["d"],
    }
    assert {words: found(index, words) for words in expected} == expected


def test_the_hit_shows_the_forgiven_row(index):
    filler = "ông An và bà Nguyễn ở xã Văn Lâm " * 40
    index.put(
        [entry("a", filler, filler + "sinh năm 1975, NGUYEN VAM AN " + filler)], 1
    )
    (hit,) = index.search("Nguyễn Văn An").hits
    assert hit.page == 2
    assert "NGUYEN VAM AN" in hit.snippet
    index.put([entry("b", "trang một", "giấy chứng nhậm")], 2)
    (hit,) = index.search("giấy chứng nhận").hits
    assert (hit.page, hit.snippet) == (2, "giấy chứng nhậm")


def test_the_parts_of_an_answer_agree_on_how_many_there_are(index):
    index.put(
        [
            *(entry(f"{n:03d}", "Nguyễn Văn An") for n in range(60)),
            *(entry(f"v{n:02d}", "Nguyễn Vam An") for n in range(60)),
        ],
        1,
    )
    parts = [
        index.search("nguyen van an", limit=40, offset=offset) for offset in (0, 40, 80)
    ]
    assert [part.total for part in parts] == [120] * 3
    assert len({hit.document_id for part in parts for hit in part.hits}) == 120


@pytest.mark.parametrize("word", ["ma", "mã", "đa", "da"])
def test_the_exact_word_wins_over_many_folded_ones(index, word):
    others = (
        [w for w in ("ma", "má", "mà", "mã", "mạ") if w != word]
        if word[0] == "m"
        else ["đa", "da", "dạ"]
    )
    others = [w for w in others if w != word]
    crowd = [entry(f"{w}{n}", " ".join([w] * 9)) for w in others for n in range(3)]
    index.put(
        [
            *crowd,
            entry(
                "wanted",
                f"dài dòng văn bản hành chính có một chữ {word} duy nhất ở cuối trang này",
            ),
        ],
        1,
    )
    result = index.search(word, limit=50)
    assert result.hits[0].document_id == "wanted"
    assert result.total == len(crowd) + 1


def test_all_words_must_stand_in_the_document(index):
    index.put(
        [
            entry("a", "đơn đề nghị", "cấp giấy phép xây dựng"),
            entry("b", "đơn đề nghị"),
            entry("c", "giấy phép"),
        ],
        1,
    )
    assert found(index, "đề nghị giấy phép") == ["a"]
    assert found(index, "nghị không") == []


def test_facts_are_searched_too(index):
    facts = {
        "title": "Về việc cấp đất",
        "number": "45/GP",
        "issuer": "UBND xã Yên Sở",
        "names": ("Lê Thị Hoa",),
    }
    index.put(
        [
            entry(
                "a",
                "trang một",
                kind="giay_phep",
                identifiers=("001175000123",),
                **facts,
            ),
            entry("b", "x", ordinal=2),
        ],
        1,
    )
    for words in (
        "cap dat",
        "45/GP",
        "yen so",
        "Lê Thị Hoa",
        "001175000123",
        "giay phep",
        "H49-240102-0001.1",
    ):
        assert found(index, words)[0] == "a"
    (hit,) = index.search("hoa trang").hits
    assert (hit.page, hit.snippet) == (1, "trang một")


def test_numbers_are_found_whole(index):
    index.put(
        [
            entry("a", "Số: 123/QĐ-UBND ngày 5"),
            entry("b", "Số 123 của UBND, QĐ kèm theo"),
            entry("f", "Số: 1123/QĐ-UBND"),
            entry("c", "x", code="H26.27-241105-0012"),
            entry("d", "x", code="H26.27-241105-0013"),
            entry("e", "CCCD: 001085012345."),
        ],
        1,
    )
    expected = {
        "123/QĐ-UBND": ["a"],
        "123/qd-ubnd": ["a"],
        "Số: 123 / QĐ - UBND": ["a", "b"],
        "23/QĐ-UBND": [],
        "H26.27-241105-0012": ["c"],
        "h26.27-241105-0012": ["c"],
        "241105": ["c", "d"],
        "001085012345": ["e"],
        "01085012345": [],
    }
    assert {words: sorted(found(index, words)) for words in expected} == expected


def test_a_number_does_not_reach_over_the_end_of_a_page(index):
    index.put([entry("a", "số 123", "QĐ-UBND"), entry("b", "số", "123/QĐ-UBND")], 1)
    assert found(index, "123/QĐ-UBND") == ["b"]


def test_a_query_without_words_finds_nothing(index):
    index.put(NAMES, 1)
    for words in ("", "   ", "/", '"', "* ? ~", "\udc80", "…–«»", "khôngcó"):
        assert index.search(words) == SearchResult(0, ())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example('"nguyen (van +an -binh) [1 TO 2} name:x^2 a~1 /r.*/ && || ! AND OR NOT \\')
@example("AND")
@example("exact:nguyễn OR 1=1; --")
@example("a" * 5000)
@example("chữ " * 3000)
@given(st.text(max_size=60))
def test_no_query_is_refused(index, words):
    if index.commit_number() is None:
        index.put(NAMES, 1)
    assert index.search(words).total >= 0


def test_operators_are_words(index):
    index.put([entry("a", "Nguyễn and Bình"), entry("b", "Nguyễn Bình")], 1)
    assert found(index, "nguyen AND binh") == ["a"]


# --- pages and snippets


def test_the_hit_names_the_page_that_answers_best(index):
    filler = "Cộng hòa xã hội chủ nghĩa Việt Nam " * 40
    index.put(
        [
            entry(
                "a",
                filler + "Nguyễn",
                filler + "ông Nguyễn Văn An, sinh ngày 05/11/1975 " + filler,
                filler,
            )
        ],
        1,
    )
    (hit,) = index.search("nguyen van an").hits
    assert (hit.dossier_code, hit.ordinal, hit.page) == ("H49-240102-0001", 1, 2)
    assert hit.pdf_path == "documents/H49/2024/H49-240102-0001/H49-240102-0001.1.pdf"
    assert "Nguyễn Văn An" in hit.snippet
    assert 80 <= len(hit.snippet) <= 170
    assert hit.score > 0


def test_a_document_without_pages_is_found_by_its_facts(index):
    index.put([entry("a", title="Giấy khai sinh")], 1)
    (hit,) = index.search("khai sinh").hits
    assert (hit.page, hit.snippet) == (1, "")


def test_parts_of_a_long_answer_fit_together(index):
    index.put([entry(f"{n:02d}", "hồ sơ " * (n % 5 + 1)) for n in range(23)], 1)
    whole = index.search("hồ sơ", limit=100)
    assert whole.total == len(whole.hits) == 23
    parts = [index.search("hồ sơ", limit=10, offset=offset) for offset in (0, 10, 20)]
    assert sorted(hit.document_id for part in parts for hit in part.hits) == sorted(
        h.document_id for h in whole.hits
    )
    assert [part.total for part in parts] == [23, 23, 23]
    assert [h.score for h in whole.hits] == sorted(
        (h.score for h in whole.hits), reverse=True
    )
    assert index.search("hồ sơ", limit=0).total == 23
    assert (
        index.search("hồ sơ", limit=0).hits
        == index.search("hồ sơ", offset=10**9).hits
        == ()
    )
    assert len(index.search("hồ sơ", limit=10**9).hits) == 23


def test_a_search_can_be_narrowed(index):
    index.put(
        [
            entry("a", "hồ sơ", code="Đ-1"),
            entry("b", "hồ sơ", code="Đ-2", kind="giay_phep"),
        ],
        1,
    )
    assert found(
        index, "hồ sơ", filters={"dossier_code": unicodedata.normalize("NFD", "Đ-2")}
    ) == ["b"]
    assert (
        found(
            index,
            "hồ sơ",
            filters={"document_type": "giay_phep", "dossier_code": "Đ-1"},
        )
        == []
    )
    plain, narrowed = (
        index.search("hồ sơ").hits,
        index.search("hồ sơ", filters={"document_id": "a"}).hits,
    )
    assert narrowed[0].score == next(
        hit.score for hit in plain if hit.document_id == "a"
    )
    with pytest.raises(UsageError) as error:
        index.search("hồ sơ", filters={"colour": "red"})
    assert error.value.code == "unknown_filter"


PAPERS = [
    entry(
        key,
        "quyết định về việc",
        kind=kind,
        number=number,
        agency_code=agency,
        level="commune",
        issued_date=day,
        issued_year=int(day[:4]) if day else None,
        signature_level=signature,
        outcomes=outcomes,
        citizens=citizens,
        identifiers=identifiers,
    )
    for key, kind, number, agency, day, signature, outcomes, citizens, identifiers in (
        (
            "a",
            "quyet_dinh",
            "123/QĐ-UBND",
            "H1",
            "2024-03-01",
            "B-LTA",
            ("matched",),
            ("001090000123",),
            ("012345678",),
        ),
        (
            "b",
            "quyet_dinh",
            "124/QĐ-UBND",
            "H1",
            "2023-12-31",
            "unsigned",
            ("review",),
            (),
            (),
        ),
        ("c", "giay_moi", "123/GM", "H2", None, "B-LTA", ("matched", "review"), (), ()),
    )
]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"agency_code": "H1"}, "ab"),
        ({"level": "commune"}, "abc"),
        ({"level": "province"}, ""),
        ({"issued_year": "2024"}, "a"),
        ({"number": "123/QĐ-UBND"}, "a"),
        ({"number": "123qđubnd"}, "a"),
        ({"signature_level": "B-LTA", "document_type": "giay_moi"}, "c"),
        ({"outcome": "review"}, "bc"),
        ({"citizen_id": "001090000123"}, "a"),
        ({"citizen_id": "012345678"}, "a"),
        ({"issued_from": "2023-12-31", "issued_to": "2024-02-29"}, "b"),
        ({"issued_to": "2030-01-01"}, "ab"),
    ],
)
def test_filters_leave_what_fits_with_words_or_without(index, filters, keys):
    index.put(PAPERS, 1)
    assert set(found(index, "quyết định", filters=filters)) == set(keys)
    result = index.search("", filters=filters)
    assert (result.total, {hit.document_id for hit in result.hits}) == (
        len(keys),
        set(keys),
    )


def test_hits_are_counted_by_their_facts(index):
    index.put(PAPERS, 1)
    facets = index.search("quyết định", limit=1, facets=True).facets
    assert facets["agency_code"] == {"H1": 2, "H2": 1}
    assert facets["document_type"] == {"quyet_dinh": 2, "giay_moi": 1}
    assert facets["outcome"] == {"matched": 2, "review": 2}
    assert facets["issued_year"] == {"2023": 1, "2024": 1}
    narrowed = index.search("", filters={"agency_code": "H2"}, facets=True).facets
    assert narrowed["signature_level"] == {"B-LTA": 1}
    assert index.search("quyết định").facets == {}


def test_the_newest_come_first_where_that_is_asked(index):
    index.put(PAPERS, 1)
    assert found(index, "quyết định", order=Order.NEWEST) == ["a", "b", "c"]
    assert found(index, "quyết định", order=Order.NEWEST, limit=1, offset=1) == ["b"]


def test_a_number_is_found_as_it_is_typed(index):
    index.put(PAPERS, 1)
    assert found(index, "123QĐUBND") == found(index, "123/QĐ-UBND") == ["a"]


def test_both_places_of_a_tone_mark_rank_alike_over_other_tones(index):
    index.put(
        [entry("new", "ông Hoà"), entry("old", "ông Hòa"), entry("other", "ông Hóa")], 1
    )
    for words in ("hòa", "hoà"):
        first, second, last = index.search(words).hits
        assert {first.document_id, second.document_id} == {"new", "old"}
        assert first.score == second.score > last.score
    assert found(index, "hoa", limit=3) and len(found(index, "hoa")) == 3


def test_words_between_quotation_marks_stand_in_a_row(index):
    index.put(
        [entry("row", "ủy ban nhân dân"), entry("apart", "nhân dân bầu ủy ban")], 1
    )
    assert set(found(index, "ủy ban nhân dân")) == {"row", "apart"}
    assert found(index, '"ban nhân dân"') == ["row"]


def test_an_index_of_an_earlier_layout_is_as_good_as_none(opened, tmp_path):
    if not isinstance(opened(), EmbeddedIndex):
        pytest.skip("how a server marks its layout is tested with its mappings")
    older = tmp_path / "index" / "generation-00ff"
    older.mkdir(parents=True)
    (older.parent / "current").write_text(older.name)
    index = opened()
    assert (index.commit_number(), index.search("a").total) == (None, 0)
    index.rebuild(PAPERS, 3)
    assert (index.commit_number(), older.exists()) == (3, False)


# --- changes


def test_an_index_that_is_not_there_is_empty(index):
    assert index.commit_number() is None
    assert index.document_ids() == set()
    assert index.search("nguyễn").total == 0
    index.delete(["a"])
    assert index.search("nguyễn").hits == ()


def test_putting_again_replaces(index, opened):
    reader = opened()
    index.put([entry("a", "bản cũ"), entry("b", "bản cũ")], 1)
    assert sorted(found(reader, "bản cũ")) == ["a", "b"]
    index.put([entry("a", "bản mới")], 2)
    assert (found(reader, "cũ"), found(reader, "mới")) == (["b"], ["a"])
    assert reader.document_ids() == {"a", "b"}
    assert reader.commit_number() == 2
    index.delete(["a", "khác"])
    assert reader.document_ids() == {"b"}
    assert (reader.commit_number(), found(reader, "mới")) == (2, [])


def test_the_number_stays_where_a_commit_is_missing(index):
    index.put([entry("a", "một")], 1, after=0)
    index.put([entry("c", "ba")], 3, after=2)
    assert (index.commit_number(), index.document_ids()) == (1, {"a", "c"})
    index.put([entry("b", "hai")], 2, after=1)
    assert index.commit_number() == 2


def test_an_index_begun_in_the_middle_does_not_claim_to_be_whole(index):
    index.put([entry("c", "ba")], 3, after=2)
    assert index.commit_number() is None
    assert found(index, "ba") == ["c"]


def test_a_rebuild_swaps_the_whole(index, opened):
    reader = opened()
    index.put([entry("a", "một"), entry("b", "hai")], 4)
    seen = []

    def entries():
        for key in ("b", "c"):
            seen.append((sorted(reader.document_ids()), reader.commit_number()))
            yield entry(key, "ba")

    index.rebuild(entries(), 5)
    assert seen == [(["a", "b"], 4)] * 2
    assert (
        reader.document_ids(),
        reader.commit_number(),
        sorted(found(reader, "ba")),
    ) == (
        {"b", "c"},
        5,
        ["b", "c"],
    )
    assert found(reader, "một") == []
    index.put([entry("d", "bốn")], 6)
    assert found(reader, "bốn") == ["d"]


def test_a_rebuild_that_fails_changes_nothing(index, opened):
    index.put([entry("a", "một")], 1)

    def broken():
        yield entry("b", "hai")
        raise DigitizationError("store_damaged", "gone")

    with pytest.raises(DigitizationError):
        index.rebuild(broken(), 2)
    with pytest.raises(DigitizationError):
        index.put(broken(), 2)
    reader = opened()
    assert reader.commit_number() == 1
    index.rebuild([entry("c", "ba")], 3)
    assert reader.document_ids() == {"c"}


# --- from the store


def stored(store, key, text, **fields):
    rows = [
        {
            "document_id": key,
            "role": "subject",
            "role_index": 1,
            "name": name,
            "value": value,
        }
        for name, value in fields.items()
    ]
    document = {
        "document_id": key,
        "dossier_code": "H49-240102-0001",
        "ordinal": 1,
        "pdf_path": "documents/x.pdf",
    }
    pages = [
        {"document_id": key, "page": 2, "text": None},
        {"document_id": key, "page": 1, "text": text},
    ]
    return store.commit(
        StoreChange(
            replace_documents={
                key: {"documents": [document], "pages": pages, "fields": rows}
            }
        )
    )


def test_the_index_follows_the_store(index, tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    stored(
        store,
        "a",
        "trang đầu",
        full_name="Lê Thị Hoa",
        citizen_id="001175000123",
        gender="F",
    )
    stored(store, "b", "trang khác")
    assert catch_up(index, store) == 2
    assert (
        found(index, "hoa"),
        found(index, "001175000123"),
        index.document_ids(),
    ) == (
        ["a"],
        ["a"],
        {"a", "b"},
    )
    stored(store, "b", "trang sửa")
    assert (catch_up(index, store), found(index, "sửa"), found(index, "khác")) == (
        3,
        ["b"],
        [],
    )
    index.rebuild([], 1)
    assert catch_up(index, store) == 3
    index.rebuild([], 9)
    assert (catch_up(index, store), index.document_ids()) == (3, {"a", "b"})
    index.put([entry("stray", "lạc")], 3)
    assert (rebuild_from_store(index, store), index.document_ids()) == (3, {"a", "b"})
    (one,) = entries_from_store(store.snapshot(), ["a", "unknown"])
    assert one.pages == ((1, "trang đầu"), (2, ""))
    assert (one.names, one.identifiers, one.title) == (
        ("Lê Thị Hoa",),
        ("001175000123",),
        None,
    )


def test_catching_up_takes_out_what_the_store_no_longer_has(index, tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    stored(store, "a", "một")
    stored(store, "b", "hai")
    catch_up(index, store)
    store.commit(
        StoreChange(
            replace_documents={"a": {"documents": [], "pages": [], "fields": []}}
        )
    )
    catch_up(index, store)
    assert index.document_ids() == {"b"}
    index.put([entry("stray", "lạc")], 2)
    assert drift(index, store.snapshot()) == IndexDrift(missing=(), extra=("stray",))
    catch_up(index, store)
    assert (index.document_ids(), index.document_count(), index.commit_number()) == (
        {"b"},
        1,
        3,
    )


# --- the server


@pytest.mark.java
def test_the_server_gets_one_index_without_replicas(search_node):
    from elasticsearch import Elasticsearch

    index = open_index(
        IndexSettings(
            kind="elasticsearch", url=search_node, name="one", timeout_seconds=30
        ),
        Path(),
    )
    for number in range(3):
        index.rebuild([entry("a", "một")], number)
    with Elasticsearch(search_node) as client:
        (settings,) = client.indices.get_settings(index="one*").values()
        assert settings["settings"]["index"]["number_of_replicas"] == "0"
    index.close()


def test_a_server_that_does_not_answer(tmp_path):
    index = open_index(
        IndexSettings(
            kind="elasticsearch", url="http://127.0.0.1:9", name="x", timeout_seconds=30
        ),
        tmp_path,
    )
    with pytest.raises(DigitizationError) as error:
        index.search("nguyễn")
    assert (error.value.code, error.value.exit_code) == ("index_unreachable", 1)
    index.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [("", "index_url_missing"), ("không phải địa chỉ", "index_url_wrong")],
)
def test_a_wrong_address(tmp_path, url, code):
    with pytest.raises(UsageError) as error:
        open_index(
            IndexSettings(kind="elasticsearch", url=url, name="x", timeout_seconds=30),
            tmp_path,
        ).commit_number()
    assert error.value.code == code


@pytest.mark.parametrize("product", [{"X-Elastic-Product": "Elasticsearch"}, {}])
def test_a_server_of_another_version_or_kind_is_refused(tmp_path, product):
    class Nine(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(
                {"version": {"number": "9.1.0"}, "tagline": "You Know, for Search"}
            ).encode()
            self.send_response(200)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **product,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Nine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        index = open_index(
            IndexSettings(
                kind="elasticsearch",
                url=f"http://127.0.0.1:{server.server_port}",
                name="x",
                timeout_seconds=30,
            ),
            tmp_path,
        )
        with pytest.raises(UsageError) as error:
            index.commit_number()
        index.close()
        server.shutdown()
    assert (error.value.code, error.value.exit_code) == ("index_version", 2)
