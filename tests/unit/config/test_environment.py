"""Variables of the environment as settings, and those that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config.environment import environment_layer, unknown_variables

KNOWN = {
    "lang": "vi",
    "operator": "",
    "run": {"workers": 0, "scheduler": ""},
    "ocr": {"languages": ["vie", "eng"]},
}


@pytest.mark.parametrize(
    ("environ", "layer"),
    [
        ({}, {}),
        ({"PATH": "/bin", "SOHOAX": "1"}, {}),
        ({"SOHOA_LANG": "en"}, {"lang": "en"}),
        ({"SOHOA_RUN__WORKERS": "3"}, {"run": {"workers": "3"}}),
        (
            {"SOHOA_RUN__WORKERS": "3", "SOHOA_RUN__SCHEDULER": "tcp://a:1"},
            {"run": {"workers": "3", "scheduler": "tcp://a:1"}},
        ),
        (
            {"SOHOA_OCR__LANGUAGES": "vie, eng ,fra"},
            {"ocr": {"languages": ["vie", "eng", "fra"]}},
        ),
        # Read by other means, or of another program.
        ({"SOHOA_ARCHIVE": "kho", "SOHOA_DEBUG": "1"}, {}),
        ({"SOHOA_HOMEPAGE": "x"}, {}),
    ],
)
def test_variables_become_a_layer_of_settings(environ, layer):
    assert environment_layer(environ, KNOWN) == layer


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        ("SOHOA_LANG", False),
        ("SOHOA_ARCHIVE", False),
        ("SOHOA_RUN__WORKERS", False),
        # One slip away: to be refused, not passed over.
        ("SOHOA_LNAG", False),
        ("SOHOA_OPERATR", False),
        ("SOHOA_RUN__WROKERS", False),
        ("SOHOA_RUN__NOTHING", False),
        ("SOHOA_HOMEPAGE", True),
        ("SOHOA_X", True),
        ("HOME", False),
    ],
)
def test_what_is_nobodys_slip_is_somebody_elses(name, unknown):
    assert unknown_variables({name: "1"}, KNOWN) == ((name,) if unknown else ())


def test_a_slip_is_handed_on_to_be_refused_by_its_name():
    assert environment_layer({"SOHOA_LNAG": "en"}, KNOWN) == {"lnag": "en"}


@given(
    st.dictionaries(st.sampled_from(["LANG", "OPERATOR", "RUN__WORKERS"]), st.text())
)
def test_every_known_variable_is_taken_and_no_other(values):
    environ = {f"SOHOA_{name}": text for name, text in values.items()}
    found = environment_layer({**environ, "OTHER": "x"}, KNOWN)
    flat = {
        f"{key}__{inner}" if isinstance(part, dict) else key: text
        for key, part in found.items()
        for inner, text in (part.items() if isinstance(part, dict) else [("", part)])
    }
    assert flat == {name.lower(): text for name, text in values.items()}
