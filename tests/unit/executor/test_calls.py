"""The executor of this process: what follows goes before what is new."""

import pytest

from pipeline.executor.calls import Call, SerialExecutor


def double(value: int) -> int:
    return 2 * value


def test_answers_come_one_at_a_time_in_order():
    answers = []
    SerialExecutor().process(
        iter([Call(double, 1), Call(double, 2)]),
        lambda call, answer: answers.append((call.arguments[0], answer)) or [],
        lambda: False,
    )
    assert answers == [(1, 2), (2, 4)]


def test_what_follows_from_an_answer_goes_before_the_next_call():
    order = []

    def done(call, answer):
        order.append(call.arguments[0])
        return [Call(double, answer * 10)] if call.arguments[0] < 10 else []

    SerialExecutor().process(
        iter([Call(double, 1), Call(double, 2)]), done, lambda: False
    )
    assert order == [1, 20, 2, 40]


def test_stopping_takes_no_new_calls_and_finishes_what_follows():
    taken = []
    calls = (Call(double, number) for number in (1, 2, 3))

    def done(call, answer):
        taken.append(call.arguments[0])
        return [Call(double, 100)] if call.arguments[0] == 1 else []

    SerialExecutor().process(calls, done, lambda: bool(taken))
    assert taken == [1, 100]
    assert next(calls).arguments == (2,)
    SerialExecutor().close()


def test_a_call_is_a_function_with_its_arguments_in_order():
    call = Call(divmod, 7, 2)
    assert (call.arguments, call.run()) == ((7, 2), (3, 1))
    with pytest.raises(TypeError):
        Call(int, "7", base=8)
