"""A call's counts: every item stands somewhere, and a dossier where its worst document stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.summary import Tally
from schemas.states import ItemState

DONE, SKIPPED = ItemState.DONE, ItemState.SKIPPED
WAITING, QUARANTINED = ItemState.WAITING, ItemState.QUARANTINED


def answer(*items):
    tally = Tally()
    for name, dossier, state, pages in items:
        tally.put(name, dossier, state, pages)
    return tally.as_json("run-1", True, 2.0)


def test_documents_pages_and_dossiers_are_counted_by_state():
    said = answer(
        ("A.1", "A", DONE, 3),
        ("A.2", "A", QUARANTINED, 2),
        ("B.1", "B", SKIPPED, 4),
        ("B.2", "B", DONE, 1),
        ("C.1", "C", WAITING, 0),
    )
    assert said["documents"] == {
        "found": 5,
        "done": 2,
        "skipped": 1,
        "quarantined": 1,
        "waiting": 1,
    }
    assert said["pages"] == {
        "found": 10,
        "done": 4,
        "skipped": 4,
        "quarantined": 2,
        "waiting": 0,
    }
    assert said["dossiers"] == {
        "found": 3,
        "done": 1,
        "skipped": 0,
        "quarantined": 1,
        "waiting": 1,
    }
    assert said["pages_per_second"] == 2.0


def test_an_item_stands_where_it_was_put_last():
    said = answer(("A.1", "A", WAITING, 3), ("A.1", "A", DONE, 3))
    assert said["documents"]["found"] == said["documents"]["done"] == 1


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text("ABC", min_size=1, max_size=2), st.sampled_from(ItemState))
    )
)
def test_what_was_found_is_the_sum_of_all_states(items):
    said = answer(
        *((str(n), dossier, state, n) for n, (dossier, state) in enumerate(items))
    )
    for counts in (said["documents"], said["pages"], said["dossiers"]):
        assert counts["found"] == sum(counts[state] for state in ItemState)


def test_seconds_of_stages_add_up():
    tally = Tally()
    tally.add_seconds({"ocr": 1.0, "ingest": 0.5})
    tally.add_seconds({"ocr": 0.25})
    assert tally.as_json("run-1", True, 0.0)["stage_seconds"] == {
        "ingest": 0.5,
        "ocr": 1.25,
    }
