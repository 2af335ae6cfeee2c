"""The inbox as a list: entries, dossiers, documents, and what is refused before any page is looked
at.

The inbox is only read. Links are not followed; what stands behind them is neither read nor kept.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.ingest.inbox.folder import (
    Contents,
    Listed,
    clean_name,
    content_of,
    hindrance_of,
    holdings,
    is_page,
    list_contents,
    list_named,
    refusal,
    whole_files,
)
from pipeline.ingest.inbox.names import is_unfinished
from schemas.received.naming import normal_code
from schemas.received.source import (
    GivenPapers,
    InboxDocument,
    InboxDossier,
    InboxListing,
    MediaType,
    Refusal,
)

_BATCH_LISTS = {"batch.csv", "batch.xlsx"}
_STACK = "stack-"
# A code may itself hold dots (H26.27-241105-0012): only what looks like an extension is one.
_EXTENSION = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{0,4}$")


@dataclass(slots=True)
class _Aside:
    """What a listing finds beside documents; grows while folders are read."""

    refusals: list[Refusal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def keep(self, contents: Contents, base: str = "") -> tuple[Listed, ...]:
        """The entries that may be papers; the others are noted with `base` before their names."""
        self.ignored.extend(base + entry.shown for entry in contents.ignored)
        return contents.entries


def list_inbox(inbox: Path) -> InboxListing:
    """All entries of an inbox in natural order, by the rules of the contract ("The inbox").

    A dossier all of whose documents are refused stands in `refusals` alone, under its code.

    Raises:
        UsageError: the inbox is missing, is no folder, can't be read, or holds both batch.csv and
            batch.xlsx.
    """
    aside = _Aside()
    entries = aside.keep(_inbox_contents(inbox))
    table = _batch_list(inbox, entries)
    dossiers: list[InboxDossier] = []
    stacks: list[InboxDocument] = []
    entries_of: Counter[str | None] = Counter()
    for entry in entries:
        if entry is table:
            continue
        if entry.kind == "file" and is_unfinished(entry.name):
            # Of what will be there under another name; its bytes are received once they are whole.
            aside.refusals.append(refusal("unfinished_transfer", entry.shown, (), None))
        elif _is_stack(entry):
            _add_stack(entry, stacks, aside)
        else:
            entries_of[_add_dossier(entry, dossiers, aside)] += 1
    kept = tuple(one for one in dossiers if entries_of[one.code] == 1)
    doubled = [one for one in dossiers if entries_of[one.code] > 1]
    refusals = (*aside.refusals, *_refuse_twice(doubled))
    batch_list = str(table.path) if table else None
    return InboxListing(kept, tuple(stacks), refusals, batch_list, tuple(aside.ignored))


def _batch_list(inbox: Path, entries: Iterable[Listed]) -> Listed | None:
    """The table of what the inbox should hold."""
    files = (entry for entry in entries if entry.kind == "file")
    tables = [entry for entry in files if entry.name.casefold() in _BATCH_LISTS]
    if len(tables) > 1:
        raise UsageError(
            "two_batch_lists",
            "batch.csv and batch.xlsx are both there",
            item=str(inbox),
            remedy="keep one of them",
        )
    return tables[0] if tables else None


def _is_stack(entry: Listed) -> bool:
    named = entry.name.casefold().startswith(_STACK)
    return named and entry.kind in {"file", "folder"}


def _refuse_twice(dossiers: Iterable[InboxDossier]) -> Iterator[Refusal]:
    """The documents of dossiers that several entries claim."""
    for dossier in dossiers:
        for one in dossier.documents:
            yield refusal("duplicate_dossier", one.name, one.files, dossier.code)


def list_given(paths: Sequence[Path], dossier_code: str) -> GivenPapers:
    """One dossier made of the files and folders named, as if they lay in its inbox folder.

    They are put into natural order by name. A single folder is taken as the dossier's own folder.

    Raises:
        UsageError: nothing that may be a paper is named, a path does not exist, or the code is not
            allowed.
    """
    try:
        code = normal_code(dossier_code)
    except ValueError as error:
        raise UsageError(
            "bad_dossier_code",
            f"the dossier code is not allowed: {error}",
            item=clean_name(dossier_code),
            remedy="up to 120 characters, without control characters, '/', '\\' or '..'",
        ) from None
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                "no_such_file",
                "there is no such file",
                item=str(path),
                remedy="check the path",
            )
    aside = _Aside()
    entries = aside.keep(list_named(path.absolute() for path in paths))
    if not entries:
        raise UsageError(
            "no_such_file",
            "no file is named that may be a paper",
            remedy="name at least one file",
        )
    if len(entries) == 1 and entries[0].kind == "folder":
        documents = _folder_documents(entries[0], code, aside)
    else:
        documents = _documents(entries, "", code, aside)
    dossier = InboxDossier(clean_name(dossier_code), code, tuple(documents))
    return GivenPapers(dossier, tuple(aside.refusals), tuple(aside.ignored))


def _inbox_contents(inbox: Path) -> Contents:
    try:
        return list_contents(inbox.absolute())
    except FileNotFoundError:
        why, remedy = "the inbox does not exist", "check the path"
    except NotADirectoryError:
        why, remedy = "the inbox is not a folder", "name the folder of dossiers"
    except OSError as error:
        why, remedy = (
            f"the inbox can't be read ({error.strerror})",
            "check its permissions",
        )
    raise UsageError("no_inbox", why, item=str(inbox), remedy=remedy)


def _add_stack(entry: Listed, stacks: list[InboxDocument], aside: _Aside) -> None:
    if entry.kind == "file":
        stacks.append(InboxDocument(entry.shown, (str(entry.path),)))
        return
    document = _image_folder(entry, "", None, aside)
    if isinstance(document, Refusal):
        aside.refusals.append(document)
    else:
        stacks.append(document)


def _add_dossier(
    entry: Listed, dossiers: list[InboxDossier], aside: _Aside
) -> str | None:
    """Sort the entry into `dossiers` and refusals; its code, None where it has none."""
    name = _EXTENSION.sub("", entry.name) if entry.kind == "file" else entry.name
    try:
        code = normal_code(name)
    except ValueError:
        aside.refusals.append(
            refusal("bad_dossier_code", entry.shown, holdings(entry), None)
        )
        return None
    if entry.kind == "file":
        documents = [InboxDocument(entry.shown, (str(entry.path),))]
    elif entry.kind == "folder":
        documents = _folder_documents(entry, code, aside)
    else:
        documents = []
        aside.refusals.append(refusal(entry.kind, entry.shown, (), code))
    if documents:
        dossiers.append(InboxDossier(entry.shown, code, tuple(documents)))
    return code


def _folder_documents(entry: Listed, code: str, aside: _Aside) -> list[InboxDocument]:
    try:
        contents = list_contents(entry.path)
    except OSError:
        aside.refusals.append(refusal("unreadable", entry.shown, (), code))
        return []
    if contents.is_archive:
        aside.refusals.append(refusal("archive_folder", entry.shown, (), code))
        return []
    inside = aside.keep(contents, f"{entry.shown}/")
    if not inside:
        aside.refusals.append(refusal("empty_folder", entry.shown, (), code))
    return _documents(inside, f"{entry.shown}/", code, aside)


@dataclass(frozen=True, slots=True)
class _Page:
    """A loose page: where it is, and the code of what hinders it, if anything does."""

    entry: Listed
    hindrance: str | None


def _documents(
    entries: Sequence[Listed], base: str, code: str, aside: _Aside
) -> list[InboxDocument]:
    """The documents of one dossier; `entries` are in natural order, `base` stands before their
    names."""
    found: list[InboxDocument | Refusal] = []
    loose: list[_Page] = []
    loose_at = 0
    for entry in entries:
        if entry.kind == "folder":
            found.append(_image_folder(entry, base, code, aside))
            continue
        content = content_of(entry)
        hindrance = hindrance_of(entry, content)
        name = base + entry.shown
        if is_page(entry, content):
            loose_at = loose_at if loose else len(found)
            loose.append(_Page(entry, hindrance))
        elif hindrance is not None:
            found.append(refusal(hindrance, name, whole_files([entry]), code))
        else:
            found.append(InboxDocument(name, (str(entry.path),)))
    if loose:
        found.insert(loose_at, _loose_document(loose, base, code))
    aside.refusals.extend(item for item in found if isinstance(item, Refusal))
    return [item for item in found if isinstance(item, InboxDocument)]


def _loose_document(
    loose: Sequence[_Page], base: str, code: str
) -> InboxDocument | Refusal:
    name = base + loose[0].entry.shown
    for page in loose:
        if page.hindrance is not None:
            # A document without one of its pages would be worse than none.
            files = whole_files([one.entry for one in loose])
            return refusal(page.hindrance, name, files, code, page.entry.shown)
    return InboxDocument(name, tuple(str(page.entry.path) for page in loose))


def _image_folder(
    entry: Listed, base: str, code: str | None, aside: _Aside
) -> InboxDocument | Refusal:
    """A folder of images: one document. TIFF files count as images here;
    all their pages are taken."""
    name = base + entry.shown
    try:
        contents = list_contents(entry.path)
    except OSError:
        return refusal("unreadable", name, (), code)
    if contents.is_archive:
        return refusal("archive_folder", name, (), code)
    inside = aside.keep(contents, f"{name}/")
    if not inside:
        return refusal("empty_folder", name, (), code)
    for item in inside:
        if item.kind == "folder":
            return refusal("nested_folder", name, holdings(entry), code, item.shown)
        reason = _hindrance_inside(item)
        if reason is not None:
            at_fault = f"{name}/{item.shown}" if item.kind != "file" else name
            return refusal(reason, at_fault, whole_files(inside), code, item.shown)
    return InboxDocument(name, tuple(str(item.path) for item in inside))


def _hindrance_inside(item: Listed) -> str | None:
    """Why a file can't be a page of a folder of images."""
    content = content_of(item)
    reason = hindrance_of(item, content)
    a_page = content == MediaType.TIFF or is_page(item, content)
    return "mixed_folder" if reason is None and not a_page else reason
