"""What a desk tells, in both languages."""

import re
import tomllib

import pytest

from pipeline.config import CONFIGS
from pipeline.messages.desk import DESK

VIETNAMESE = tomllib.loads((CONFIGS / "messages" / "desk.toml").read_text("utf-8"))


def facts(*texts):
    return set(re.findall(r"{(\w+)}", "".join(text or "" for text in texts)))


@pytest.mark.parametrize("code", sorted(DESK))
def test_a_text_is_told_in_both_languages_with_the_same_facts(code):
    message, remedy = DESK[code]
    told = VIETNAMESE[code]
    assert message and told["message"]
    assert facts(told["message"], told.get("remedy")) <= facts(message, remedy)
    assert bool(remedy) == bool(told.get("remedy"))
