"""Schools, hospitals, centres and companies, by made-up names."""

from __future__ import annotations

from synthetic.heads.draws import WORDS, Draws
from synthetic.heads.organ import Organ, break_name, draw_organ_below, initials


def draw_school(draws: Draws) -> Organ:
    """A school, or a faculty of one."""
    kind = draws.pick(
        (
            "Trường Đại học",
            "Trường Cao đẳng",
            "Trường ĐH",
            "Trường CĐ",
            "Trường Trung cấp",
            "Học viện",
        ),
        False,
    )
    place = draws.pick(WORDS["provinces"])
    school = draws.pick(WORDS["schools"])
    options = (place, school, f"{school} {place}", draws.unit())
    name = f"{kind} {draws.pick(options, False)}"
    over = draws.pick(
        (
            "Bộ Giáo dục và Đào tạo",
            "Bộ Công Thương",
            "Bộ Y tế",
            f"UBND tỉnh {place}",
            f"Đại học {place}",
            "Bộ Lao động - Thương binh|và Xã hội",
        ),
        False,
    )
    if draws.chance(0.25):
        faculty = (
            f"Khoa {draws.pick(WORDS['faculties'])}"
            if draws.chance(0.7)
            else f"Phòng {draws.pick(('Đào tạo', 'Công tác sinh viên', 'Khảo thí'), False)}"
        )
        return Organ(
            break_name(draws, name),
            break_name(draws, faculty),
            initials(faculty),
            place,
            "Trưởng khoa",
        )
    short = initials(name.removeprefix("Trường "))
    return draw_organ_below(draws, over, name, place, "Hiệu trưởng", short=short)


def draw_hospital(draws: Draws) -> Organ:
    """A hospital."""
    place = draws.pick(WORDS["provinces"])
    name = f"Bệnh viện {draws.pick(WORDS['hospitals'])} {draws.pick((f'tỉnh {place}', 'Trung ương', place, f'khu vực {draws.unit()}', f'Trung ương thành phố {place}'), False)}"
    over = draws.pick(
        (
            "Bộ Y tế",
            f"Sở Y tế {place}",
            f"UBND tỉnh {place}|Sở Y tế",
            f"Sở Y tế tỉnh {place}",
        ),
        False,
    )
    return draw_organ_below(draws, over, name, place, "Giám đốc")


def draw_centre(draws: Draws) -> Organ:
    """A centre below a department or a district."""
    place, unit = draws.pick(WORDS["provinces"]), draws.unit()
    name = f"Trung tâm {draws.pick(WORDS['centres'])} {draws.pick((f'tỉnh {place}', f'huyện {unit}', f'thành phố {unit}', ''), False)}".strip()
    over = draws.pick(
        (
            f"Sở Y tế {place}",
            f"UBND huyện {unit}",
            f"Sở Nội vụ tỉnh {place}",
            f"Ủy ban nhân dân|huyện {unit}",
        ),
        False,
    )
    return Organ(
        tuple(over.split("|")),
        break_name(draws, name),
        initials(name),
        draws.pick((place, unit), False),
        "Giám đốc",
    )


def draw_company(draws: Draws) -> Organ:
    """A company of a province."""
    place = draws.pick(WORDS["provinces"])
    name = f"Công ty {draws.pick(('TNHH MTV', 'Cổ phần', 'TNHH Một thành viên'), False)} {draws.pick(WORDS['companies'])} {place}"
    return Organ(
        (f"UBND tỉnh {place}",) if draws.chance(0.4) else (),
        break_name(draws, name),
        initials(name),
        place,
        "Tổng Giám đốc",
    )
