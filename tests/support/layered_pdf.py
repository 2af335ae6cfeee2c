"""PDF pages with text of their own: drawn, or laid invisibly over a scan; saying what they show, or
something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.archive.fonts.truetype import find_font
from pipeline.archive.pdfa.text_layer import packed_streams, type0_font

FONT = ("FreeSerif.ttf",)
LETTER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "",
    "ĐƠN ĐỀ NGHỊ",
    "Về việc cấp bản sao trích lục khai sinh",
    "",
    "Kính gửi: Ủy ban nhân dân phường Hạ Yên, thành phố Hà Nội",
    "Họ, chữ đệm, tên người yêu cầu: Nguyễn Văn Thuận",
    "Ngày, tháng, năm sinh: 12/03/1975",
    "Số định danh cá nhân: 001075012346",
    "Nơi cư trú: số 15 phố Trần Hưng Đạo, phường Hạ Yên, thành phố Hà Nội",
    "Tôi đề nghị Ủy ban nhân dân phường cấp cho tôi bản sao trích lục khai sinh của con tôi để bổ sung",
    "hồ sơ nhập học. Giấy tờ gốc của gia đình đã thất lạc trong đợt mưa lũ tháng chín năm ngoái, nay tôi làm",
    "đơn này kính mong cơ quan xem xét, giải quyết theo quy định của pháp luật về hộ tịch hiện hành.",
    "Tôi xin cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai",
    "của mình. Nếu cần bổ sung giấy tờ, đề nghị quý cơ quan liên hệ với tôi qua địa chỉ nêu trên.",
    "Số lượng bản sao đề nghị cấp: 03 bản",
    "Hình thức nhận kết quả: nhận trực tiếp tại bộ phận một cửa",
    "Xin trân trọng cảm ơn sự giúp đỡ của quý cơ quan!",
    "Hạ Yên, ngày 05 tháng 11 năm 2024",
    "Người làm đơn",
    "",
    "Nguyễn Văn Thuận",
)
OTHER = tuple(
    f"Điều {n}. Giao Phòng Tài chính phối hợp với các đơn vị liên quan tổ chức thực hiện kế hoạch số {n}"
    for n in range(1, 22)
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A line of a page: what is said, where (points from the top left) and how large."""

    text: str
    x: float
    y: float
    size: float = 12.0


def laid(
    lines: Sequence[str] = LETTER, x: float = 70.0, y: float = 70.0
) -> tuple[Laid, ...]:
    """Lines one below the other."""
    return tuple(Laid(text, x, y + 28 * n) for n, text in enumerate(lines) if text)


def layered_page(
    path: Path,
    *,
    shown: Sequence[Laid] = (),
    hidden: Sequence[Laid] = (),
    told: dict[str, str] | None = None,
    jpeg: bytes | None = None,
    pixels: tuple[int, int] = (0, 0),
    rotate: int = 0,
) -> Path:
    """Write a PDF of one A4 page.

    Args:
        path: where to.
        shown: lines that are drawn.
        hidden: lines in text mode 3.
        told: character drawn → what the text says it is (ToUnicode), for the rest the truth.
        jpeg: a picture of the whole page, of `pixels` (width, height).
        rotate: the page's /Rotate.
    """
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    letters = "".join(
        sorted({char for line in (*shown, *hidden) for char in line.text})
    )
    subset = find_font(FONT, letters).subset(letters)
    unicode = [
        f"{ord(char):04X}"
        if not told or char not in told
        else told[char].encode("utf-16-be").hex().upper()
        for char in subset.glyphs
    ]
    cmap = _cmap(
        [
            f"<{gid:04X}> <{code}>"
            for gid, code in zip(subset.glyphs.values(), unicode, strict=True)
        ]
    )
    identity = b"".join(gid.to_bytes(2, "big") for gid in range(len(subset.widths)))
    font = type0_font(
        pdf,
        subset.name,
        *packed_streams(pdf, subset.program, cmap),
        widths={"DW": 0, "W": Array([0, Array(subset.widths)])},
        glyph_map=pdf.make_stream(identity),
        box=subset.box,
        ascent=subset.ascent,
        descent=subset.descent,
    )
    parts = []
    resources = Dictionary(Font=Dictionary(F=font))
    if jpeg is not None:
        image = pdf.make_stream(
            jpeg,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=pixels[0],
            Height=pixels[1],
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        resources.XObject = Dictionary(Im=image)
        parts.append(b"q 595 0 0 842 0 0 cm /Im Do Q")
    for mode, lines in ((0, shown), (3, hidden)):
        for line in lines:
            parts.append(
                b"BT %d Tr /F %g Tf 1 0 0 1 %g %g Tm %s Tj ET"
                % (mode, line.size, line.x, 842 - line.y, subset.encode(line.text))
            )
    page.obj.Resources = resources
    page.obj.Contents = pdf.make_stream(b"\n".join(parts))
    page.obj.Rotate = rotate
    pdf.save(path)
    return path


def _cmap(lines: list[str]) -> bytes:
    blocks = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (lines[at : at + 100] for at in range(0, len(lines), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /T def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{blocks}endcmap\nend\nend\n"
    ).encode()
