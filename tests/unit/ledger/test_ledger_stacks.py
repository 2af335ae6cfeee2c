"""How a stack was split is remembered by its key."""

from schemas.source import IdleSeparator, StackSegment, StackSplit

ONE = StackSplit((StackSegment("A", None, 2, (1, 2)),), (0,), (3,), (IdleSeparator(3, "B"),))
OTHER = StackSplit((), (), ())


def test_a_split_comes_back_as_it_was_and_a_later_one_takes_its_place(ledger):
    assert ledger.stacks.split("key") is None
    ledger.stacks.keep("key", ONE)
    assert ledger.stacks.split("key") == ONE
    ledger.stacks.keep("key", OTHER)
    assert (ledger.stacks.split("key"), ledger.stacks.split("other")) == (OTHER, None)
