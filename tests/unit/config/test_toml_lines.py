"""Where keys stand in a TOML text."""

import pytest

from pipeline.config.toml_lines import line_of

TEXT = """\
# a file
code = "x"
clues = [
    "one",
]

[layout]  # the head
facts = ["number"]

[[fields]]
name = "area"
[[fields]]
name = "price"
kind = "money"

[tables.rows]
least = 3
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("code",), 2),
        (("layout", "facts", 0), 8),
        (("fields", 1, "kind"), 14),
        (("fields", 0, "kind"), 10),  # not there: its table's header
        (("tables", "rows", "least"), 17),
        (("valid_from",), 1),
    ],
)
def test_a_key_stands_on_its_line_or_below_its_header(
    key: tuple[str | int, ...], line: int
) -> None:
    assert line_of(TEXT, key) == line
