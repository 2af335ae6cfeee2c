"""Decisions, official letters, minutes, and what citizens write: requests and declarations with a table."""

from __future__ import annotations

from benchmarks.make_samples.layout import Paper, Picture, Run, Sheet, Signature
from benchmarks.make_samples.papers import blocks
from benchmarks.make_samples.papers.blocks import Brief, Voice
from benchmarks.make_samples.words import long_date, money, short_date


def decision(brief: Brief) -> Paper:
    """Quyết định: a monthly allowance, a correction of civil status, or a change of land use, for one person."""
    sheet = blocks.new_sheet(brief, "quyet_dinh", "QUYẾT ĐỊNH")
    unit = brief.unit
    number = f"{brief.number()}/QĐ-{unit.abbreviation}"
    blocks.organ_head(sheet, brief, number)
    person = brief.cast.adult(unit, brief.issued)
    subject, grounds, articles = _matter(sheet, brief, Voice.of(sheet, person, "subject", brief.issued))
    sheet.skip(10)
    sheet.centered("QUYẾT ĐỊNH", bold=True, size=15)
    fact = sheet.fact(None, None, "subject", subject)
    sheet.y += 3
    for row in sheet.broken([Run(subject, bold=True, fact=fact)], 360):
        sheet.y += 17
        sheet.line(row, (sheet.left + sheet.right) / 2, sheet.y, "center")
    sheet.skip(14)
    who = "ỦY BAN NHÂN DÂN " + unit.name if unit.kind == "committee" else f"{unit.chief} {unit.name} THÀNH PHỐ HÀ NỘI"
    sheet.centered(who if unit.kind == "department" else f"CHỦ TỊCH {who}", bold=True)
    sheet.skip(6)
    for ground in grounds:
        sheet.paragraph([Run(ground, italic=True)])
    sheet.centered("QUYẾT ĐỊNH:", bold=True, size=14)
    sheet.skip(6)
    for n, article in enumerate(articles, start=1):
        sheet.paragraph([Run(f"Điều {n}.", bold=True), *article])
    office = "VP" if unit.level != "commune" else "VT"
    blocks.sign_organ(
        sheet, brief, blocks.chief(unit, brief.rng),
        ("Như Điều 3;", f"Đ/c {unit.chief.capitalize()} (để b/c);", "Phòng Lao động - TBXH;", f"Lưu: VT, {office}."),
    )  # fmt: skip
    return sheet.finish()


def _matter(sheet: Sheet, brief: Brief, voice: Voice) -> tuple[str, tuple[str, ...], list[list[Run]]]:
    """Subject, legal grounds and articles of a decision about a person."""
    rng, title = brief.rng, voice.person.title
    person = [
        Run(title), voice.name(), Run(",", glue=True), Run("sinh ngày" if len(voice.person.birth_date) > 4 else "sinh năm"),
        voice.birth(), Run(",", glue=True), Run(f"{voice.number_label} số"), voice.number(), Run(",", glue=True), Run("nơi cư trú:"),
        voice.address(),
    ]  # fmt: skip
    base = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật Tổ chức "
        "Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;"
        if brief.issued.year >= 2020
        else "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;"
    )
    last = [Run("Chánh Văn phòng, Trưởng các phòng, ban liên quan, Chủ tịch Ủy ban nhân dân nơi cư trú và"), Run(title),
            Run(voice.person.full_name), Run("chịu trách nhiệm thi hành Quyết định này./.")]  # fmt: skip
    choice = int(rng.integers(3))
    if choice == 0:
        amount = int(rng.integers(6, 25)) * 60_000
        paid = Run(money(amount), bold=True, fact=sheet.fact(None, None, "amount", str(amount), money(amount)))
        return (
            f"Về việc hưởng trợ cấp xã hội hàng tháng đối với {title} {voice.person.full_name}",
            (base, "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội;"
             if brief.issued.year >= 2021 else "Căn cứ Nghị định số 67/2007/NĐ-CP ngày 13 tháng 4 năm 2007 của Chính phủ về chính sách trợ giúp các đối tượng bảo trợ xã hội;"
             if brief.issued.year >= 2007 else "Căn cứ Nghị định số 07/2000/NĐ-CP ngày 09 tháng 3 năm 2000 của Chính phủ về chính sách cứu trợ xã hội;",
             f"Xét đề nghị của Trưởng phòng Lao động - Thương binh và Xã hội tại Tờ trình số {brief.number(300)}/TTr-LĐTBXH {long_date(brief.issued)}."),
            [[Run("Trợ cấp xã hội hàng tháng đối với"), *person, Run(".", glue=True)],
             [Run("Mức trợ cấp:"), paid, Run("đồng/tháng, thời điểm hưởng kể từ ngày Quyết định này có hiệu lực; kinh phí chi trả từ nguồn bảo đảm xã hội của địa phương theo phân cấp ngân sách hiện hành.")],
             last],
        )  # fmt: skip
    if choice == 1:
        return (
            f"Về việc cải chính hộ tịch đối với {title} {voice.person.full_name}",
            (base, "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;" if brief.issued.year >= 2016
             else "Căn cứ Nghị định số 158/2005/NĐ-CP ngày 27 tháng 12 năm 2005 của Chính phủ về đăng ký và quản lý hộ tịch;",
             f"Xét hồ sơ đề nghị cải chính hộ tịch nộp {long_date(brief.issued)} và đề nghị của công chức Tư pháp - Hộ tịch."),
            [[Run("Cho phép cải chính thông tin về quê quán trong sổ đăng ký khai sinh đối với"), *person, Run(".", glue=True)],
             [Run("Nội dung cải chính được ghi vào sổ hộ tịch và cấp trích lục cho người có yêu cầu trong thời hạn 03 ngày làm việc, theo đúng quy định của pháp luật về hộ tịch.")],
             last],
        )  # fmt: skip
    area = int(rng.integers(40, 400))
    return (
        f"Về việc cho phép chuyển mục đích sử dụng đất đối với {title} {voice.person.full_name}",
        (base, "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;" if 2014 <= brief.issued.year < 2025
         else "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;" if brief.issued.year >= 2025
         else "Căn cứ Luật Đất đai ngày 26 tháng 11 năm 2003;",
         "Căn cứ kế hoạch sử dụng đất hàng năm đã được cấp có thẩm quyền phê duyệt;",
         f"Xét đề nghị của cơ quan tài nguyên và môi trường tại Tờ trình số {brief.number(300)}/TTr-TNMT."),
        [[Run(f"Cho phép chuyển {area} m² đất trồng cây lâu năm sang đất ở đối với"), *person, Run(".", glue=True)],
         [Run("Người sử dụng đất có trách nhiệm thực hiện nghĩa vụ tài chính theo quy định, sử dụng đất đúng mục đích được phép chuyển và chấp hành quy hoạch đã được phê duyệt.")],
         [Run("Giao cơ quan đăng ký đất đai chỉnh lý hồ sơ địa chính, cập nhật cơ sở dữ liệu và trao Giấy chứng nhận cho người sử dụng đất sau khi hoàn thành nghĩa vụ tài chính.")],
         last],
    )  # fmt: skip


def official_letter(brief: Brief) -> Paper:
    """Công văn: an answer to a citizen."""
    sheet = blocks.new_sheet(brief, "cong_van", "CÔNG VĂN")
    number = f"{brief.number()}/{brief.unit.abbreviation}-VP"
    blocks.organ_head(sheet, brief, number)
    subject = "trả lời đơn đề nghị của công dân"
    fact = sheet.fact(None, None, "subject", subject)
    sheet.line([Run("V/v", size=12), Run(subject, size=12, fact=fact)], blocks.LEFT_AXIS, sheet.y + 6, "center")
    person = brief.cast.adult(brief.unit, brief.issued)
    voice = Voice.of(sheet, person, "applicant", brief.issued)
    sheet.skip(42)
    sheet.line([Run("Kính gửi:"), Run(person.title.capitalize()), voice.name()], 300, sheet.y, "center")
    sheet.skip(10)
    sheet.paragraph([Run("Địa chỉ:"), voice.address(), Run(".", glue=True)])
    for text in (
        f"{brief.unit.full_name} nhận được đơn của {person.title} đề nghị xem xét việc giải quyết hồ sơ thủ tục hành chính. Sau khi "
        "nghiên cứu nội dung đơn, đối chiếu với các quy định hiện hành và báo cáo của bộ phận chuyên môn, cơ quan có ý kiến như sau:",
        "1. Hồ sơ đã được tiếp nhận tại Bộ phận Tiếp nhận và Trả kết quả theo đúng thành phần, số lượng quy định. Việc thẩm định đang "
        "được thực hiện theo trình tự, thời hạn ghi trong giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
        "2. Trường hợp cần bổ sung, hoàn thiện hồ sơ, cơ quan sẽ có thông báo bằng văn bản một lần, nêu rõ lý do và nội dung cần bổ sung; "
        "thời gian bổ sung không tính vào thời hạn giải quyết.",
        "3. Kết quả giải quyết được trả dưới dạng bản giấy và bản điện tử có ký số, lưu tại kho quản lý dữ liệu điện tử của tổ chức, cá nhân "
        "trên Cổng dịch vụ công để sử dụng cho các lần thực hiện thủ tục sau.",
        f"Vậy {brief.unit.full_name} trả lời để {person.title} được biết./.",
    ):  # fmt: skip
        sheet.paragraph([Run(text)])
    blocks.sign_organ(sheet, brief, blocks.chief(brief.unit, brief.rng), ("Như trên;", "Lưu: VT."))
    return sheet.finish()


def minutes(brief: Brief) -> Paper:
    """Biên bản làm việc: a check on site with a citizen."""
    sheet = blocks.new_sheet(brief, "bien_ban", "BIÊN BẢN")
    number = f"{brief.number(400)}/BB-{brief.unit.abbreviation}"
    blocks.organ_head(sheet, brief, number)
    sheet.skip(8)
    sheet.centered("BIÊN BẢN", bold=True, size=15)
    subject = "Về việc kiểm tra, xác minh hiện trạng thửa đất"
    sheet.centered(subject, bold=True, fact=sheet.fact(None, None, "subject", subject))
    sheet.skip(10)
    owner = Voice.of(sheet, brief.cast.adult(brief.unit, brief.issued), "owner", brief.issued)
    first, second = brief.cast.official()[0], brief.cast.official()[0]
    sheet.paragraph([Run(f"Hôm nay, vào hồi 08 giờ 30 phút, {long_date(brief.issued)}, tại trụ sở {brief.unit.full_name}, chúng tôi gồm:")])
    sheet.paragraph([Run("I. Đại diện cơ quan:", bold=True)], indent=0)
    sheet.paragraph([Run(f"1. Ông (bà) {first} - Chức vụ: Công chức địa chính - xây dựng.")])
    sheet.paragraph([Run(f"2. Ông (bà) {second} - Chức vụ: Công chức tư pháp - hộ tịch.")])
    sheet.paragraph([Run("II. Người sử dụng đất:", bold=True)], indent=0)
    sheet.paragraph([Run(f"{owner.person.title.capitalize()}"), owner.name(), Run(",", glue=True), Run("sinh năm"), owner.birth_year(),
                     Run(",", glue=True), Run(f"{owner.number_label} số"), owner.number(), Run(".", glue=True)])  # fmt: skip
    sheet.paragraph([Run("Địa chỉ:"), owner.address(), Run(".", glue=True)])
    sheet.paragraph([Run("III. Nội dung:", bold=True)], indent=0)
    for text in (
        "Qua kiểm tra thực địa, đối chiếu với bản đồ địa chính và hồ sơ do người sử dụng đất cung cấp, ranh giới thửa đất ổn định, không có "
        "tranh chấp với các hộ liền kề; mốc giới đã được các bên xác nhận.",
        "Trên đất có 01 nhà ở cấp 4 xây dựng trước ngày 01 tháng 7 năm 2004, hiện đang sử dụng ổn định, đúng mục đích.",
        "Biên bản lập xong vào hồi 10 giờ 15 phút cùng ngày, đã đọc cho mọi người cùng nghe, nhất trí thông qua và ký tên; được lập thành 03 "
        "bản có giá trị như nhau, mỗi bên giữ 01 bản.",
    ):
        sheet.paragraph([Run(text)])
    sheet.need(120)
    for axis, title, name in ((170.0, "NGƯỜI SỬ DỤNG ĐẤT", owner.person.full_name), (430.0, "NGƯỜI LẬP BIÊN BẢN", first)):
        sheet.line([Run(title, bold=True, size=12.5)], axis, sheet.y + 22, "center")
        sheet.put(Signature(axis - 55, sheet.y + 26, 110, 46, int(brief.rng.integers(1 << 30))))
        sheet.line([Run(name)], axis, sheet.y + 92, "center")
    return sheet.finish()


def request(brief: Brief) -> Paper:
    """Đơn đề nghị: a citizen's letter about a building permit or an allowance."""
    rng, at = brief.rng, brief.issued
    permit = brief.procedure == "1.013236" or (brief.procedure is None and rng.random() < 0.5)
    about = "cấp giấy phép xây dựng nhà ở riêng lẻ" if permit else "giải quyết chế độ trợ cấp xã hội hàng tháng"
    sheet = blocks.new_sheet(brief, "don_de_nghi", "ĐƠN ĐỀ NGHỊ")
    blocks.citizen_head(sheet)
    sheet.skip(14)
    sheet.centered("ĐƠN ĐỀ NGHỊ", bold=True, size=16)
    subject = f"Về việc {about}"
    sheet.centered(subject, bold=True, fact=sheet.fact(None, None, "subject", subject))
    sheet.y += 26
    sheet.line([Run("Kính gửi:", bold=True), Run(brief.unit.full_name)], (sheet.left + sheet.right) / 2, sheet.y, "center")
    sheet.skip(8)
    person = brief.cast.adult(brief.unit, at)
    voice = Voice.of(sheet, person, "applicant", at)
    sheet.form([("Tôi tên là:", voice.name(), 0.68), ("Giới tính:", voice.gender(), 0.32)])
    sheet.form([("Ngày, tháng, năm sinh:", voice.birth(), 0.5), ("Dân tộc:", voice.ethnicity(), 0.5)])
    sheet.form([(f"Số {voice.number_label}:", voice.number(), 0.5), ("Quốc tịch:", voice.nationality(), 0.5)])
    sheet.form([("Nơi cư trú:", voice.address(), 1)])
    phone = f"09{rng.integers(10_000_000, 99_999_999)}"
    sheet.form([("Số điện thoại:", Run(phone), 1)])
    for text in _plea(brief, permit):
        sheet.paragraph([Run(text)])
    sheet.paragraph([Run("Tôi xin cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về nội dung đơn của mình. "
                         "Kính mong quý cơ quan xem xét, giải quyết. Tôi xin trân trọng cảm ơn!")])  # fmt: skip
    blocks.sign_citizen(sheet, brief, "NGƯỜI LÀM ĐƠN", person.full_name)
    return sheet.finish()


def _plea(brief: Brief, permit: bool) -> tuple[str, ...]:
    rng = brief.rng
    if permit:
        return (
            f"Tôi làm đơn này đề nghị quý cơ quan cấp giấy phép xây dựng nhà ở riêng lẻ trên thửa đất số {rng.integers(3, 400)}, tờ bản đồ số "
            f"{rng.integers(1, 60)}, diện tích {rng.integers(40, 200)} m², đã được cấp Giấy chứng nhận quyền sử dụng đất.",
            f"Công trình dự kiến xây dựng gồm {rng.integers(1, 6)} tầng, diện tích xây dựng tầng một là {rng.integers(38, 120)} m², chiều cao công trình "
            "theo hồ sơ thiết kế kèm theo. Đơn vị thiết kế có đủ điều kiện năng lực theo quy định.",
            "Hồ sơ gửi kèm theo đơn này gồm: bản sao giấy tờ về quyền sử dụng đất; hai bộ bản vẽ thiết kế xây dựng; bản cam kết bảo đảm an toàn "
            "đối với công trình liền kề.",
        )
    return (
        "Hiện nay tôi tuổi cao, sức khỏe yếu, không có lương hưu hoặc trợ cấp bảo hiểm xã hội hàng tháng, hoàn cảnh gia đình còn nhiều khó khăn.",
        "Căn cứ quy định hiện hành về chính sách trợ giúp xã hội, tôi thấy bản thân thuộc đối tượng được hưởng trợ cấp xã hội hàng tháng. Vì vậy, "
        "tôi làm đơn này kính đề nghị quý cơ quan xem xét, giải quyết chế độ trợ cấp cho tôi theo quy định.",
        f"Hồ sơ gửi kèm theo đơn gồm: tờ khai theo mẫu, bản sao giấy tờ tùy thân và giấy xác nhận khuyết tật (nếu có), nộp ngày {short_date(brief.issued)}.",
    )


def household_declaration(brief: Brief) -> Paper:
    """Tờ khai đề nghị trợ giúp xã hội: tick boxes and a ruled table of the household."""
    sheet = blocks.new_sheet(brief, "to_khai", "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", 13.0)
    at = brief.issued
    blocks.citizen_head(sheet)
    sheet.skip(10)
    sheet.centered("TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", bold=True, size=15)
    sheet.centered("(Áp dụng đối với đối tượng quy định tại khoản 5 Điều 5 Nghị định số 20/2021/NĐ-CP)", italic=True, size=11)
    sheet.skip(6)
    members = brief.cast.household(brief.unit, at)
    head = Voice.of(sheet, members[0], "applicant", at)
    sheet.paragraph([Run("Phần 1. THÔNG TIN CỦA ĐỐI TƯỢNG", bold=True)], indent=0, after=0)
    sheet.form([("1. Họ và tên:", head.name(upper=True), 0.66), ("Giới tính:", head.gender(), 0.34)])
    sheet.form([("Ngày, tháng, năm sinh:", head.birth(), 0.55), ("Dân tộc:", head.ethnicity(), 0.45)])
    sheet.form([(f"Số {head.number_label}:", head.number(), 1)])
    sheet.form([("2. Nơi cư trú:", head.address(), 1)])
    for question in ("3. Có thẻ bảo hiểm y tế không?", "4. Đang hưởng trợ cấp bảo hiểm xã hội hàng tháng?", "5. Thuộc hộ nghèo, cận nghèo không?"):
        _ticks(sheet, question, bool(brief.rng.random() < 0.5))
    sheet.skip(6)
    sheet.paragraph([Run("Phần 2. THÔNG TIN CỦA HỘ GIA ĐÌNH", bold=True)], indent=0, after=6)
    rows: list[list[list[Run]]] = [[[Run(t)] for t in ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân")]]
    rows.append([[Run("1")], *([run] for run in _row(head))])
    for n, person in enumerate(members[1:], start=1):
        rows.append([[Run(str(n + 1))], *([run] for run in _row(Voice.of(sheet, person, "other", at, n), facts=True))])
    sheet.table([0.08, 0.34, 0.18, 0.14, 0.26], rows, size=12)
    sheet.skip(4)
    sheet.paragraph([Run("Tôi xin cam đoan những lời khai trên là đúng, nếu có điều gì khai không đúng tôi xin chịu trách nhiệm hoàn toàn.")])
    blocks.sign_citizen(sheet, brief, "NGƯỜI KHAI", members[0].full_name)
    return sheet.finish()


def _row(voice: Voice, facts: bool = False) -> tuple[Run, Run, Run, Run]:
    person = voice.person
    if facts:
        return voice.name(bold=False), voice.birth(), voice.gender(), voice.say("citizen_id", person.citizen_id)
    return Run(person.full_name), Run(person.birth_printed), Run(person.gender_word), Run(person.citizen_id)


def _ticks(sheet: Sheet, question: str, yes: bool) -> None:
    sheet.y += sheet.size * 1.5
    sheet.line([Run(question)], sheet.left, sheet.y)
    for x, word, ticked in ((400.0, "Có", yes), (470.0, "Không", not yes)):
        end = sheet.line([Run(word)], x, sheet.y)
        sheet.lines -= 1
        sheet.put(Picture("ticked" if ticked else "box", end + 5, sheet.y - 9.5, 10, 10))
    sheet.lines += 1
