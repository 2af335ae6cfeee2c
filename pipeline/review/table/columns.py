"""The columns of the review table: their names, and every heading that they may stand under."""

from __future__ import annotations

from functools import cache

from pipeline.review.words import load_words
from pipeline.tables.grid import column_name
from schemas.languages import LANGUAGES

ITEM, VERSION, CHOICES = "item", "version", "choices"
DECISION, BECAUSE = "decision", "because"
PICTURE, LINK = "picture", "link"
CANDIDATE = "candidate"

FRONT = (DECISION, "found", PICTURE, "field", "person", "read")
BACK = ("why", BECAUSE, "page", LINK, "what", "type", "document_id", "dossier")
HIDDEN = (CHOICES, VERSION, ITEM)
"""What the program needs when the table comes back; people need not see it."""
READ = (ITEM, VERSION, DECISION, BECAUSE)
"""What is read back; all else is for people."""
REQUIRED = (ITEM, DECISION)


def columns_of(candidates: int, pictures: bool) -> tuple[str, ...]:
    """The columns of a table in their order, with places for so many candidates."""
    front = FRONT if pictures else tuple(one for one in FRONT if one != PICTURE)
    return (
        *front,
        *(f"{CANDIDATE} {n + 1}" for n in range(candidates)),
        *BACK,
        *HIDDEN,
    )


def heading(column: str, lang: str) -> str:
    """What stands over a column."""
    words = load_words(lang)
    if column.startswith(CANDIDATE):
        text = words.columns[CANDIDATE].format(
            number=column.removeprefix(CANDIDATE).strip()
        )
        return f"{text}\n{words.marks}" if column.endswith(" 1") else text
    return words.columns[column]


@cache
def known_headings() -> dict[str, str]:
    """The columns that are read back, by every heading that they may have."""
    found = {
        column_name(heading(name, lang)): name for lang in LANGUAGES for name in READ
    }
    return {word: name for word, name in found.items() if word != name}
