"""Pages of two columns, put line by line."""

from dataclasses import replace

import numpy as np

from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from schemas.ocr import WrittenDigits
from schemas.record import DocumentRecord, FieldValue
from synthetic.heads.canvas import Canvas

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT, EM, PITCH = 420, 1180, 34, 48
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


class Page:
    """A page of two columns; lines are put from the top."""

    def __init__(self) -> None:
        self.canvas = Canvas(np.random.default_rng(7), (WIDTH, HEIGHT))
        self.put(RIGHT, 150, NATION, bold=True)
        self.put(RIGHT, 150 + PITCH, "Độc lập - Tự do - Hạnh phúc", bold=True)

    def put(
        self, x: float, y: float, text: str, align: str = "center", bold: bool = False
    ) -> None:
        self.canvas.put(text, x, y, EM, "", align, bold=bold)  # type: ignore[arg-type]

    def head(self, organs: list[str], number: str, date: str | None) -> float:
        for at, organ in enumerate(organs):
            self.put(LEFT, 150 + at * PITCH, organ, bold=True)
        y = 150 + (len(organs) + 0.5) * PITCH
        self.put(LEFT, y, number)
        if date:
            self.put(RIGHT, y, date)
        return y + 2 * PITCH

    def body(self, y: float) -> None:
        for at, line in enumerate(
            (
                "Căn cứ Luật Tổ chức chính quyền địa phương và các quy định có liên quan;",
                "Theo đề nghị của Trưởng phòng Tổ chức cán bộ tại Tờ trình số",
                "45/TTr-TCCB ngày 03 tháng 02 năm 2022.",
                "Kính đề nghị Quý cơ quan quan tâm, tạo điều kiện để công việc hoàn thành.",
            )
        ):
            self.put(180, y + at * PITCH, line, "left")

    def record(self, written: tuple[WrittenDigits, ...] = ()) -> DocumentRecord:
        page = self.canvas.reading()
        page = replace(page, ocr=replace(page.ocr, written=written))
        return extract_document([page], document_types(), load_settings(environ={}))

    def field(self, name: str) -> FieldValue:
        return next(field for field in self.record().fields if field.name == name)


def decision(
    organs: list[str], number: str = "Số: 12/QĐ-SXD", place: str = "Hạ Yên"
) -> Page:
    page = Page()
    y = page.head(organs, number, f"{place}, ngày 05 tháng 11 năm 2024")
    page.put(WIDTH / 2, y, "QUYẾT ĐỊNH", bold=True)
    page.put(WIDTH / 2, y + PITCH, "Về việc phê duyệt quy hoạch chi tiết", bold=True)
    page.body(y + 3 * PITCH)
    return page
