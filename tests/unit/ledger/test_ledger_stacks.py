"""How a stack was split is remembered by its key."""

from pipeline.ledger.connection import Connection
from pipeline.ledger.stacks import Stacks
from schemas.received.source import IdleSeparator, StackSegment, StackSplit

ONE = StackSplit(
    (StackSegment("A", None, 2, (1, 2)),), (0,), (3,), (IdleSeparator(3, "B"),)
)
OTHER = StackSplit((), (), ())


def test_a_split_comes_back_as_it_was_and_a_later_one_takes_its_place(tmp_path):
    connection = Connection.to_write(tmp_path / "ledger.sqlite")
    stacks = Stacks(connection)
    assert stacks.split("key") is None
    stacks.keep("key", ONE)
    assert stacks.split("key") == ONE
    stacks.keep("key", OTHER)
    assert (stacks.split("key"), stacks.split("other")) == (OTHER, None)
    connection.close()
