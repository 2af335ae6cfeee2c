"""Papers that wait for a clerk's signature are remembered, a clerk once."""

from pipeline.desk.desk import Desk
from pipeline.desk.signing import clerks_to_sign, sign_waiting, to_sign


def test_a_clerk_is_remembered_once_and_forgotten_when_nothing_waits(
    desk: Desk,
) -> None:
    for name in ("Lê Văn Thử", "Lê Văn Thử", "Trần Bình"):
        to_sign(desk.state, name)
    assert {one.read_text() for one in clerks_to_sign(desk.state)} == {
        "Lê Văn Thử",
        "Trần Bình",
    }
    assert sign_waiting(desk) == 0
    assert clerks_to_sign(desk.state) == []
