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

    def close(self) -> StackSegment:
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
    splitting = _Splitting(settings)
    for page, texts in enumerate(codes):
        splitting.take(page, texts)
    return splitting.result()


@dataclass(slots=True)
class _Splitting:
    """A stack as far as its pages were looked at."""

    settings: Settings
    documents: list[_Open] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    current: _Open | None = None

    def take(self, page: int, texts: tuple[str, ...]) -> None:
        """The next page, by the codes read on it."""
        try:
            sheet = _separator(texts, self.settings)
            receipt = None if sheet else _receipt(texts, self.settings, self.current)
        except ValueError:
            self.current = None
            self.orphans.append(page)
            return
        if sheet is not None:
            self._separate(page, sheet)
            return
        if receipt is not None and _starts(receipt, self.current):
            self._open(_open_by(receipt, self.current))
        if self.current is None:
            self.orphans.append(page)
            return
        self.current.receipt = receipt or self.current.receipt
        self.current.pages.append(page)

    def _separate(self, page: int, sheet: SeparatorCode) -> None:
        """A separator sheet opens a document, unless it says the same as the one before."""
        self.separators.append(page)
        named = (sheet.dossier_code, sheet.procedure_code, sheet.document_number)
        opened = _open_document(*named, self.current)
        opened.sheet, opened.under_sheet = page, True
        if self.current is None or not _repeats(opened, self.current):
            self._open(opened)

    def _open(self, document: _Open) -> None:
        self.current = document
        self.documents.append(document)

    def result(self) -> StackSplit:
        """The documents that have pages, and the pages and sheets that belong to none."""
        full = [document for document in self.documents if document.pages]
        idle = tuple(
            IdleSeparator(one.sheet, one.dossier_code)
            for one in self.documents
            if not one.pages and one.sheet is not None
        )
        closed = _mark_again([document.close() for document in full])
        return StackSplit(closed, tuple(self.orphans), tuple(self.separators), idle)


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


def _open_by(receipt: ReceiptCode, current: _Open | None) -> _Open:
    """The document that a receipt starts, in its own dossier or in that of the sheet before it."""
    if current is None or not current.under_sheet:
        return _open_document(
            receipt.dossier_code, receipt.procedure_code, None, current
        )
    own = receipt.dossier_code == current.dossier_code
    procedure = receipt.procedure_code if own else None
    opened = _open_document(current.dossier_code, procedure, None, current)
    opened.under_sheet = True
    return opened


def _mark_again(segments: Sequence[StackSegment]) -> tuple[StackSegment, ...]:
    """Documents of a dossier that the stack had left for another one say so."""
    left: set[str] = set()
    marked: list[StackSegment] = []
    for segment in segments:
        if marked and marked[-1].dossier_code != segment.dossier_code:
            left.add(marked[-1].dossier_code)
        marked.append(replace(segment, again=segment.dossier_code in left))
    return tuple(marked)


def _open_document(
    code: str, procedure: str | None, number: int | None, before: _Open | None
) -> _Open:
    """A new document; within one dossier the procedure need not be told again."""
    same = before is not None and before.dossier_code == code
    return _Open(
        code, procedure or (before.procedure_code if same and before else None), number
    )
