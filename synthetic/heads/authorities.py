"""Committees, departments, ministries, police and what else governs, by made-up names."""

from __future__ import annotations

from synthetic.heads.draws import WORDS, Draws
from synthetic.heads.organ import Organ, break_name, draw_organ_below, initials

_FIELD_SHORT = {
    "Y tế": "SYT",
    "Tư pháp": "STP",
    "Nội vụ": "SNV",
    "Tài chính": "STC",
    "Xây dựng": "SXD",
    "Công Thương": "SCT",
    "Giáo dục và Đào tạo": "SGDĐT",
    "Tài nguyên và Môi trường": "STNMT",
}


def draw_committee(draws: Draws) -> Organ:
    """A people's committee or council."""
    short = draws.chance(0.2)
    name = (
        "UBND"
        if short
        else draws.pick(
            (
                "Ủy ban nhân dân",
                "Uỷ ban nhân dân",
                "Ủy ban nhân dân",
                "Hội đồng nhân dân",
            ),
            False,
        )
    )
    level = draws.pick(
        (
            "tỉnh",
            "thành phố",
            "huyện",
            "quận",
            "thị xã",
            "phường",
            "xã",
            "thị trấn",
        ),
        False,
    )
    place = (
        draws.pick(WORDS["provinces"])
        if level == "tỉnh"
        else draws.pick(WORDS["city"], False)
        if level == "thành phố"
        else draws.unit()
    )
    parent: tuple[str, ...] = ()
    if level in {"phường", "xã", "thị trấn"} and draws.chance(0.5):
        parent = (
            f"{'UBND' if draws.chance(0.5) else name} {draws.pick(('huyện', 'quận', 'thị xã'), False)} {draws.unit()}",
        )
    lines = (
        (f"{name} {level} {place}",)
        if short or draws.chance(0.35)
        else (name, f"{level} {place}")
    )
    return Organ(
        parent,
        lines,
        "HĐND" if name.startswith("Hội") else "UBND",
        place,
        "Chủ tịch",
    )


def draw_department(draws: Draws) -> Organ:
    """A department of a province."""
    field = draws.pick(WORDS["fields"])
    province = draws.pick(WORDS["provinces"])
    over = draws.pick(
        (
            f"UBND tỉnh {province}",
            f"Ủy ban nhân dân|tỉnh {province}",
            f"UBND thành phố {province}",
            f"UBND TP. {province}",
            f"Ủy ban nhân dân tỉnh {province}",
        ),
        False,
    )
    short = _FIELD_SHORT.get(field) or "S" + "".join(
        w[0] for w in field.split() if w[0].isupper()
    )
    return draw_organ_below(
        draws, over, f"Sở {field}", province, "Giám đốc", short=short
    )


def draw_office(draws: Draws) -> Organ:
    """An office or branch office of a province."""
    place = draws.pick(WORDS["provinces"])
    name, over = [
        ("Văn phòng", f"HĐND tỉnh {place}"),
        ("Văn phòng", f"UBND tỉnh {place}"),
        ("Thanh tra", f"UBND tỉnh {place}"),
        ("Văn phòng Đăng ký đất đai", f"Sở Tài nguyên và Môi trường|tỉnh {place}"),
        (
            "Chi nhánh Văn phòng Đăng ký đất đai|huyện " + draws.unit(),
            f"Văn phòng Đăng ký đất đai|tỉnh {place}",
        ),
        ("Chi cục Kiểm lâm", f"Sở Nông nghiệp và PTNT {place}"),
    ][int(draws.rng.integers(6))]
    return Organ(
        tuple(over.split("|")),
        tuple(name.split("|")),
        initials(name),
        place,
        "Chánh Văn phòng" if name == "Văn phòng" else "Chi cục trưởng",
    )


def draw_ministry(draws: Draws) -> Organ:
    """A ministry, or what stands below one."""
    field = draws.pick(WORDS["fields"])
    if draws.chance(0.4):
        return Organ(
            (),
            break_name(draws, f"Bộ {field}"),
            "B" + initials(field),
            "Hà Nội",
            "Bộ trưởng",
        )
    name = draws.pick(
        (
            "Cục Quản lý Khám, chữa bệnh",
            "Vụ Tổ chức cán bộ",
            "Tổng cục Thống kê",
            "Cục Hàng không",
            "Viện Pháp y Quốc gia",
            "Cục Thuế",
            "Kho bạc Nhà nước",
            "Bảo hiểm xã hội",
        ),
        False,
    )
    if name in {"Cục Thuế", "Kho bạc Nhà nước", "Bảo hiểm xã hội"}:
        place = draws.pick(WORDS["provinces"])
        over = {
            "Cục Thuế": "Tổng cục Thuế",
            "Kho bạc Nhà nước": "Bộ Tài chính",
            "Bảo hiểm xã hội": "Bảo hiểm xã hội Việt Nam",
        }[name]
        return draw_organ_below(
            draws,
            over,
            f"{name} tỉnh {place}",
            place,
            "Cục trưởng",
            short=initials(name),
        )
    return draw_organ_below(draws, f"Bộ {field}", name, "Hà Nội", "Cục trưởng")


def draw_police(draws: Draws) -> Organ:
    """Police of a province, district or commune."""
    place, unit = draws.pick(WORDS["provinces"]), draws.unit()
    over = draws.pick(
        ("Bộ Công an", f"Công an tỉnh {place}", f"Công an huyện {unit}"), False
    )
    name = (
        f"Công an tỉnh {place}"
        if over == "Bộ Công an"
        else draws.pick(
            (
                f"Công an huyện {unit}",
                f"Công an xã {unit}",
                "Phòng Cảnh sát QLHC về TTXH",
                "Đội Cảnh sát giao thông",
            ),
            False,
        )
    )
    return Organ(
        (over,),
        break_name(draws, name),
        initials(name),
        draws.pick((place, unit), False),
        "Trưởng Công an",
    )


def draw_division(draws: Draws) -> Organ:
    """A division of a district."""
    unit = draws.unit()
    over = draws.pick(
        (
            f"UBND huyện {unit}",
            f"UBND quận {unit}",
            f"Ủy ban nhân dân|quận {unit}",
            f"UBND thị xã {unit}",
        ),
        False,
    )
    name = f"Phòng {draws.pick(WORDS['departments'])}"
    return draw_organ_below(draws, over, name, unit, "Trưởng phòng")


def draw_board(draws: Draws) -> Organ:
    """A board, an association, a council of experts."""
    place, unit = draws.pick(WORDS["provinces"]), draws.unit()
    name = draws.pick(
        (
            f"Ban Quản lý dự án đầu tư xây dựng|huyện {unit}",
            "Ban Chỉ đạo phòng, chống dịch Covid-19",
            f"Hội đồng thẩm định quy hoạch|phòng cháy và chữa cháy tỉnh {place}",
            f"Hội Nông dân huyện {unit}",
            f"Liên đoàn Lao động tỉnh {place}",
            f"Ban Tổ chức hội thi|tay nghề tỉnh {place}",
        ),
        False,
    )
    parent = (
        (f"UBND {'huyện ' + unit if 'huyện' in name else 'tỉnh ' + place}",)
        if draws.chance(0.6)
        else ()
    )
    return Organ(parent, tuple(name.split("|")), initials(name), place, "Trưởng ban")
