"""Every report in every form."""

import pytest

from pipeline.errors import UsageError
from pipeline.report.catalogue import REPORTS
from pipeline.report.render.formats import Format, parse_format, render
from tests.unit.report.report_tables import STORE, report_of


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("tables", [STORE, {}], ids=["store", "nothing"])
@pytest.mark.parametrize("name", list(REPORTS))
def test_every_report_in_every_form(name: str, tables: dict, lang: str) -> None:
    report = report_of(REPORTS[name], tables)
    for form in Format:
        found = render(report, form, lang)
        assert isinstance(found, bytes if form is Format.XLSX else str)
        if isinstance(found, str):
            assert found.endswith("\n")
            assert "None" not in found.replace('"None"', "")


@pytest.mark.parametrize("form", list(Format))
def test_a_form_by_its_name(form: Format) -> None:
    assert parse_format(form.value) is form


@pytest.mark.parametrize("name", ["pdf", "", "HTML", " csv"])
def test_an_unknown_form(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_format(name)
    assert caught.value.code == "unknown_format"
    assert caught.value.item == "--format"
    assert all(form in (caught.value.remedy or "") for form in Format)
