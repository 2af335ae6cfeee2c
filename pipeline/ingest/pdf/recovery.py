"""PDF files that readers open although their structure is not as it should be; nothing of them may
be missing."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Name

_OBJECT = re.compile(rb"\d\s+obj\b")
_NO_BOX = re.compile(r"object (\d+) (\d+)\b.*MediaBox is undefined")
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def recover(path: Path) -> pikepdf.Pdf:
    """A file with wrong cross references, with anything behind its end mark, or with a page tree
    too deep for qpdf.

    Raises:
        pikepdf.PdfError, ValueError: it is broken; its end or some of its pages are missing.
        OSError: it can't be read.
    """
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        end = data.rfind(b"%%EOF")
        # Behind the end mark anything may stand, but not the beginning of a later version that was
        # cut off.
        if end < 0 or _OBJECT.search(data, end):
            raise ValueError("the file ends too early")
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
        stated = _stated_count(pdf)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        pdf = pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=False)
        stated = _stated_count(pdf)
        _flatten(pdf)
    if len(pdf.pages) < stated:
        raise ValueError("pages are missing")
    return pdf


def _stated_count(pdf: pikepdf.Pdf) -> int:
    count = _page_tree(pdf).get("/Count", 0)
    try:
        return int(count)
    except TypeError as error:
        raise ValueError("the number of pages is no number") from error


def _page_tree(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    tree = pdf.Root.get("/Pages")
    if not isinstance(tree, pikepdf.Dictionary):
        raise ValueError("the file has no tree of pages")
    return tree


def forget_assumed_boxes(pdf: pikepdf.Pdf) -> None:
    """Take away the media box (Letter) that qpdf gives to pages without one: a scan is as large as
    its pictures."""
    for warning in pdf.get_warnings():
        found = _NO_BOX.search(str(warning))
        if found:
            page = pdf.get_object(int(found[1]), int(found[2]))
            if isinstance(page, pikepdf.Dictionary) and "/MediaBox" in page:
                del page["/MediaBox"]


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Hang all pages on one node, in their order, with what they inherit."""
    pages = list(_leaves(_page_tree(pdf)))
    tree = pikepdf.Dictionary(
        Type=Name.Pages, Kids=pikepdf.Array(pages), Count=len(pages)
    )
    flat = pdf.make_indirect(tree)
    for page in pages:
        page.Parent = flat
    pdf.Root.Pages = flat


def _leaves(root: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The pages below a node, each once; they take over what they inherit."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[pikepdf.Object, dict[str, pikepdf.Object]]] = [(root, {})]
    while waiting:
        node, above = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        seen.add(node.objgen)
        known = above | {key: node[key] for key in _INHERITED if key in node}
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting.extend((kid, known) for kid in reversed(list(kids)))
            continue
        for key, value in known.items():
            node[key] = value
        yield node
