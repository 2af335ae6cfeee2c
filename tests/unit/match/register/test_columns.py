"""Checked chunks become columns; columns are chosen from and put together."""

import numpy as np
import pyarrow as pa

from pipeline.match.register.check import ALL_COLUMNS, check_chunk
from pipeline.match.register.columns import gather, join
from pipeline.tables.columns import Chunk


def checked(first, *people):
    rows = [
        {"citizen_id": number, "full_name": name, "commune_name": home}
        for number, name, home in people
    ]
    columns = {
        name: pa.array([row.get(name) for row in rows], pa.string())
        for name in ALL_COLUMNS
    }
    return check_chunk(Chunk(range(first, first + len(rows)), columns))


def said(columns, name):
    codes, words = columns.texts[name]
    return [words[code] if code >= 0 else None for code in codes.tolist()]


BINH, AN = ("001180000001", "Trần Bình", None), ("001180000002", "Lê An", "Phúc Xá")
CUC, BAD = ("001180000003", "Hà Cúc", "Ba Vì"), ("12", "Ai Đó", None)


def test_chunks_are_gathered_in_their_order():
    gathered = gather([checked(2, AN, BAD), checked(4, BINH)])
    assert gathered.numbers.tolist() == [2, 4]
    assert said(gathered.columns, "full_name") == ["Lê An", "Trần Bình"]
    assert said(gathered.columns, "commune_name") == ["Phúc Xá", None]
    assert gathered.columns.texts["full_name"][1] == ["Lê An", "Trần Bình"]
    assert [one.row for one in gathered.rejections] == [3]


def test_nothing_is_gathered_from_nothing():
    gathered = gather([])
    assert len(gathered.columns) == 0
    assert said(gathered.columns, "full_name") == []


def test_rows_are_chosen_by_place_or_mask():
    columns = gather([checked(2, BINH, AN, CUC)]).columns
    for keep in (np.array([2, 0]), np.array([True, False, True])):
        assert set(said(columns.some(keep), "full_name")) == {"Hà Cúc", "Trần Bình"}


def test_joined_rows_stand_in_the_order_of_their_numbers():
    one, other = gather([checked(2, BINH, CUC)]), gather([checked(2, AN)])
    for left, right in ((one, other), (other, one)):
        joined = join(left.columns, right.columns)
        assert said(joined, "full_name") == ["Trần Bình", "Lê An", "Hà Cúc"]
        assert said(joined, "commune_name") == [None, "Phúc Xá", "Ba Vì"]
        assert joined.texts["full_name"][1] == ["Hà Cúc", "Lê An", "Trần Bình"]


def test_nothing_is_joined_to_rows():
    columns, nothing = gather([checked(2, BINH)]).columns, gather([]).columns
    for joined in (join(columns, nothing), join(nothing, columns)):
        assert said(joined, "full_name") == ["Trần Bình"]
