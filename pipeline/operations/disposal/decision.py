"""A signed list as a decision: is it one of ours, untouched, shown as it was made, and signed by
somebody who may decide?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from pipeline import audit
from pipeline.archive.signing.holders import is_same_name
from pipeline.archive.verify.received import judge_received
from pipeline.common.files import sha256_of
from pipeline.errors import UsageError
from pipeline.messages import worded
from pipeline.open_archive import Archive
from pipeline.operations.disposal.listing import DisposalList
from pipeline.operations.disposal.retention import KeptDocument
from pipeline.runner.signing.desk import begins_with
from schemas.archive import ReceivedVerdict, SignatureVerdict
from schemas.codec import from_plain
from schemas.tables.disposal import LISTED, ListMade


@dataclass(frozen=True, slots=True)
class DisposalDecision:
    """A list that was decided on: SHA-256 of the signed file and of the list, and by whom."""

    sha256: str
    list_sha256: str
    signer: str
    listed: DisposalList

    @property
    def papers(self) -> list[KeptDocument]:
        """All papers that it names."""
        return [one for each in self.listed.dossiers for one in each.papers]

    @property
    def document_ids(self) -> list[str]:
        """Their ids."""
        return [one.document_id for one in self.papers]


def read_decision(archive: Archive, signed: Path) -> DisposalDecision:
    """What a signed file decides.

    Raises:
        UsageError: `decision_unreadable`, `decision_of_no_list`, `decision_changed`,
            `decision_signature`, `decision_signer`, `decision_nobody`: nothing was changed.
    """
    if not signed.is_file():
        raise _refuse(
            "decision_unreadable",
            "the signed list is not there, or is no file",
            signed,
            "name the file that was signed",
        )
    item, made = _find_list(archive, signed)
    _require_same_pages(signed, made)
    signer = _require_signer(archive, signed)
    return DisposalDecision(sha256_of(signed), item, signer, _read_list(archive, item))


def _refuse(
    code: str, message: str, item: Path, remedy: str, **values: object
) -> UsageError:
    return UsageError(code, message, item=str(item), remedy=remedy, values=values)


def _find_list(archive: Archive, signed: Path) -> tuple[str, ListMade]:
    """The list whose bytes the file begins with: signatures are added behind them."""
    rows = archive.store.read("events", ["item", "detail"], where={"action": [LISTED]})
    for row in reversed(rows.to_pylist()):
        made = from_plain(ListMade, json.loads(row["detail"]))
        if begins_with(signed, made.pdf_bytes, made.pdf_sha256):
            return row["item"], made
    raise _refuse(
        "decision_of_no_list",
        "the file is no list of this archive, or its pages were written anew",
        signed,
        "sign the file that `sohoa dispose --due --out` wrote, with a program that adds the "
        "signature behind it (PAdES)",
    )


def _read_list(archive: Archive, item: str) -> DisposalList:
    kept = archive.folder.original(item)
    if not kept.is_file() or sha256_of(kept) != item:
        raise _refuse(
            "decision_list_lost",
            "what the list stood for is no longer kept, or was changed",
            kept,
            "take it from the backup, or make a new list: sohoa dispose --due --out",
        )
    listed = from_plain(DisposalList, json.loads(kept.read_bytes()))
    if listed.archive != audit.first_hash(archive.folder.audit_file):
        raise _refuse(
            "decision_of_no_list",
            "the list is that of another archive",
            kept,
            "make a list of this one: sohoa dispose --due --out",
        )
    return listed


def _require_same_pages(signed: Path, made: ListMade) -> None:
    """What the signer saw is what was listed: nothing but signatures was added to the pages."""
    with signed.open("rb") as file:
        plain = file.read(made.pdf_bytes)
    try:
        with (
            pikepdf.open(signed) as now,
            pikepdf.open(BytesIO(plain)) as before,
        ):
            same = len(now.pages) == len(before.pages) and all(
                _is_same(one, other)
                for one, other in zip(now.pages, before.pages, strict=True)
            )
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError):
        same = False
    if not same:
        raise _refuse(
            "decision_changed",
            "the list's pages show something else than they did when it was made",
            signed,
            "make a new list and have it signed: sohoa dispose --due --out",
        )


def _is_same(now: pikepdf.Page, before: pikepdf.Page) -> bool:
    return _shown(now) == _shown(before) and all(
        one.get("/Subtype") == "/Widget" and _is_signature(one)
        for one in now.obj.get("/Annots", [])
    )


def _is_signature(widget: pikepdf.Object) -> bool:
    parent = widget.get("/Parent", widget)
    return "/Sig" in (str(widget.get("/FT")), str(parent.get("/FT")))


def _shown(page: pikepdf.Page) -> list[object]:
    """All that is drawn: sizes, operators, pictures."""
    pictures: Mapping[str, pikepdf.Object] | pikepdf.Object = page.resources.get(
        "/XObject", {}
    )
    boxes = [[float(side) for side in page.mediabox], [float(s) for s in page.cropbox]]
    drawn = [
        (str(name), one.read_raw_bytes()) for name, one in sorted(pictures.items())
    ]
    contents = page.obj["/Contents"]
    streams: Sequence[pikepdf.Object] = (
        list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    )
    return [
        boxes,
        int(page.obj.get("/Rotate", 0)),
        drawn,
        [s.read_bytes() for s in streams],
    ]


def _require_signer(archive: Archive, signed: Path) -> str:
    """Who signed. Every signature must hold; one must be that of somebody who may decide."""
    may = archive.settings.disposal.signers
    if not may:
        raise UsageError(
            "decision_nobody",
            "nobody is named who may decide on removing papers",
            item="disposal.signers",
            remedy='name them in the archive\'s sohoa.toml: [disposal] signers = ["FULL NAME"]',
        )
    verdicts, worst = judge_received(signed, archive.folder.keys)
    if worst is not ReceivedVerdict.VALID:
        why, _ = worded(worst.review_reason, archive.settings.lang)
        raise _refuse(
            "decision_signature",
            f"the signature can't be relied on: {why}",
            signed,
            "have the list signed with a certificate whose root is in keys/trust",
            why=why,
        )
    found = [one.signer for one in verdicts if _may_decide(one, may)]
    if not found:
        names = ", ".join(one.signer for one in verdicts)
        raise _refuse(
            "decision_signer",
            f"it is signed by {names}, who may not decide on this",
            signed,
            "have it signed by somebody named in disposal.signers",
            names=names,
        )
    return found[0]


def _may_decide(verdict: SignatureVerdict, may: Sequence[str]) -> bool:
    return any(is_same_name(verdict.signer, name) for name in may)
