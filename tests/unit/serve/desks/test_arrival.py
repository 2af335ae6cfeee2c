"""A call as it comes in: whole, or nothing of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pipeline.serve.desks.arrival import Arrival, Broken, receive_call
from schemas.desk_calls import MOST_HEAD, BadWords, DeskHead, DeskWords, head_bytes


def body(*files: tuple[str, bytes]) -> bytes:
    words = DeskWords("add", (), (), (), tuple(name for name, _ in files))
    head = DeskHead(words, 0, tuple(len(content) for _, content in files), 0.0)
    return head_bytes(head) + b"".join(content for _, content in files)


def received(content: bytes, folder, step: int = 7, most: int = 1000) -> Arrival:
    async def parts() -> AsyncIterator[bytes]:
        for at in range(0, len(content), step):
            yield content[at : at + step]

    return asyncio.run(receive_call(parts(), folder, most))


@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_files_come_under_their_own_names(tmp_path, step):
    came = received(
        body(("đơn.jpg", b"one"), ("đơn.jpg", b"two"), ("b.jpg", b"")), tmp_path, step
    )
    assert came.files == ("1/đơn.jpg", "2/đơn.jpg", "1/b.jpg")
    assert [(tmp_path / name).read_bytes() for name in came.files] == [
        b"one",
        b"two",
        b"",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\a\\b",
        "..",
        ".",
        "",
        ".bashrc",
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    inside = tmp_path / "in"
    inside.mkdir()
    (place,) = received(body((name, b"x")), inside).files
    assert (inside / place).resolve().is_relative_to(inside.resolve())
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert (inside / place).read_bytes() == b"x"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"x\n{}", 400),
        (b"\n", 400),
        (b"99999999\n", 400),
        (b"%d\n" % (MOST_HEAD + 1), 413),
        (body(("a", b"x" * 1001)), 413),
        (body(("a", b"xyz"))[:-1], 400),
        (body(("a", b"xyz")) + b"more", 400),
    ],
)
def test_what_is_no_whole_call_is_refused(tmp_path, content, status):
    with pytest.raises(Broken) as caught:
        received(content, tmp_path)
    assert caught.value.status == status


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path):
    words = DeskWords("add", (), (), (), ("a",))
    with pytest.raises(Broken) as caught:
        received(head_bytes(DeskHead(words, 0, (10**15,), 0.0)), tmp_path)
    assert caught.value.status == 413
    assert list(tmp_path.iterdir()) == []


def test_nonsense_behind_the_length_is_refused(tmp_path):
    with pytest.raises(BadWords):
        received(b"2\n[]", tmp_path)
