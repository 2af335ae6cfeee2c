"""Parts of Vietnamese personal names with their shares.

The shares of family names follow published estimates (Nguyễn about 38 %, Trần 11 %, Lê 9.5 %, …); middle and given
names are common ones with falling shares. Every full name is put together by chance: none is of a real person.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FAMILY: dict[str, float] = {
    "Nguyễn": 38.4, "Trần": 11.0, "Lê": 9.5, "Phạm": 7.1, "Hoàng": 3.6, "Huỳnh": 1.5, "Phan": 4.5, "Vũ": 2.6,
    "Võ": 1.3, "Đặng": 2.1, "Bùi": 2.0, "Đỗ": 1.4, "Hồ": 1.3, "Ngô": 1.3, "Dương": 1.0, "Lý": 0.5, "Đào": 0.8,
    "Đinh": 0.8, "Trịnh": 0.7, "Lương": 0.6, "Mai": 0.6, "Tạ": 0.5, "Cao": 0.5, "Lưu": 0.5, "Đoàn": 0.5, "Hà": 0.5,
    "Chu": 0.4, "Tô": 0.3, "Tống": 0.2, "Kiều": 0.2, "Quách": 0.2, "Thái": 0.3, "Vương": 0.3, "La": 0.1, "Nông": 0.2,
    "Triệu": 0.2, "Phùng": 0.3, "Nghiêm": 0.2, "Khuất": 0.1, "Ứng": 0.05, "Ông": 0.05,
}  # fmt: skip

MIDDLE_MALE: dict[str, float] = {
    "Văn": 30, "Đức": 6, "Hữu": 5, "Quang": 5, "Minh": 6, "Xuân": 4, "Ngọc": 4, "Đình": 4, "Công": 3, "Thanh": 4,
    "Duy": 3, "Anh": 2, "Tiến": 3, "Quốc": 4, "Bá": 2, "Trọng": 2, "Việt": 2, "Gia": 3, "Bảo": 2, "Hải": 2, "Viết": 1,
    "Thế": 2, "Mạnh": 2, "Khắc": 1, "": 2,
}  # fmt: skip

MIDDLE_FEMALE: dict[str, float] = {
    "Thị": 40, "Thị Thu": 4, "Thị Thanh": 4, "Thị Ngọc": 4, "Thị Hồng": 3, "Thị Minh": 2, "Thị Phương": 2, "Thu": 3,
    "Ngọc": 5, "Minh": 4, "Phương": 4, "Thanh": 4, "Khánh": 3, "Bảo": 3, "Hà": 2, "Diệu": 2, "Hoài": 2, "Quỳnh": 2,
    "Mai": 2, "Tường": 1, "Thùy": 2, "": 1,
}  # fmt: skip

GIVEN_MALE: tuple[str, ...] = (
    "Hùng", "Dũng", "Tuấn", "Nam", "Sơn", "Hải", "Cường", "Minh", "Thắng", "Hoàng", "Long", "Anh", "Đức", "Hiếu",
    "Trung", "Thành", "Quân", "Huy", "Tùng", "Kiên", "Bình", "Khoa", "Phong", "Toàn", "Tú", "Việt", "Khánh", "Lâm",
    "Phúc", "Lộc", "Thọ", "Tài", "Đạt", "Duy", "Vinh", "Quang", "Hưng", "Mạnh", "Nghĩa", "Nhân", "Tâm", "Thiện",
    "Thịnh", "Trường", "Tiến", "Đăng", "Bảo", "Khôi", "Nguyên", "An", "Chiến", "Công", "Định", "Giang", "Hà", "Hậu",
    "Hòa", "Hợp", "Khải", "Luân", "Lực", "Mùi", "Ninh", "Oánh", "Phương", "Quý", "Quyết", "Sáng", "Tân", "Thuận",
    "Trí", "Tuyên", "Ước", "Vượng", "Xuyên", "Yên", "Đông", "Điệp", "Thưởng", "Thủy",
)  # fmt: skip

GIVEN_FEMALE: tuple[str, ...] = (
    "Hương", "Lan", "Hà", "Hoa", "Mai", "Linh", "Trang", "Hằng", "Thảo", "Phương", "Anh", "Nga", "Thủy", "Hạnh",
    "Dung", "Loan", "Yến", "Nhung", "Vân", "Huyền", "Ngọc", "Hiền", "Thu", "Oanh", "Liên", "Tuyết", "Bích", "Chi",
    "Ngân", "Quỳnh", "Trâm", "Vy", "My", "Nhi", "Như", "Thư", "Uyên", "Giang", "Châu", "Diễm", "Đào", "Hòa", "Hồng",
    "Hợp", "Khanh", "Lệ", "Luyến", "Lý", "Mận", "Minh", "Mỹ", "Nguyệt", "Nhàn", "Phượng", "Quyên", "Sen", "Tâm",
    "Thoa", "Thơm", "Thắm", "Tình", "Tươi", "Xuân", "Ánh", "Én", "Thúy", "Hường", "Hậu", "Duyên", "Điệp",
)  # fmt: skip


def falling_shares(count: int) -> NDArray[np.float64]:
    """Shares of `count` names by rank, 1/(rank + 8), summing to 1."""
    weights = 1.0 / (np.arange(count) + 8.0)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def shares(table: dict[str, float]) -> NDArray[np.float64]:
    """The values of a table of weights, summing to 1."""
    weights = np.array(list(table.values()), dtype=np.float64)
    return np.asarray(weights / weights.sum(), dtype=np.float64)
