"""How often a desk may call."""

from pipeline.serve.desks.pace import Pace


def test_a_few_at_once_then_so_many_a_second():
    moment = [0.0]
    pace = Pace(burst=3, a_second=2, clock=lambda: moment[0])
    assert [pace.allows("a") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("b")
    moment[0] = 0.5
    assert [pace.allows("a") for _ in range(2)] == [True, False]
    moment[0] = 100.0
    assert [pace.allows("a") for _ in range(4)] == [True, True, True, False]


def test_who_calls_no_more_is_forgotten():
    moment = [0.0]
    pace = Pace(burst=3, a_second=1, clock=lambda: moment[0])
    for number in range(1000):
        pace.allows(str(number))
    moment[0] = 10.0
    pace.allows("a")
    assert list(pace._left) == ["a"]
