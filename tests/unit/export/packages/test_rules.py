"""The editions of the rules for packages are whole."""

from __future__ import annotations

import pytest
from lxml import etree
from pydantic import ValidationError

from pipeline.errors import UsageError
from pipeline.export.packages.rules import (
    PackageRules,
    load_package_rules,
    load_structure,
)
from pipeline.export.packages.xml import PREFIXES


def test_a_code_that_nobody_knows_is_refused_with_the_list():
    rules = load_package_rules()
    rules.require_code("maintenance", "07")
    with pytest.raises(UsageError) as refused:
        rules.require_code("maintenance", "08")
    assert "01 vĩnh viễn" in (refused.value.remedy or "")


@pytest.mark.parametrize(
    "change",
    [
        {"defaults": {"maintenance": "99", "mode": "01"}},
        {"codes": {"mode": {"01": "x"}}},
        {"fields": {"dossier": ["title"], "document": []}},
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(change):
    told = load_package_rules().model_dump()
    with pytest.raises(ValidationError):
        PackageRules.model_validate({**told, **change})


def test_every_test_of_the_structure_is_xpath():
    structure = load_structure()
    for one in (*structure.mets, *structure.premis, *structure.ead):
        etree.XPath(one.at, namespaces=PREFIXES)
        etree.XPath(f"boolean({one.test})", namespaces=PREFIXES)
