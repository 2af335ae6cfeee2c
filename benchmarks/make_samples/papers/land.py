"""Land and building: land use right certificate (four pages) and building permit."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.make_samples.layout import Paper, Picture, Rule, Run, Sheet
from benchmarks.make_samples.papers import blocks
from benchmarks.make_samples.papers.blocks import Brief, Voice
from benchmarks.make_samples.places import commune_by_code
from benchmarks.make_samples.words import number_words, square_metres

_RED = (176, 28, 34)


def land_certificate(brief: Brief) -> Paper:
    """Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất."""
    title = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"
    sheet = blocks.new_sheet(brief, "giay_chung_nhan_quyen_su_dung_dat", title, 13.0)
    sheet.numbered = False
    sheet.left, sheet.right = 72.0, 526.0
    _cover(sheet, brief)
    _next_side(sheet, brief)
    parcel = _parcel(sheet, brief)
    _next_side(sheet, brief)
    _plan(sheet, brief, parcel)
    _next_side(sheet, brief)
    _changes(sheet)
    return sheet.finish()


def _next_side(sheet: Sheet, brief: Brief) -> None:
    sheet.new_page()
    sheet.put(Picture("guilloche", 34, 28, 527, 786, 7))


def _cover(sheet: Sheet, brief: Brief) -> None:
    sheet.put(Picture("guilloche", 34, 28, 527, 786, 7), Picture("emblem", 262, 112, 72, 72))
    blocks.citizen_head(sheet)
    sheet.y = 200
    sheet.centered("GIẤY CHỨNG NHẬN", bold=True, size=22, color=_RED)
    sheet.centered("QUYỀN SỬ DỤNG ĐẤT,", bold=True, size=15, color=_RED)
    sheet.centered("QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", bold=True, size=13.5, color=_RED)
    sheet.skip(24)
    sheet.paragraph([Run("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", bold=True)], indent=0, after=10)
    husband, wife = brief.cast.couple(brief.unit, brief.issued)
    owners = (husband, wife) if brief.rng.random() < 0.6 else (husband,)
    for index, person in enumerate(owners, start=1):
        voice = Voice.of(sheet, person, "owner", brief.issued, index)
        sheet.paragraph([Run(f"{person.title.capitalize()}:"), voice.name(upper=True)], indent=14, justify=False)
        sheet.paragraph([Run("Năm sinh:"), voice.birth_year(), Run(",", glue=True), Run(f"{voice.number_label} số:"),
                         voice.number()], indent=14, justify=False)  # fmt: skip
        sheet.paragraph([Run("Địa chỉ thường trú:"), voice.address()], indent=14, after=12, justify=False)
    letters = "".join(brief.rng.choice(list("ABCDĐ"), 2))
    serial = f"{letters} {brief.rng.integers(100_000, 999_999)}"
    fact = sheet.fact(None, None, "serial_no", serial)
    sheet.line([Run(serial, bold=True, size=17, fact=fact, color=_RED)], 505, 770, "right")


def _parcel(sheet: Sheet, brief: Brief) -> tuple[str, str]:
    rng = brief.rng
    place = _somewhere(brief)
    area = float(rng.integers(350, 2400)) / 10
    parcel, sheet_no = str(rng.integers(3, 420)), str(rng.integers(1, 60))
    numbers = sheet.fact(None, None, "parcel_no", parcel), sheet.fact(None, None, "map_no", sheet_no)
    sheet.y = 56
    sheet.paragraph([Run("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)], indent=0)
    sheet.paragraph([Run("1. Thửa đất:", bold=True)], indent=10)
    say = _item(sheet)
    say([Run("a) Thửa đất số:"), Run(parcel, fact=numbers[0]), Run(",", glue=True), Run("tờ bản đồ số:"), Run(sheet_no, fact=numbers[1])])
    where = sheet.fact(None, None, "parcel_address", place)
    say([Run("b) Địa chỉ:"), Run(place, fact=where)])
    size = sheet.fact(None, None, "area", square_metres(area))
    tenths = round(area * 10) % 10
    spelled = f"{number_words(int(area))} phẩy {number_words(tenths)} mét vuông"
    say([Run("c) Diện tích:"), Run(square_metres(area), bold=True, fact=size), Run("m²,"), Run(f"(bằng chữ: {spelled})")])
    say([Run("d) Hình thức sử dụng: riêng:"), Run(square_metres(area)), Run("m², chung: Không m²")])
    use = "Đất ở tại đô thị" if " phường " in f" {place}" else "Đất ở tại nông thôn"
    say([Run(f"đ) Mục đích sử dụng: {use}")])
    say([Run("e) Thời hạn sử dụng: Lâu dài")])
    say([Run("g) Nguồn gốc sử dụng: Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất")])
    for text in ("2. Nhà ở: -/-", "3. Công trình xây dựng khác: -/-", "4. Rừng sản xuất là rừng trồng: -/-", "5. Cây lâu năm: -/-",
                 "6. Ghi chú: Không"):  # fmt: skip
        sheet.paragraph([Run(text)], indent=10)
    sheet.skip(16)
    blocks.dated_line(sheet, brief, 400, sheet.y + 10)
    sheet.skip(10)
    issuer = sheet.fact(None, None, "issuer", brief.unit.full_name, brief.unit.full_name.upper())
    sheet.line([Run(brief.unit.full_name.upper(), bold=True, size=12, fact=issuer)], 400, sheet.y + 20, "center")
    sheet.skip(14)
    blocks.sign_organ(sheet, brief, blocks.chief(brief.unit, rng), axis=400)
    number = f"{'CH' if brief.unit.level == 'district' else 'CT'} {rng.integers(100, 99_999):05d}"
    fact = sheet.fact(None, None, "number", number)
    sheet.line([Run("Số vào sổ cấp GCN:", size=12), Run(number, bold=True, size=12, fact=fact)], sheet.left, 780)
    return parcel, sheet_no


def _somewhere(brief: Brief) -> str:
    """The address of a parcel in the unit's area, down to the commune."""
    codes = brief.unit.communes
    return commune_by_code()[codes[int(brief.rng.integers(len(codes)))]].address(brief.issued)


def _item(sheet: Sheet) -> Callable[[list[Run]], None]:
    def say(runs: list[Run]) -> None:
        sheet.paragraph(runs, indent=0, left=sheet.left + 18, justify=False)

    return say


def _plan(sheet: Sheet, brief: Brief, parcel: tuple[str, str]) -> None:
    """A parcel drawn as a polygon with numbered corners and the lengths of its sides, and a table of both."""
    rng = brief.rng
    sheet.y = 56
    sheet.paragraph([Run("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)], indent=0)
    sheet.line([Run("Tỷ lệ 1:200", italic=True)], 300, sheet.y + 16, "center")
    corners = int(rng.integers(4, 7))
    angles = np.sort((np.arange(corners) + rng.uniform(-0.18, 0.18, corners)) / corners * 2 * math.pi)
    points = [(300 + 120 * math.cos(a) * rng.uniform(0.75, 1.1), 310 + 140 * math.sin(a) * rng.uniform(0.75, 1.1)) for a in angles]
    sides = []
    for n, (start, end) in enumerate(zip(points, points[1:] + points[:1], strict=True), start=1):
        sheet.put(Rule(*start, *end, 1.2))
        length = math.dist(start, end) / 72 * 2.54 * 2
        sides.append((n, n % corners + 1, f"{length:.2f}".replace(".", ",")))
        away = (start[0] - 300) / 12, (start[1] - 310) / 12
        sheet.line([Run(str(n), bold=True, size=11)], start[0] + away[0], start[1] + away[1] + 4, "center")
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        sheet.line([Run(sides[-1][2], size=10.5)], middle[0] + (middle[0] - 300) / 7, middle[1] + (middle[1] - 310) / 9 + 3, "center")
    sheet.line([Run(f"Thửa số {parcel[0]}", bold=True)], 300, 306, "center")
    sheet.line([Run(f"Tờ bản đồ số {parcel[1]}", size=11)], 300, 322, "center")
    for x, y in ((512, 90), (512, 128)):
        sheet.put(Rule(512, 128, x, y, 1.2))
    sheet.line([Run("B", bold=True)], 512, 86, "center")
    sheet.y = 500
    sheet.centered("Bảng liệt kê chiều dài cạnh", bold=True)
    sheet.skip(6)
    rows = [[[Run("Cạnh")], [Run("Chiều dài (m)")]]]
    rows += [[[Run(f"{a} - {b}")], [Run(length)]] for a, b, length in sides]
    sheet.table([0.5, 0.5], rows)


def _changes(sheet: Sheet) -> None:
    sheet.y = 56
    sheet.paragraph([Run("IV. Những thay đổi sau khi cấp giấy chứng nhận", bold=True)], indent=0, after=8)
    head: list[list[Run]] = [[Run("Nội dung thay đổi và cơ sở pháp lý")], [Run("Xác nhận của cơ quan có thẩm quyền")]]
    top = sheet.y
    sheet.table([0.62, 0.38], [head])
    middle = sheet.left + (sheet.right - sheet.left) * 0.62
    sheet.put(*(Rule(x, top, x, 700) for x in (sheet.left, middle, sheet.right)), Rule(sheet.left, 700, sheet.right, 700))
    sheet.y = 708
    sheet.paragraph([Run(
        "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng nhận; "
        "khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp giấy.", italic=True, size=11.5,
    )], indent=0)  # fmt: skip


def building_permit(brief: Brief) -> Paper:
    """Giấy phép xây dựng nhà ở riêng lẻ."""
    sheet = blocks.new_sheet(brief, "giay_phep_xay_dung", "GIẤY PHÉP XÂY DỰNG")
    rng, at = brief.rng, brief.issued
    blocks.organ_head(sheet, brief, None)
    sheet.skip(8)
    sheet.centered("GIẤY PHÉP XÂY DỰNG", bold=True, size=16)
    number = f"{brief.number(900)}/GPXD"
    sheet.y += 18
    sheet.line([Run("Số:"), Run(number, bold=True, fact=sheet.fact(None, None, "number", number))],
               (sheet.left + sheet.right) / 2, sheet.y, "center")  # fmt: skip
    subject = "Xây dựng nhà ở riêng lẻ"
    about = sheet.fact(None, None, "subject", subject)
    sheet.centered("(Sử dụng cho công trình nhà ở riêng lẻ)", italic=True)
    sheet.skip(8)
    person = brief.cast.adult(brief.unit, at)
    owner = Voice.of(sheet, person, "owner", at)
    where = _somewhere(brief)
    parcel, map_no = str(rng.integers(3, 420)), str(rng.integers(1, 60))
    area, floors = float(rng.integers(300, 1200)) / 10, int(rng.integers(1, 6))
    sheet.paragraph([Run("1. Cấp cho:", bold=True), Run(f"{person.title.capitalize()}"), owner.name(upper=True)], indent=0)
    sheet.paragraph([Run("Năm sinh:"), owner.birth_year(), Run(";", glue=True), Run(f"{owner.number_label} số:"), owner.number()])
    sheet.paragraph([Run("Địa chỉ thường trú:"), owner.address()])
    sheet.paragraph([Run("2. Được phép:", bold=True), Run(subject, fact=about), Run("theo những nội dung sau:")], indent=0)
    sheet.paragraph([Run(f"- Theo hồ sơ thiết kế có ký hiệu: KT-{rng.integers(10, 99)}/{at.year}, do Công ty cổ phần tư vấn kiến trúc Đông Giang lập.")])
    sheet.paragraph([
        Run("- Vị trí xây dựng: thửa đất số"), Run(parcel, fact=sheet.fact(None, None, "parcel_no", parcel)), Run(",", glue=True),
        Run("tờ bản đồ số"), Run(map_no, fact=sheet.fact(None, None, "map_no", map_no)), Run(",", glue=True),
        Run(where, fact=sheet.fact(None, None, "parcel_address", where)), Run(".", glue=True),
    ])  # fmt: skip
    for text in (
        "- Cốt nền xây dựng công trình: +0,45 m so với cốt vỉa hè; chỉ giới đường đỏ và chỉ giới xây dựng theo bản vẽ được duyệt.",
        f"- Diện tích xây dựng tầng 1: {square_metres(area)} m²; tổng diện tích sàn: {square_metres(area * floors)} m².",
        f"- Chiều cao công trình: {square_metres(3.4 * floors + 1.2)} m; số tầng: {floors:02d}; mật độ xây dựng: {rng.integers(55, 100)} %.",
        "- Màu sắc công trình: theo bản vẽ thiết kế, hài hòa với cảnh quan khu vực.",
    ):
        sheet.paragraph([Run(text)])
    sheet.paragraph([Run("3. Giấy tờ về quyền sử dụng đất:", bold=True), Run(f"Giấy chứng nhận quyền sử dụng đất số BA {rng.integers(100000, 999999)}.")], indent=0)
    sheet.paragraph([Run("4. Hiệu lực của giấy phép:", bold=True), Run(
        "Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày ký; quá thời hạn trên phải đề nghị gia hạn giấy phép xây dựng.")], indent=0)  # fmt: skip
    _duties(sheet)
    blocks.sign_organ(sheet, brief, blocks.chief(brief.unit, rng), ("Như trên;", "UBND nơi có công trình;", "Thanh tra xây dựng;", f"Lưu: VT, {brief.unit.abbreviation}."))
    return sheet.finish()


def _duties(sheet: Sheet) -> None:
    sheet.need(190)
    sheet.centered("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", bold=True, size=13)
    sheet.skip(4)
    for number, text in enumerate((
        "Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm quyền hợp pháp của các chủ sở hữu liền kề.",
        "Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và giấy phép xây dựng này.",
        "Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
        "Xuất trình giấy phép xây dựng cho cơ quan có thẩm quyền trước khi khởi công và treo biển báo tại địa điểm xây dựng.",
        "Khi điều chỉnh thiết kế làm thay đổi nội dung giấy phép xây dựng thì phải đề nghị điều chỉnh và chờ quyết định của cơ quan cấp giấy phép.",
    ), start=1):  # fmt: skip
        sheet.paragraph([Run(f"{number}. {text}")])
