"""A call of the desk over the office network: its words, sorted, and how it travels. The client on
a counter's computer and the server share this.

    body:  the length of the head in digits, \\n, the head as JSON, stdin, the files one by one
    head:  {"command", "options": [[name, value]], "flags", "plain", "stdin": bytes,
            "files": [[name, bytes]], "waited": seconds}

Only the standard library is imported: the client brings nothing else along. Nor are dataclasses:
they cost a counter's call as much as Python's own start.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False  # typing costs nearly as much
if TYPE_CHECKING:
    from collections.abc import Sequence

PATH = "/desk/call"
MOST_HEAD = 256 * 1024
MOST_STDIN = 64 * 1024 * 1024
MOST_FILES = 500
FLAGS = frozenset({"--json"})
_OF_ALL = frozenset({"--lang", "--operator"})
_SESSION = frozenset({"--session", "--dossier"})


class Shape:
    """What a command takes: options with a value, words that are no files, then files.

    `least_files`, `most_files`: how many; `-` stands for stdin where `from_stdin`.
    """

    __slots__ = ("from_stdin", "least_files", "most_files", "options", "plain")

    def __init__(
        self,
        options: frozenset[str] = frozenset(),
        plain: int = 0,
        least_files: int = 0,
        most_files: int = 0,
        from_stdin: bool = False,
    ) -> None:
        self.options, self.plain = options, plain
        self.least_files, self.most_files = least_files, most_files
        self.from_stdin = from_stdin


SHAPES = {
    "start": Shape(frozenset({"--dossier", "--procedure"})),
    "person": Shape(_SESSION, most_files=1, from_stdin=True),
    "have": Shape(_SESSION),
    "add": Shape(
        _SESSION | {"--type", "--kind", "--instead", "--paper"},
        least_files=1,
        most_files=MOST_FILES,
    ),
    "result": Shape(
        _SESSION | {"--type", "--instead"}, least_files=1, most_files=MOST_FILES
    ),
    "confirm": Shape(_SESSION | {"--because"}, plain=2),
    "done": Shape(_SESSION),
    "cancel": Shape(_SESSION),
    "sign-begin": Shape(_SESSION),
    "sign-finish": Shape(_SESSION, plain=1, most_files=1, from_stdin=True),
    "day": Shape(frozenset({"--day"})),
    "counter": Shape(
        frozenset({"--dossier", "--procedure", "--type", "--kind"}),
        least_files=1,
        most_files=MOST_FILES,
    ),
}
"""The calls that may come from another machine; none of them names a place on the server's."""


class BadWords(ValueError):
    """A command line that no counter may send; `item` is the word at fault."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item


class _Value:
    """Equal to another where all that they hold is."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))


class DeskWords(_Value):
    """A command line, sorted. `files`: as the caller names them; `stdin`: `-` was given."""

    __slots__ = ("command", "files", "flags", "options", "plain", "stdin")

    def __init__(
        self,
        command: str,
        options: tuple[tuple[str, str], ...] = (),
        flags: tuple[str, ...] = (),
        plain: tuple[str, ...] = (),
        files: tuple[str, ...] = (),
        stdin: bool = False,
    ) -> None:
        self.command, self.options, self.flags = command, options, flags
        self.plain, self.files, self.stdin = plain, files, stdin


def sort_words(words: Sequence[str]) -> DeskWords:
    """Sort a command line; `desk` before the command may be left out.

    Raises:
        BadWords: an unknown command or option, a value or a file that is missing, one too many.
    """
    words = list(words[1:] if words[:1] == ["desk"] else words)
    shape = SHAPES.get(words[0]) if words else None
    if shape is None:
        raise BadWords(words[0] if words else "")
    options, flags, others = _part_words(words[1:], shape)
    plain, files = others[: shape.plain], others[shape.plain :]
    stdin = shape.from_stdin and files in ([], ["-"])
    sorted_words = DeskWords(
        words[0],
        tuple(options),
        tuple(flags),
        tuple(plain),
        () if stdin else tuple(files),
        stdin,
    )
    check_words(sorted_words)
    return sorted_words


def _part_words(
    words: Sequence[str], shape: Shape
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Options with their values, flags, and all other words."""
    options: list[tuple[str, str]] = []
    flags: list[str] = []
    others: list[str] = []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word == "--":
            others.extend(rest)
        elif name in shape.options | _OF_ALL:
            given = value if equals else next(rest, None)
            if given is None:
                raise BadWords(name)
            options.append((name, given))
        elif word in FLAGS:
            flags.append(word)
        elif word.startswith("-") and word != "-":
            raise BadWords(name)
        else:
            others.append(word)
    return options, flags, others


def check_words(words: DeskWords) -> None:
    """Refuse what no counter may send.

    Raises:
        BadWords: see `sort_words`.
    """
    shape = SHAPES.get(words.command)
    if shape is None:
        raise BadWords(words.command)
    for name, _ in words.options:
        if name not in shape.options | _OF_ALL:
            raise BadWords(name)
    for flag in words.flags:
        if flag not in FLAGS:
            raise BadWords(flag)
    if len(words.plain) != shape.plain or (words.stdin and not shape.from_stdin):
        raise BadWords(words.command)
    if not shape.least_files <= len(words.files) <= shape.most_files:
        raise BadWords(words.command)


class DeskHead(_Value):
    """What stands before a call's content. `stdin`, `sizes`: bytes; `waited`: how long the caller
    has waited already, in seconds."""

    __slots__ = ("sizes", "stdin", "waited", "words")

    def __init__(
        self, words: DeskWords, stdin: int, sizes: tuple[int, ...], waited: float
    ) -> None:
        self.words, self.stdin, self.sizes, self.waited = words, stdin, sizes, waited


def head_bytes(head: DeskHead) -> bytes:
    """A head, with the line that tells its length."""
    words = head.words
    told = {
        "command": words.command,
        "options": words.options,
        "flags": words.flags,
        "plain": words.plain,
        "stdin": head.stdin if words.stdin else None,
        "files": list(zip(words.files, head.sizes, strict=True)),
        "waited": head.waited,
    }
    content = json.dumps(told, ensure_ascii=True).encode()
    return b"%d\n%b" % (len(content), content)


def read_head(content: bytes) -> DeskHead:
    """The head of a call.

    Raises:
        BadWords: it is none, or what it asks for is not for counters.
    """
    try:
        told = json.loads(content)
        names = tuple(_text(name) for name, _ in told["files"])
        sizes = tuple(_count(size) for _, size in told["files"])
        words = DeskWords(
            _text(told["command"]),
            tuple((_text(name), _text(value)) for name, value in told["options"]),
            tuple(_text(flag) for flag in told["flags"]),
            tuple(_text(word) for word in told["plain"]),
            names,
            told["stdin"] is not None,
        )
        stdin = _count(told["stdin"] or 0)
        waited = float(told["waited"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadWords("call") from error
    check_words(words)
    return DeskHead(words, stdin, sizes, min(max(waited, 0.0), 600.0))


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("no text")
    value.encode()  # half a surrogate pair is no text
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("no count")
    return value
