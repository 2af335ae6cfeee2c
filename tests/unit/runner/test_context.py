"""Facts about dossiers, and what a call is made of."""

import pytest

from pipeline.runner.context import KnownDossiers, agency_of, profile_of
from schemas.states import BatchKind
from schemas.work import DossierFacts


@pytest.mark.parametrize(
    ("code", "agency"),
    [
        ("H26.27-241105-0012", "H26.27"),
        ("H26", "unknown"),
        ("-1", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_code_names_its_agency(code, agency):
    assert agency_of(code) == agency


def test_an_unknown_dossier_has_the_agency_of_its_code_alone():
    known = KnownDossiers(facts={"A-1": DossierFacts("H1", level="commune")})
    assert known.of("A-1") == DossierFacts("H1", level="commune")
    assert known.of("B-2") == DossierFacts("B")


@pytest.mark.parametrize(
    ("kind", "profile"),
    [
        (BatchKind.RUN, "archive-organ"),
        (BatchKind.RETRY, "archive-organ"),
        (BatchKind.COUNTER, "counter-person"),
    ],
)
def test_each_kind_of_call_signs_by_its_profile(call, kind, profile):
    assert profile_of(kind, call.context.settings) == profile


def test_a_call_without_an_operator_is_the_programs(call):
    context = call.context
    assert (context.operator, context.actor, context.register) == (None, "sohoa", None)
    assert context.work == context.folder.work / context.batch_id
