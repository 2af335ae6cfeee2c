"""Who calls: this process, or one that asked the desk's service."""

import os
from pathlib import Path

from cli.caller import Caller, act_for, environ, placed, seconds_waited, stdin

CLERK = Caller(Path("/home/clerk"), {"SOHOA_LANG": "en"}, b"card", os.getpid())


def test_without_a_service_the_process_itself_calls():
    assert environ() is os.environ
    assert placed(Path("giay.pdf")) == Path("giay.pdf")
    assert seconds_waited() > 0


def test_a_call_has_its_callers_folder_variables_and_stdin():
    with act_for(CLERK):
        assert environ() == {"SOHOA_LANG": "en"}
        assert placed(Path("giay.pdf")) == Path("/home/clerk/giay.pdf")
        assert placed(Path("/mnt/giay.pdf")) == Path("/mnt/giay.pdf")
        assert stdin() == b"card"
        assert seconds_waited() > 0
    assert environ() is os.environ


def test_calls_within_calls_come_back_to_the_outer_one():
    inner = Caller(Path("/tmp"), {}, b"", os.getpid())
    with act_for(CLERK):
        with act_for(inner):
            assert stdin() == b""
        assert stdin() == b"card"
