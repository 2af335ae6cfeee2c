"""How a call travels to the desk's service and its answer back; client and service share this.

    call:   SOHOA-DESK/1 <length of the words> <length of stdin>\\n, the words, stdin
            words: archive, working folder, variables SOHOA_… as NAME=VALUE, an empty one, the
            command line; parted by NUL
    answer: SOHOA-DESK/1 <exit code> <length of stdout> <length of stderr>\\n, stdout, stderr

Nothing is imported here: a call's words need no more.
"""

from __future__ import annotations

MARK = b"SOHOA-DESK/1"
MOST_WORDS = 256 * 1024
MOST_STDIN = 64 * 1024 * 1024
MOST_HEAD = 80
DESK_NAME, DESK_SINCE = "SOHOA_DESK_NAME", "SOHOA_DESK_SINCE"
"""Variables of a call that the server hands on: which desk calls, and since when (Unix time) its
caller waits."""


def call_of(
    archive: str, folder: str, variables: list[str], words: list[str], stdin: bytes
) -> bytes:
    """A call as bytes."""
    parts = [archive, folder, *variables, "", *words]
    told = "\0".join(parts).encode("utf-8", "surrogateescape")
    return b"%b %d %d\n%b%b" % (MARK, len(told), len(stdin), told, stdin)


def head_of(line: bytes, numbers: int) -> list[int] | None:
    """The numbers in a head line; None where it is none."""
    parts = line.split()
    if (
        len(parts) != numbers + 1
        or parts[0] != MARK
        or not all(p.isdigit() for p in parts[1:])
    ):
        return None
    return [int(part) for part in parts[1:]]


def words_of(told: bytes) -> tuple[str, str, list[str], list[str]] | None:
    """Archive, working folder, variables and command line of a call; None where it is none."""
    parts = told.decode("utf-8", "surrogateescape").split("\0")
    if len(parts) < 3 or "" not in parts[2:]:
        return None
    end = parts.index("", 2)
    return parts[0], parts[1], parts[2:end], parts[end + 1 :]


def answer_of(code: int, out: bytes, err: bytes) -> bytes:
    """An answer as bytes."""
    return b"%b %d %d %d\n%b%b" % (MARK, code, len(out), len(err), out, err)
