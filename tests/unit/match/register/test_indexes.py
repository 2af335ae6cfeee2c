"""The arrays of a register."""

import numpy as np

from pipeline.match.normal import name_key
from pipeline.match.register.columns import RegisterColumns
from pipeline.match.register.indexes import register_arrays


def coded(*words):
    known = sorted({word for word in words if word is not None})
    codes = [known.index(word) if word is not None else -1 for word in words]
    return np.array(codes, np.int64), known


def columns(*names):
    count = len(names)
    return RegisterColumns(
        citizen_id=np.arange(1, count + 1, dtype=np.uint64),
        old_id=np.full(count, 0xFFFFFFFF, np.uint32),
        birth=np.full(count, 1975 << 9 | 3 << 5 | 12, np.int32),
        gender=np.ones(count, np.uint8),
        texts={
            "full_name": coded(*names),
            "birth_province": coded(*["001"] * count),
            "commune_code": coded(*["00004"] * count),
            "commune_name": coded(*["Phường Trúc Bạch"] * count),
            "province_name": coded(*["Hà Nội"] * count),
            "former_ids": coded(*[None] * count),
            "death_date": coded(*[None] * count),
        },
    )


def test_names_that_fold_alike_share_a_key():
    arrays = dict(
        register_arrays(columns("Nguyễn Văn An", "Nguyên Văn Ân", "Lê Thị Bình"))
    )
    keys = arrays["name_key"][arrays["name"]].tolist()
    assert keys[0] == keys[1] != keys[2]
    assert sorted(arrays["key_count"].tolist()) == [1, 2]


def test_an_empty_register_has_all_of_its_arrays():
    full = dict(register_arrays(columns("Lê Thị Bình")))
    assert dict(register_arrays(columns())).keys() == full.keys()


def test_shortened_names_lead_to_the_whole_ones():
    arrays = dict(register_arrays(columns("Thái Duy Điệp", "Thái Văn Điệp", "Lê An")))
    short, key = arrays["short_hash"], arrays["short_key"]
    assert np.all(short[:-1] <= short[1:])
    assert len(short) == 6
    both = key[short == name_key("thai diep")]
    assert sorted(arrays["key_hash"][both].tolist()) == sorted(
        name_key(name) for name in ("thai duy diep", "thai van diep")
    )
