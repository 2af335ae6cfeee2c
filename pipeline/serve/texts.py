"""The words of the pages by language (configs/page_texts/); Vietnamese first."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline.common.places import CONFIGS
from pipeline.errors import DigitizationError
from pipeline.messages import ENGLISH, localized, worded
from pipeline.report.wording.numbers import format_share
from pipeline.review.shown import shown_value
from pipeline.review.words import load_words


class PageTexts(BaseModel):
    """All words of the pages in one language. `script`: those that sohoa.js shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: dict[str, str]
    script: dict[str, str]
    roles_of_users: dict[str, str]
    kinds: dict[str, str]
    reasons: dict[str, str]
    fields: dict[str, str]
    methods: dict[str, str]
    outcomes: dict[str, str]
    states: dict[str, str]
    actions: dict[str, str]
    details: dict[str, str]
    measures: dict[str, str]
    levels: dict[str, str]
    registers_of: dict[str, str]


@cache
def load_texts(lang: str) -> PageTexts:
    """The words of one language."""
    path = CONFIGS / "page_texts" / f"{lang}.toml"
    return PageTexts.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


class PageWords:
    """What templates word a key, a code or a value by; a code without words shows itself."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = load_texts(lang)
        self._review = load_words(lang)

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in."""
        return self._texts.words[key].format(**values)

    def of(self, group: str, key: str | None) -> str:
        """A word of a group (`kinds`, `states`, …)."""
        words: dict[str, str] = getattr(self._texts, group)
        return "–" if key is None else words.get(key, key)

    def field(self, name: str) -> str:
        """What a field is called; the review table says the same, in small letters."""
        return self._texts.fields.get(name) or _capital(self._review.fact(name))

    def role(self, role: str | None, index: int | None = None) -> str:
        """Who a person of a paper is there."""
        return _capital(self._review.person_of(role, index)) if role else ""

    @property
    def script(self) -> dict[str, str]:
        """The words that the script shows."""
        return self._texts.script

    def reason(self, code: str) -> str:
        """Why a person is asked, in words."""
        if code in ENGLISH:
            return worded(code, self.lang)[0]
        known = self._texts.reasons.get(code)
        return known if known is not None else localized(code, code, None, self.lang)[0]

    def error(self, error: DigitizationError) -> tuple[str, str | None]:
        """Message and remedy of an error."""
        return localized(
            error.code, error.message, error.remedy, self.lang, error.values
        )

    def day(self, text: Any) -> str:
        """A date or a time as people write it: `17/05/2009`, `17/05/2009 08:30`."""
        value = "" if text is None else str(text)
        if len(value) >= 10 and value[4] == "-" and value[7] == "-":
            clock = f" {value[11:16]}" if len(value) >= 16 and value[10] == "T" else ""
            return f"{value[8:10]}/{value[5:7]}/{value[:4]}{clock}"
        return value or "–"

    def fact(self, name: str, value: str | None) -> str:
        """A value as its field is read by people; see `shown_value`."""
        return shown_value(name, value, self.lang) if value else "–"

    def sex(self, code: str) -> str:
        """`M` or `F` in words."""
        return self._review.sexes[code]

    def count(self, number: int) -> str:
        """A whole number with its thousands parted."""
        text = f"{number:,}"
        return text.replace(",", ".") if self.lang == "vi" else text

    def share(self, part: float | None) -> str:
        """A fraction as a percentage."""
        if part is None:
            return "–"
        return format_share(part, "vi" if self.lang == "vi" else "en")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
