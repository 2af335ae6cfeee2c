"""The inbox as a list: entries, dossiers, documents, and what is refused before any page is looked at.

The inbox is only read. Links are not followed; what stands behind them is neither read nor kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.ingest.folder import Found, Listed, holdings, listed, refusal, shown, sort_key
from pipeline.ingest.media import sniff
from schemas.naming import normal_code
from schemas.source import InboxDocument, InboxDossier, InboxListing, MediaType, Refusal

_BATCH_LISTS = {"batch.csv", "batch.xlsx"}
_STACK = "stack-"
# A code may itself hold dots (H26.27-241105-0012): only what looks like an extension is one.
_EXTENSION = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{0,4}$")
_IMAGE_NAMES = {".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".jp2", ".j2k", ".jpx", ".jpf"}


def list_inbox(inbox: Path) -> InboxListing:
    """All entries of an inbox in natural order, by the rules of the contract ("The inbox").

    A dossier all of whose documents are refused stands in `refusals` alone, under its code.

    Raises:
        UsageError: the inbox is missing, is no folder, can't be read, or holds both batch.csv and batch.xlsx.
    """
    entries = _inbox_entries(inbox)
    tables = [entry for entry in entries if entry.name.casefold() in _BATCH_LISTS and entry.kind == "file"]
    if len(tables) > 1:
        raise UsageError(
            "two_batch_lists", "batch.csv and batch.xlsx are both there", item=str(inbox), remedy="keep one of them"
        )
    dossiers: list[InboxDossier] = []
    stacks: list[InboxDocument] = []
    refusals: list[Refusal] = []
    entries_of: Counter[str | None] = Counter()
    for entry in entries:
        if entry in tables:
            continue
        if entry.name.startswith(_STACK) and entry.kind in {"file", "folder"}:
            _add_stack(entry, stacks, refusals)
        else:
            entries_of[_add_dossier(entry, dossiers, refusals)] += 1
    kept = [dossier for dossier in dossiers if entries_of[dossier.code] == 1]
    doubled = [
        refusal("duplicate_dossier", document.name, document.files, dossier.code)
        for dossier in dossiers
        if entries_of[dossier.code] > 1
        for document in dossier.documents
    ]
    batch_list = str(tables[0].path) if tables else None
    return InboxListing(tuple(kept), tuple(stacks), (*refusals, *doubled), batch_list)


def list_given(paths: Sequence[Path], dossier_code: str) -> tuple[InboxDossier, tuple[Refusal, ...]]:
    """One dossier made of the files and folders named, as if they lay in its inbox folder.

    They are put into natural order by name. A single folder is taken as the dossier's own folder.

    Raises:
        UsageError: nothing is named, a path does not exist, or the code is not allowed.
    """
    try:
        code = normal_code(dossier_code)
    except ValueError as error:
        raise UsageError(
            "bad_dossier_code", f"the dossier code is not allowed: {error}", item=shown(dossier_code),
            remedy="up to 120 characters, without control characters, '/', '\\' or '..'",
        ) from None  # fmt: skip
    for path in paths:
        if not path.is_symlink() and not path.exists():
            raise UsageError("no_such_file", "there is no such file", item=str(path), remedy="check the path")
    entries = sorted((Listed.of(path.absolute()) for path in paths), key=sort_key)
    if not entries:
        raise UsageError("no_such_file", "no file is named", remedy="name at least one file")
    refusals: list[Refusal] = []
    if len(entries) == 1 and entries[0].kind == "folder":
        documents = _folder_documents(entries[0], code, refusals)
    else:
        documents = _documents(entries, "", code, refusals)
    return InboxDossier(shown(dossier_code), code, tuple(documents)), tuple(refusals)


def _inbox_entries(inbox: Path) -> tuple[Listed, ...]:
    if not inbox.exists():
        raise UsageError("no_inbox", "the inbox does not exist", item=str(inbox), remedy="check the path")
    if not inbox.is_dir():
        raise UsageError("no_inbox", "the inbox is not a folder", item=str(inbox), remedy="name the folder of dossiers")
    try:
        return listed(inbox.absolute())
    except OSError as error:
        raise UsageError(
            "no_inbox", f"the inbox can't be read ({error.strerror})", item=str(inbox), remedy="check its permissions"
        ) from error


def _add_stack(entry: Listed, stacks: list[InboxDocument], refusals: list[Refusal]) -> None:
    if entry.kind == "file":
        stacks.append(InboxDocument(entry.shown, (str(entry.path),)))
        return
    document = _image_folder(entry, "", None)
    if isinstance(document, Refusal):
        refusals.append(document)
    else:
        stacks.append(document)


def _add_dossier(entry: Listed, dossiers: list[InboxDossier], refusals: list[Refusal]) -> str | None:
    """Sort the entry into `dossiers` and `refusals`; its code, None where it has none."""
    name = _EXTENSION.sub("", entry.name) if entry.kind == "file" else entry.name
    try:
        code = normal_code(name)
    except ValueError:
        refusals.append(refusal("bad_dossier_code", entry.shown, holdings(entry), None))
        return None
    if entry.kind == "file":
        documents = [InboxDocument(entry.shown, (str(entry.path),))]
    elif entry.kind == "folder":
        documents = _folder_documents(entry, code, refusals)
    else:
        documents = []
        refusals.append(refusal(entry.kind, entry.shown, (), code))
    if documents:
        dossiers.append(InboxDossier(entry.shown, code, tuple(documents)))
    return code


def _folder_documents(entry: Listed, code: str, refusals: list[Refusal]) -> list[InboxDocument]:
    try:
        inside = listed(entry.path)
    except OSError:
        refusals.append(refusal("unreadable", entry.shown, (), code))
        return []
    if not inside:
        refusals.append(refusal("empty_folder", entry.shown, (), code))
    return _documents(inside, f"{entry.shown}/", code, refusals)


def _documents(entries: Sequence[Listed], base: str, code: str, refusals: list[Refusal]) -> list[InboxDocument]:
    """The documents of one dossier; `entries` are in natural order, `base` stands before their names."""
    found: list[InboxDocument | Refusal] = []
    loose: list[tuple[Listed, Found]] = []
    loose_at = 0
    for entry in entries:
        name = base + entry.shown
        if entry.kind == "folder":
            found.append(_image_folder(entry, base, code))
        elif entry.kind != "file":
            found.append(refusal(entry.kind, name, (), code))
        else:
            content = _content(entry)
            if _is_loose(entry, content):
                loose_at = loose_at if loose else len(found)
                loose.append((entry, content))
            elif content == "unreadable":
                found.append(refusal("unreadable", name, (str(entry.path),), code))
            else:
                found.append(InboxDocument(name, (str(entry.path),)))
    if loose:
        found.insert(loose_at, _loose_document(loose, base, code))
    refusals.extend(item for item in found if isinstance(item, Refusal))
    return [item for item in found if isinstance(item, InboxDocument)]


def _loose_document(loose: Sequence[tuple[Listed, Found]], base: str, code: str) -> InboxDocument | Refusal:
    name = base + loose[0][0].shown
    files = tuple(str(entry.path) for entry, _ in loose)
    if any(content == "unreadable" for _, content in loose):
        # A document without one of its pages would be worse than none.
        return refusal("unreadable", name, files, code)
    return InboxDocument(name, files)


def _image_folder(entry: Listed, base: str, code: str | None) -> InboxDocument | Refusal:
    """A sub-folder of images: one document. TIFF files count as images here; all their pages are taken."""
    name = base + entry.shown
    try:
        inside = listed(entry.path)
    except OSError:
        return refusal("unreadable", name, (), code)
    files = tuple(str(item.path) for item in inside if item.kind == "file")
    if not inside:
        return refusal("empty_folder", name, (), code)
    for item in inside:
        if item.kind == "folder":
            return refusal("nested_folder", name, holdings(entry), code)
        if item.kind != "file":
            return refusal(item.kind, f"{name}/{item.shown}", files, code)
        content = _content(item)
        if content == "unreadable":
            return refusal("unreadable", name, files, code)
        if content != MediaType.TIFF and not _is_loose(item, content):
            return refusal("mixed_folder", name, files, code)
    return InboxDocument(name, files)


def _content(entry: Listed) -> Found:
    try:
        with entry.path.open("rb") as file:
            return sniff(file.read(1024))
    except OSError:
        return "unreadable"


def _is_loose(entry: Listed, content: Found) -> bool:
    """An image, or what claims by its name to be one: leaving a broken page out would shorten the document."""
    if isinstance(content, MediaType):
        return content not in {MediaType.PDF, MediaType.TIFF}
    return entry.path.suffix.casefold() in _IMAGE_NAMES
