"""The JSON Schema beside the answers is the one that they have."""

import json

from schemas.answers.desk import ANSWERS, SCHEMA, json_schema


def test_the_schema_is_up_to_date():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(
        json.dumps(json_schema())
    )


def test_every_command_has_one_and_nothing_is_left_open():
    schema = json_schema()
    assert set(schema["commands"]) == set(ANSWERS)
    for answer in schema["commands"].values():
        assert answer["type"] == "object"
        assert set(answer["required"]) <= set(answer["properties"])
