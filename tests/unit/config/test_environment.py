"""Variables of the environment as settings: their sections, their types, and whose they are not."""

import pytest

from pipeline.config import load_settings
from pipeline.config.environment import environment_layer, unknown_variables
from pipeline.errors import UsageError

KNOWN = {"lang": "vi", "run": {"workers": 0, "order": ["a"]}, "index": {"url": ""}}


def test_sections_are_told_by_two_underscores():
    environ = {
        "SOHOA_LANG": "en",
        "SOHOA_RUN__WORKERS": "3",
        "SOHOA_RUN__ORDER": "b, c",
        "SOHOA_ARCHIVE": "/kho",
        "PATH": "/bin",
    }
    assert environment_layer(environ, KNOWN) == {
        "lang": "en",
        "run": {"workers": "3", "order": ["b", "c"]},
    }


def test_a_section_given_as_a_value_is_left_to_the_check_of_values():
    environ = {"SOHOA_RUN": "x", "SOHOA_RUN__WORKERS": "3"}
    assert environment_layer(environ, KNOWN) == {"run": "x"}


def test_what_is_far_from_any_setting_is_unknown_what_is_near_is_not():
    names = {"SOHOA_HOME", "SOHOA_LNG", "SOHOA_RUN__WORKER", "SOHOA_DEBUG"}
    assert unknown_variables(dict.fromkeys(names, "1"), KNOWN) == ("SOHOA_HOME",)


@pytest.mark.parametrize(
    "name",
    [
        "SOHOA_INDX__KIND",
        "SOHOA_INDEX_KIND",
        "SOHOA_OPERTOR",
        "SOHOA_LNAG",
        "SOHOA_RUN__WORKER",
        "SOHOA_INDEX__PORT",
    ],
)
def test_a_misspelt_setting_in_the_environment_is_refused_by_name(name):
    with pytest.raises(UsageError) as caught:
        load_settings(None, None, {name: "1"})
    assert caught.value.code == "unknown_setting"
    assert caught.value.values["name"] in name.lower().replace("__", ".")


def test_other_variables_of_that_prefix_are_named_and_stop_nothing():
    environ = {
        "SOHOA_HOME": "/x",
        "SOHOA_BACKUP_DIR": "y",
        "SOHOA_VERSION": "1",
        "SOHOA_LANG": "en",
        "HOME": "/",
    }
    assert unknown_variables(environ) == (
        "SOHOA_BACKUP_DIR",
        "SOHOA_HOME",
        "SOHOA_VERSION",
    )
    assert load_settings(None, None, environ).lang == "en"
