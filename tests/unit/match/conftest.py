from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.config import MatchSettings, load_settings
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from synthetic.people.register import make_register

HEADER = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name"
AN = "001075000123,123456789,Nguyễn Văn An,1975-03-12,M,001,00004,Phường Trúc Bạch,Hà Nội"
BINH = (
    "001190004567,,Trần Thị Thanh Bình,1990-11-30,F,001,00004,Phường Trúc Bạch,Hà Nội"
)
KPA = "064085001234,987654321,H'Linh Ksor Kpă,1985,M,064,23500,Xã Ia Rsai,Gia Lai"


@pytest.fixture(scope="session")
def settings() -> MatchSettings:
    return load_settings(environ={}).matching


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(
        rows: Sequence[str],
        header: str = HEADER,
        encoding: str = "utf-8",
        name: str = "people.csv",
    ) -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join((header, *rows, "")).encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def people() -> pa.Table:
    """20,000 made-up people and 500 more who stay out of the register."""
    return make_register(20_500, 4).table


@pytest.fixture(scope="session")
def register(people: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("match")
    pq.write_table(people.slice(0, 20_000), folder / "people.parquet")
    build_register(folder / "people.parquet", folder / "R")
    return open_register(folder / "R")


@pytest.fixture
def copied(register: Register, tmp_path: Path) -> Register:
    """The same register in a folder of its own, to be changed."""
    shutil.copytree(register.path, tmp_path / "R")
    return open_register(tmp_path / "R")
