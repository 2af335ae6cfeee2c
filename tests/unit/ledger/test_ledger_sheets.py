"""Prints of sheets, found by what papers have in common."""

from pipeline.ledger import SheetPrints
from pipeline.ledger.sheets import _MOST


def test_papers_with_a_key_in_common_are_found_the_newest_first(ledger):
    ledger.sheets.add(
        {"A-1.1": SheetPrints((1, 2), ("ab", "")), "B-1.1": SheetPrints((2,), ("cd",))}
    )
    ledger.sheets.add({"C-1.1": SheetPrints((-3,), ("ef",))})
    assert ledger.sheets.find_sharing([2, 1]) == ["B-1.1", "A-1.1"]
    assert ledger.sheets.find_sharing([-3, 9]) == ["C-1.1"]
    found = ledger.sheets.prints(["A-1.1", "B-1.1", "Z-1.1"])
    assert found == {"A-1.1": ("ab", ""), "B-1.1": ("cd",)}


def test_the_same_paper_again_takes_its_own_place(ledger):
    for prints in (("ab",), ("cd",)):
        ledger.sheets.add({"A-1.1": SheetPrints((1,), prints)})
    assert ledger.sheets.find_sharing([1]) == ["A-1.1"]
    assert ledger.sheets.prints(["A-1.1"]) == {"A-1.1": ("cd",)}


def test_of_very_many_only_the_newest_are_compared(ledger):
    many = {f"{n}": SheetPrints((1,), ("",)) for n in range(_MOST + 5)}
    ledger.sheets.add(many)
    found = ledger.sheets.find_sharing([1])
    assert len(found) == _MOST and found[0] == str(_MOST + 4)
