import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.naming import natural_key, normal_code, safe_file_name


@pytest.mark.parametrize("bad", ["", "  ", "a/b", "a\\b", "../x", "a..b", "a\nb", "a\x00", "x" * 121, ".", "a\u200bb"])
def test_codes_that_could_lead_astray_are_refused(bad):
    with pytest.raises(ValueError):
        normal_code(bad)


def test_a_code_is_composed_and_trimmed():
    decomposed = unicodedata.normalize("NFD", " Hồ sơ số 5 ")
    assert normal_code(decomposed) == "Hồ sơ số 5"


@pytest.mark.parametrize(
    ("code", "name"), [("H26.27-241105-0012", "H26.27-241105-0012"), ("Hồ sơ 5", "Hồ_sơ_5"), ("a:b*c", "a_b_c")]
)
def test_file_names_keep_letters_digits_dot_dash_underscore(code, name):
    assert safe_file_name(code) == name


def test_two_stands_before_ten():
    assert sorted(["10.pdf", "2.pdf", "1.pdf", "a.pdf"], key=natural_key) == ["1.pdf", "2.pdf", "10.pdf", "a.pdf"]


@given(st.lists(st.text(max_size=8)))
def test_natural_order_is_total_and_does_not_depend_on_the_input_order(names):
    turned_round = names[::-1]
    assert sorted(names, key=natural_key) == sorted(turned_round, key=natural_key)
