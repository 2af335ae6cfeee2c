"""The running text of papers: `{…}` is filled in by `layout.told`. Legal acts are cited as they
stood at the time."""

from __future__ import annotations

from datetime import date

# (in force from, ground): the last one not later than the paper's day is cited.
GOVERNMENT = (
    (
        date(1900, 1, 1),
        "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;",
    ),
    (
        date(2016, 1, 1),
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    ),
    (
        date(2020, 7, 1),
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật "
        "Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;",
    ),
    (
        date(2025, 7, 1),
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    ),
)
AID = (
    (
        date(1900, 1, 1),
        "Căn cứ Nghị định số 07/2000/NĐ-CP ngày 09 tháng 3 năm 2000 của Chính phủ về chính sách cứu trợ xã hội;",
    ),
    (
        date(2007, 5, 1),
        "Căn cứ Nghị định số 67/2007/NĐ-CP ngày 13 tháng 4 năm 2007 của Chính phủ về chính sách trợ giúp các đối tượng "
        "bảo trợ xã hội;",
    ),
    (
        date(2014, 1, 1),
        "Căn cứ Nghị định số 136/2013/NĐ-CP ngày 21 tháng 10 năm 2013 của Chính phủ quy định chính sách trợ giúp xã hội "
        "đối với đối tượng bảo trợ xã hội;",
    ),
    (
        date(2021, 7, 1),
        "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội "
        "đối với đối tượng bảo trợ xã hội;",
    ),
)
CIVIL_STATUS = (
    (
        date(1900, 1, 1),
        "Căn cứ Nghị định số 158/2005/NĐ-CP ngày 27 tháng 12 năm 2005 của Chính phủ về đăng ký và quản lý hộ tịch;",
    ),
    (date(2016, 1, 1), "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;"),
)
LAND = (
    (date(1900, 1, 1), "Căn cứ Luật Đất đai ngày 26 tháng 11 năm 2003;"),
    (date(2014, 7, 1), "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;"),
    (date(2024, 8, 1), "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;"),
)


def ground(acts: tuple[tuple[date, str], ...], at: date) -> str:
    """The ground that was in force on a day."""
    return [text for since, text in acts if since <= at][-1]


PERSON = "{title} {name}, {born} {birth}, {label} số {number}, nơi cư trú: {address}."
LAST_ARTICLE = (
    "Chánh Văn phòng, Trưởng các phòng, ban liên quan, Chủ tịch Ủy ban nhân dân nơi cư trú và {title} {name} chịu "
    "trách nhiệm thi hành Quyết định này./."
)
AID_SUBJECT = "Về việc hưởng trợ cấp xã hội hàng tháng đối với {title} {name}"
AID_PROPOSAL = "Xét đề nghị của Trưởng phòng Lao động - Thương binh và Xã hội tại Tờ trình số {n}/TTr-LĐTBXH {day}."
AID_ARTICLES = (
    f"Trợ cấp xã hội hàng tháng đối với {PERSON}",
    "Mức trợ cấp: {amount} đồng/tháng, thời điểm hưởng kể từ ngày Quyết định này có hiệu lực; kinh phí chi trả từ "
    "nguồn bảo đảm xã hội của địa phương theo phân cấp ngân sách hiện hành.",
)
CORRECTION_SUBJECT = "Về việc cải chính hộ tịch đối với {title} {name}"
CORRECTION_PROPOSAL = "Xét hồ sơ đề nghị cải chính hộ tịch nộp {day} và đề nghị của công chức Tư pháp - Hộ tịch."
CORRECTION_ARTICLES = (
    f"Cho phép cải chính thông tin về quê quán trong sổ đăng ký khai sinh đối với {PERSON}",
    "Nội dung cải chính được ghi vào sổ hộ tịch và cấp trích lục cho người có yêu cầu trong thời hạn 03 ngày làm việc, "
    "theo đúng quy định của pháp luật về hộ tịch.",
)
LAND_USE_SUBJECT = "Về việc cho phép chuyển mục đích sử dụng đất đối với {title} {name}"
LAND_USE_PROPOSAL = "Xét đề nghị của cơ quan tài nguyên và môi trường tại Tờ trình số {n}/TTr-TNMT {day}."
LAND_USE_ARTICLES = (
    f"Cho phép chuyển {{area}} m² đất trồng cây lâu năm sang đất ở đối với {PERSON}",
    "Người sử dụng đất có trách nhiệm thực hiện nghĩa vụ tài chính theo quy định, sử dụng đất đúng mục đích được phép "
    "chuyển và chấp hành quy hoạch đã được phê duyệt.",
    "Giao cơ quan đăng ký đất đai chỉnh lý hồ sơ địa chính, cập nhật cơ sở dữ liệu và trao Giấy chứng nhận cho người "
    "sử dụng đất sau khi hoàn thành nghĩa vụ tài chính.",
)

ANSWER = (
    "{unit} nhận được đơn của {title} đề nghị xem xét việc giải quyết hồ sơ thủ tục hành chính. Sau khi nghiên cứu nội "
    "dung đơn, đối chiếu với các quy định hiện hành và báo cáo của bộ phận chuyên môn, cơ quan có ý kiến như sau:",
    "1. Hồ sơ đã được tiếp nhận tại Bộ phận Tiếp nhận và Trả kết quả theo đúng thành phần, số lượng quy định. Việc "
    "thẩm định đang được thực hiện theo trình tự, thời hạn ghi trong giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    "2. Trường hợp cần bổ sung, hoàn thiện hồ sơ, cơ quan sẽ có thông báo bằng văn bản một lần, nêu rõ lý do và nội "
    "dung cần bổ sung; thời gian bổ sung không tính vào thời hạn giải quyết.",
    "3. Kết quả giải quyết được trả dưới dạng bản giấy và bản điện tử có ký số, lưu tại kho quản lý dữ liệu điện tử "
    "của tổ chức, cá nhân trên Cổng dịch vụ công để sử dụng cho các lần thực hiện thủ tục sau.",
    "Vậy {unit} trả lời để {title} được biết./.",
)
MEETING = "Hôm nay, vào hồi 08 giờ 30 phút, {day}, tại trụ sở {unit}, chúng tôi gồm:"
FINDINGS = (
    "Qua kiểm tra thực địa, đối chiếu với bản đồ địa chính và hồ sơ do người sử dụng đất cung cấp, ranh giới thửa đất "
    "ổn định, không có tranh chấp với các hộ liền kề; mốc giới đã được các bên xác nhận.",
    "Trên đất có 01 nhà ở cấp 4 xây dựng trước ngày 01 tháng 7 năm 2004, hiện đang sử dụng ổn định, đúng mục đích.",
    "Biên bản lập xong vào hồi 10 giờ 15 phút cùng ngày, đã đọc cho mọi người cùng nghe, nhất trí thông qua và ký tên; "
    "được lập thành 03 bản có giá trị như nhau, mỗi bên giữ 01 bản.",
)

# Procedure code -> what a request is about, and its paragraphs.
REQUESTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "1.013236": (
        "cấp giấy phép xây dựng nhà ở riêng lẻ",
        (
            "Tôi làm đơn này đề nghị quý cơ quan cấp giấy phép xây dựng nhà ở riêng lẻ trên {parcel}, đã được cấp Giấy "
            "chứng nhận quyền sử dụng đất.",
            "Công trình dự kiến xây dựng gồm {floors} tầng, diện tích xây dựng tầng một là {area} m², chiều cao công trình "
            "theo hồ sơ thiết kế kèm theo. Đơn vị thiết kế có đủ điều kiện năng lực theo quy định.",
            "Hồ sơ gửi kèm theo đơn này gồm: bản sao giấy tờ về quyền sử dụng đất; hai bộ bản vẽ thiết kế xây dựng; bản "
            "cam kết bảo đảm an toàn đối với công trình liền kề.",
        ),
    ),
    "1.001776": (
        "giải quyết chế độ trợ cấp xã hội hàng tháng",
        (
            "Hiện nay tôi sức khỏe yếu, không có lương hưu hoặc trợ cấp bảo hiểm xã hội hàng tháng, hoàn cảnh gia đình còn "
            "nhiều khó khăn.",
            "Căn cứ quy định hiện hành về chính sách trợ giúp xã hội, tôi thấy bản thân thuộc đối tượng được hưởng trợ cấp "
            "xã hội hàng tháng. Vì vậy, tôi làm đơn này kính đề nghị quý cơ quan xem xét, giải quyết chế độ trợ cấp cho "
            "tôi theo quy định.",
            "Hồ sơ gửi kèm theo đơn gồm: tờ khai theo mẫu, bản sao giấy tờ tùy thân và giấy xác nhận khuyết tật (nếu có), "
            "nộp ngày {day}.",
        ),
    ),
    "1.012753": (
        "cấp Giấy chứng nhận quyền sử dụng đất",
        (
            "Gia đình tôi đang sử dụng {parcel}, sử dụng ổn định từ trước ngày 15 tháng 10 năm 1993, không có tranh chấp, "
            "khiếu kiện.",
            "Tôi làm đơn này đề nghị quý cơ quan xem xét, thẩm định hồ sơ và cấp Giấy chứng nhận quyền sử dụng đất, quyền "
            "sở hữu nhà ở và tài sản khác gắn liền với đất đối với thửa đất nêu trên theo pháp luật về đất đai.",
            "Hồ sơ gửi kèm theo đơn gồm: trích đo địa chính thửa đất, giấy tờ về nguồn gốc đất và biên lai nộp thuế sử "
            "dụng đất các năm gần đây.",
        ),
    ),
    "2.000635": (
        "cấp trích lục khai sinh",
        (
            "Trước đây tôi đã được đăng ký khai sinh tại quý cơ quan; bản chính giấy khai sinh đã bị thất lạc trong quá "
            "trình chuyển nơi cư trú.",
            "Nay do nhu cầu hoàn thiện hồ sơ cá nhân, tôi làm đơn này đề nghị quý cơ quan tra cứu sổ hộ tịch và cấp cho "
            "tôi 02 bản trích lục khai sinh (bản sao) theo quy định.",
        ),
    ),
}
PARCEL = "thửa đất số {parcel}, tờ bản đồ số {map_no}, diện tích {area} m²"
REQUEST_OATH = (
    "Tôi xin cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về nội dung đơn của "
    "mình. Kính mong quý cơ quan xem xét, giải quyết. Tôi xin trân trọng cảm ơn!"
)
HOUSEHOLD_OATH = "Tôi xin cam đoan những lời khai trên là đúng, nếu có điều gì khai không đúng tôi xin chịu trách nhiệm hoàn toàn."
DECLARATION_OATH = (
    "Tôi cam đoan nội dung đề nghị trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan theo "
    "quy định pháp luật. Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình."
)

PARCEL_ITEMS = (
    "a) Thửa đất số: {parcel}, tờ bản đồ số: {map_no}",
    "b) Địa chỉ: {place}",
    "c) Diện tích: {stated_area} m², (bằng chữ: {spelled})",
    "d) Hình thức sử dụng: riêng: {area} m², chung: Không m²",
    "đ) Mục đích sử dụng: {use}",
    "e) Thời hạn sử dụng: Lâu dài",
    "g) Nguồn gốc sử dụng: Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
)
PARCEL_OTHER = (
    "2. Nhà ở: -/-",
    "3. Công trình xây dựng khác: -/-",
    "4. Rừng sản xuất là rừng trồng: -/-",
    "5. Cây lâu năm: -/-",
    "6. Ghi chú: Không",
)
CERTIFICATE_WARNING = (
    "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng "
    "nhận; khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp giấy."
)
PERMIT_ITEMS = (
    "- Theo hồ sơ thiết kế có ký hiệu: KT-{design}/{year}, do Công ty cổ phần tư vấn kiến trúc Đông Giang lập.",
    "- Vị trí xây dựng: thửa đất số {parcel}, tờ bản đồ số {map_no}, {where}.",
    "- Cốt nền xây dựng công trình: +0,45 m so với cốt vỉa hè; chỉ giới đường đỏ và chỉ giới xây dựng theo bản vẽ được "
    "duyệt.",
    "- Diện tích xây dựng tầng 1: {area} m²; tổng diện tích sàn: {total} m².",
    "- Chiều cao công trình: {height} m; số tầng: {floors}; mật độ xây dựng: {density} %.",
    "- Màu sắc công trình: theo bản vẽ thiết kế, hài hòa với cảnh quan khu vực.",
)
PERMIT_VALIDITY = (
    "Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày ký; quá thời hạn trên phải đề "
    "nghị gia hạn giấy phép xây dựng."
)
PERMIT_DUTIES = (
    "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm quyền hợp pháp của các chủ sở hữu liền kề.",
    "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và giấy phép xây dựng này.",
    "3. Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
    "4. Xuất trình giấy phép xây dựng cho cơ quan có thẩm quyền trước khi khởi công và treo biển báo tại địa điểm xây "
    "dựng.",
    "5. Khi điều chỉnh thiết kế làm thay đổi nội dung giấy phép xây dựng thì phải đề nghị điều chỉnh và chờ quyết định "
    "của cơ quan cấp giấy phép.",
)
