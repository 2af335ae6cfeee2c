"""What a PDF carries beside its pages."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name

from pipeline.config import load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pdf.document import count_attached_papers

LIMITS = load_settings(environ={}).limits


def opened(*names: str) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    for name in names:
        pdf.attachments[name] = AttachedFileSpec(pdf, b"content", filename=name)
    return pdf


@pytest.mark.parametrize(
    ("names", "papers"),
    [
        ((), 0),
        (("phụ lục.pdf",), 1),
        (("hóa đơn.XML", "dữ liệu.json", "chữ ký.p7s"), 0),
        (("ảnh.jpg", "tờ khai.docx", "hóa đơn.xml"), 2),
        (("không đuôi",), 1),
    ],
)
def test_attached_papers_are_counted_and_data_is_none(names, papers):
    assert count_attached_papers(opened(*names)) == papers


def test_a_file_pinned_to_a_page_is_counted():
    pdf = opened()
    spec = pdf.make_indirect(
        Dictionary(Type=Name.Filespec, UF=pikepdf.String("bản vẽ.tif"))
    )
    mark = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec
    )
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([note, mark])
    assert count_attached_papers(pdf) == 1


def test_an_inspection_tells_them(tmp_path):
    content = io.BytesIO()
    opened("phụ lục.pdf").save(content)
    (tmp_path / "a.pdf").write_bytes(content.getvalue())
    assert inspect_file(tmp_path / "a.pdf", LIMITS).attachments == 1


@pytest.mark.parametrize("names", [Dictionary(), Array([]), pikepdf.String("x")])
def test_a_spoilt_list_of_attachments_is_none(names):
    pdf = opened()
    pdf.Root.Names = Dictionary(EmbeddedFiles=names)
    assert count_attached_papers(pdf) == 0
