"""Taking a stack of scanned pages apart at separator sheets and receipt codes.

- A separator sheet starts a document of its dossier and is no page itself.
- A receipt QR of another dossier, or of another paper of the same dossier, starts a document; its
  page is a page. The first page after a separator may carry the receipt of that very document.
- What stands behind a separator sheet belongs to the sheet's dossier, whatever receipts say: papers
  of earlier procedures bear their own. Such a paper starts a document of the sheet's dossier.
- A separator sheet that no page follows is idle: papers are missing, and a person must hear of it.
  The same sheet twice is one.
- A sheet or receipt whose code is not allowed, and a page with separators that disagree, start
  nothing: that page and all that follow it, up to the next good separator or receipt, are orphans,
      so that a person sees them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.config import Settings
from schemas.received.codes import (
    ReceiptCode,
    SeparatorCode,
    parse_receipt,
    parse_separator,
)
from schemas.received.source import IdleSeparator, StackSegment, StackSplit


@dataclass(slots=True)
class _Open:
    """The document that pages are being added to."""

    dossier_code: str
    procedure_code: str | None
    document_number: int | None
    sheet: int | None = None
    """The page that bears its separator; None where a receipt opened it."""
    under_sheet: bool = False
    """A separator sheet says whose it is."""
    receipt: ReceiptCode | None = None
    pages: list[int] = field(default_factory=list)

    def closed(self) -> StackSegment:
        return StackSegment(
            self.dossier_code,
            self.procedure_code,
            self.document_number,
            tuple(self.pages),
        )


def split_stack(codes: Sequence[tuple[str, ...]], settings: Settings) -> StackSplit:
    """The documents of a stack.

    Args:
        codes: for each page in order, the texts of the codes read on it.
        settings: the separator's mark, and the receipt's separator and order.
    """
    documents: list[_Open] = []
    orphans: list[int] = []
    separators: list[int] = []
    current: _Open | None = None
    for page, texts in enumerate(codes):
        try:
            sheet = _separator(texts, settings)
            receipt = None if sheet else _receipt(texts, settings, current)
        except ValueError:
            current = None
            orphans.append(page)
            continue
        if sheet is not None:
            separators.append(page)
            opened = _opened(
                sheet.dossier_code, sheet.procedure_code, sheet.document_number, current
            )
            opened.sheet, opened.under_sheet = page, True
            if current is not None and _repeats(opened, current):
                continue
            current = opened
            documents.append(current)
            continue
        if receipt is not None and _starts(receipt, current):
            current = _opened_by(receipt, current)
            documents.append(current)
        if current is None:
            orphans.append(page)
            continue
        current.receipt = receipt or current.receipt
        current.pages.append(page)
    closed = _marked_again(
        [document.closed() for document in documents if document.pages]
    )
    empty = [document for document in documents if not document.pages]
    idle = tuple(
        IdleSeparator(one.sheet, one.dossier_code)
        for one in empty
        if one.sheet is not None
    )
    return StackSplit(closed, tuple(orphans), tuple(separators), idle)


def _repeats(opened: _Open, current: _Open) -> bool:
    """Whether a sheet says again what the one right before it said."""
    same = (opened.dossier_code, opened.document_number) == (
        current.dossier_code,
        current.document_number,
    )
    return same and not current.pages


def _separator(texts: Sequence[str], settings: Settings) -> SeparatorCode | None:
    found = {
        sheet
        for text in texts
        if (sheet := parse_separator(text, settings.stack.separator_mark)) is not None
    }
    if len(found) > 1:
        raise ValueError("separators that disagree")
    return next(iter(found), None)


def _receipt(
    texts: Sequence[str], settings: Settings, current: _Open | None
) -> ReceiptCode | None:
    """The page's receipt; where it carries several, the one of the open document or at least of its
    dossier, if that is among them."""
    shape = settings.receipt_qr
    found = [
        code
        for text in texts
        if (code := parse_receipt(text, shape.separator, shape.order)) is not None
    ]
    if current is not None and current.receipt in found:
        return current.receipt
    own = [one for one in found if current and one.dossier_code == current.dossier_code]
    return next(iter((*own, *found)), None)


def _starts(receipt: ReceiptCode, current: _Open | None) -> bool:
    if current is None:
        return True
    if receipt.dossier_code != current.dossier_code and not current.under_sheet:
        return True
    return bool(current.pages) and receipt != current.receipt


def _opened_by(receipt: ReceiptCode, current: _Open | None) -> _Open:
    """The document that a receipt starts, in its own dossier or in that of the sheet before it."""
    if current is None or not current.under_sheet:
        return _opened(receipt.dossier_code, receipt.procedure_code, None, current)
    own = receipt.dossier_code == current.dossier_code
    procedure = receipt.procedure_code if own else None
    opened = _opened(current.dossier_code, procedure, None, current)
    opened.under_sheet = True
    return opened


def _marked_again(segments: Sequence[StackSegment]) -> tuple[StackSegment, ...]:
    """Documents of a dossier that the stack had left for another one say so."""
    left: set[str] = set()
    marked: list[StackSegment] = []
    for segment in segments:
        if marked and marked[-1].dossier_code != segment.dossier_code:
            left.add(marked[-1].dossier_code)
        marked.append(replace(segment, again=segment.dossier_code in left))
    return tuple(marked)


def _opened(
    code: str, procedure: str | None, number: int | None, before: _Open | None
) -> _Open:
    """A new document; within one dossier the procedure need not be told again."""
    same = before is not None and before.dossier_code == code
    return _Open(
        code, procedure or (before.procedure_code if same and before else None), number
    )
