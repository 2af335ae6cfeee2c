"""What the desk's commands share."""

import pytest

from cli.commands.papers.desk_call import read_content, show_end
from cli.common import Common
from pipeline.desk.calls.wire import MOST_STDIN
from pipeline.errors import UsageError
from schemas.answers.desk import ConfirmAnswer

ANSWER = ConfirmAnswer("s1", "1:number", "12/QĐ-UBND", None)


def test_an_answer_is_json_or_told_to_people(capsys):
    show_end(Common(json=True), ANSWER, lambda answer, lang: pytest.fail("told twice"))
    assert '"value": "12/QĐ-UBND"' in capsys.readouterr().out
    told = []
    show_end(
        Common(lang="en"), ANSWER, lambda answer, lang: told.append((answer, lang))
    )
    assert told == [(ANSWER, "en")] and capsys.readouterr().out == ""


def test_a_file_is_read_up_to_what_a_call_may_carry(tmp_path):
    file = tmp_path / "the.jpg"
    file.write_bytes(b"x" * 1000)
    assert read_content(file) == b"x" * 1000
    with file.open("r+b") as large:
        large.truncate(MOST_STDIN + 1)
    with pytest.raises(UsageError) as caught:
        read_content(file)
    assert (caught.value.code, caught.value.item) == ("desk_call_too_large", "the.jpg")
