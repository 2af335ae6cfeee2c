"""Which layers of a PDF are seen."""

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.layers import Layers


@pytest.fixture
def pdf() -> pikepdf.Pdf:
    return pikepdf.new()


def group(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("x")))


def test_without_a_configuration_all_is_seen(pdf: pikepdf.Pdf) -> None:
    assert Layers(pdf).shows(group(pdf)) is True
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]))
    assert Layers(pdf).shows(group(pdf)) is True and Layers(pdf).shows(None) is True


def test_on_off_and_the_state_of_the_others(pdf: pikepdf.Pdf) -> None:
    on, off, other = group(pdf), group(pdf), group(pdf)
    pdf.Root.OCProperties = Dictionary(D=Dictionary(ON=Array([on]), OFF=Array([off])))
    assert [Layers(pdf).shows(one) for one in (on, off, other)] == [True, False, True]
    pdf.Root.OCProperties.D.BaseState = Name.OFF
    assert [Layers(pdf).shows(one) for one in (on, off, other)] == [True, False, False]


@pytest.mark.parametrize(
    ("policy", "seen"),
    [
        (None, True),
        (Name.AnyOn, True),
        (Name.AllOn, False),
        (Name.AnyOff, True),
        (Name.AllOff, False),
    ],
)
def test_sets_of_layers(pdf: pikepdf.Pdf, policy: Any, seen: bool) -> None:
    on, off = group(pdf), group(pdf)
    pdf.Root.OCProperties = Dictionary(D=Dictionary(OFF=Array([off])))
    entries = {
        "Type": Name.OCMD,
        "OCGs": Array([on, off]),
        **({} if policy is None else {"P": policy}),
    }
    members = pdf.make_indirect(Dictionary(**entries))
    assert Layers(pdf).shows(members) is seen
    members.VE = Array([Name.Not, on])
    assert Layers(pdf).shows(members) is None
    assert Layers(pdf).shows(pdf.make_indirect(Dictionary(Type=Name.OCMD))) is True
    assert (
        Layers(pdf).shows(pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=off)))
        is False
    )
