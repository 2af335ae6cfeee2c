"""EAD3: the dossier and each of its documents, described by the fields of the rules; read again by
the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.export.packages.fields import Fields
from pipeline.export.packages.xml import EAD, Element, clean, ead, to_bytes

_FIELD = f"{{{EAD}}}materialspec"
_VIETNAMESE = {"vi": "vie", "Tiếng Việt": "vie"}


@dataclass(frozen=True, slots=True)
class Described:
    """What a description is of: `level` file (a dossier) or item (a document)."""

    identifier: str
    title: str
    level: str
    day: str
    agency: str
    fields: Fields


def describe(one: Described, at: str) -> bytes:
    """The EAD file; each field stands in its order as `materialspec`, named by `localtype`."""
    return to_bytes(ead.ead(_control(one, at), _archdesc(one)))


def read_fields(root: Element) -> Fields:
    """The fields of a description."""
    found = root.iter(_FIELD)
    return {one.get("localtype", ""): one.text or "" for one in found}


def _control(one: Described, at: str) -> Element:
    made = ead.maintenanceevent(
        ead.eventtype(value="created"),
        ead.eventdatetime(at),
        ead.agenttype(value="machine"),
        ead.agent("sohoa"),
    )
    return ead.control(
        ead.recordid(clean(one.identifier)),
        ead.filedesc(ead.titlestmt(ead.titleproper(clean(one.title)))),
        ead.maintenancestatus(value="new"),
        ead.maintenanceagency(ead.agencyname(clean(one.agency))),
        ead.maintenancehistory(made),
    )


def _archdesc(one: Described) -> Element:
    did = ead.did(
        ead.unitid(clean(one.identifier)), ead.unittitle(clean(one.title) or "–")
    )
    if one.day:
        did.append(ead.unitdate(one.day, normal=one.day))
    language = _VIETNAMESE.get(one.fields.get("language", ""))
    if language:
        did.append(ead.langmaterial(ead.language(language, langcode=language)))
    did.extend(_fields(one.fields))
    return ead.archdesc(did, level=one.level)


def _fields(fields: Mapping[str, str]) -> list[Element]:
    named = fields.items()
    return [ead.materialspec(clean(text), localtype=name) for name, text in named]
