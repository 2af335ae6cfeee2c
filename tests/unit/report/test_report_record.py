"""The record of a report."""

from datetime import date

import pytest

from schemas.figures.report import Bilingual, Findings, Note, NoteCode, Report


def report(development_keys: bool) -> Report[int, int]:
    return Report(
        report="rates",
        snapshot=1,
        period="2024",
        start=date(2024, 1, 1),
        end=date(2024, 12, 31),
        plan=None,
        found=Findings(rows=(1, 2), totals=3, notes=(Note(NoteCode.NO_PLAN),)),
        development_keys=development_keys,
    )


def test_the_note_on_development_keys_comes_first() -> None:
    codes = [note.code for note in report(development_keys=True).notes]
    assert codes == [NoteCode.DEVELOPMENT_KEYS, NoteCode.NO_PLAN]
    assert report(development_keys=False).notes == (Note(NoteCode.NO_PLAN),)


def test_notes_are_compared_by_code_and_values() -> None:
    note = Note(NoteCode.UNSIGNED, {"count": 2})
    assert note == Note(NoteCode.UNSIGNED, {"count": 2})
    assert note != Note(NoteCode.UNSIGNED, {"count": 3})
    assert note != Note(NoteCode.IN_REVIEW, {"count": 2})


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Note(NoteCode.NO_PLAN).code = NoteCode.AS_OF  # type: ignore[misc]
    with pytest.raises(AttributeError):
        report(development_keys=False).snapshot = 2  # type: ignore[misc]


def test_a_text_in_both_languages() -> None:
    text = Bilingual(vi="Nguồn", en="Source")
    assert (text.wording("vi"), text.wording("en")) == ("Nguồn", "Source")
