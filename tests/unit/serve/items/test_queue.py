"""The queue in memory: our own decisions cost a document's reading, others' are caught up with."""

from __future__ import annotations

from pipeline.review.apply import decide
from pipeline.review.decision import Decision, Subject
from pipeline.review.open_items.items import ALL, ItemFilter, ReviewItem
from pipeline.serve.answers.decisions import Answer, answer_item, take_back
from pipeline.serve.items.queue import ReviewQueue
from pipeline.store.parquet import ParquetStore
from tests.unit.serve.conftest import Kept

CODE = "H26.27-241101-0012"
BORN = f"field|{CODE}.1|subject|1|birth_date"
OTHER = "field|H26.27-241102-0012.1|subject|1|birth_date"


def commit(kept: Kept) -> int:
    return ParquetStore(kept.folder.store).snapshot().commit


def decide_elsewhere(kept: Kept, key: str) -> None:
    subject = Subject.parse(key)
    assert subject is not None
    decide(
        kept.folder.root,
        kept.site.settings,
        [Decision(subject, "ok")],
        actor="Lê Văn Khác",
    )


def answer(kept: Kept, key: str) -> None:
    user = kept.site.users.list()[0]
    _, session = kept.site.sessions.begin(user, "vi")
    item = kept.site.queue.get(key)
    assert item is not None
    assert answer_item(kept.site, session, item, Answer("ok")) == "taken"
    assert kept.site.queue.get(key) is None
    assert take_back(kept.site, session) == key


def test_our_decisions_leave_nothing_to_read_anew(kept: Kept) -> None:
    queue = kept.site.queue
    before = _keys(queue)
    answer(kept, BORN)
    assert queue.commit == commit(kept)
    assert _keys(queue) == before


def test_what_others_decided_is_seen_once_all_was_read(kept: Kept) -> None:
    queue = kept.site.queue
    decide_elsewhere(kept, OTHER)
    assert queue.commit < commit(kept)
    answer(kept, BORN)
    assert queue.commit < commit(
        kept
    )  # another's commit lies between: all must be read
    assert queue.get(OTHER) is not None
    queue.refresh()
    assert queue.commit == commit(kept)
    assert queue.get(OTHER) is None
    assert queue.get(BORN) is not None


def test_a_settled_entry_is_gone_at_once(kept: Kept) -> None:
    queue = kept.site.queue
    assert queue.get("quarantine|giay-1") is not None
    queue.settle("giay-1")
    assert queue.get("quarantine|giay-1") is None
    assert queue.count(ALL) == 9


def test_the_search_goes_on_behind_the_last_item_and_round(kept: Kept) -> None:
    queue = kept.site.queue
    keys = _keys(queue)

    def yes(_item: ReviewItem) -> bool:
        return True

    last = queue.first(ALL, yes, after=keys[-1])
    assert last is not None
    assert last.key == keys[0]
    assert queue.first(ALL, yes, without=keys) is None
    assert queue.first(ItemFilter(batch_id="x"), yes) is None
    gone = queue.first(ALL, yes, after="field|gone|subject|1|birth_date")
    assert gone is not None
    assert gone.key == keys[0]


def _keys(queue: ReviewQueue) -> list[str]:
    found: list[str] = []
    while (item := queue.first(ALL, lambda _: True, without=found)) is not None:
        found.append(item.key)
    return found
