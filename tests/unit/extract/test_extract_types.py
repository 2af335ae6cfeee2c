import re
import shutil
import tomllib
from pathlib import Path

import pytest

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.extract.types import load_document_types

FOLDER = CONFIGS / "document_types"
TYPES = load_document_types()


def test_the_types_that_everybody_relies_on_are_there() -> None:
    wanted = {
        "quyet_dinh",
        "giay_khai_sinh",
        "trich_luc_khai_sinh",
        "giay_chung_nhan_ket_hon",
        "giay_phep_xay_dung",
        "giay_chung_nhan_quyen_su_dung_dat",
        "don_de_nghi",
        "to_khai",
        "the_can_cuoc",
        "cong_van",
        "bien_ban",
        "giay_xac_nhan_tinh_trang_hon_nhan",
        "giay_chung_nhan",
        "giay_phep",
        "trich_luc",
        "other",
    }
    assert wanted <= {found.code for found in TYPES}


def test_every_type_is_dated_and_named_once() -> None:
    names = [found.name for found in TYPES]
    assert len(names) == len(set(names))
    assert all(found.source for found in TYPES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("giay_khai_sinh", "giay_khai_sinh"),
        ("Giấy khai sinh", "giay_khai_sinh"),
        ("GIAY KHAI SINH", "giay_khai_sinh"),
        ("Loại khác", "other"),
        ("Giấy chứng tử", "trich_luc_khai_tu"),
        ("thư tình", None),
    ],
)
def test_resolve(text: str, code: str | None) -> None:
    assert TYPES.resolve(text) == code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "types"))


def test_a_new_type_needs_no_code(folder: Path) -> None:
    text = (folder / "giay_moi.toml").read_text(encoding="utf-8")
    text = text.replace("giay_moi", "giay_bao").replace("Giấy mời", "Giấy báo")
    (folder / "giay_bao.toml").write_text(text, encoding="utf-8")
    assert load_document_types(folder).resolve("giấy báo") == "giay_bao"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("version = 1", "version = 1\ncolour = 'red'", "colour"),
        ('retention = "01"', 'retention = "forever"', "retention"),
        ('role = "mother"', 'role = "aunt"', "persons.1.role"),
        (
            'facts = ["birth_date", "identity", "id_issued_date", "address"]',
            'facts = ["shoe_size"]',
            "persons.3.facts",
        ),
        ("valid_from = 2006-01-01", "", "valid_from"),
        ('kind = "organ"', 'kind = "smell"', "fields.0.kind"),
        ('kind = "organ"', 'kind = "organ"\npattern = "(["', "fields.0.pattern"),
    ],
)
def test_wrong_files_are_refused_by_key(
    folder: Path, old: str, new: str, key: str
) -> None:
    path = folder / "giay_khai_sinh.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_document_types(folder)
    assert caught.value.code == "document_type_invalid"
    line = re.escape(str(path)) + r":(\d+): " + re.escape(key)
    found = re.fullmatch(line, str(caught.value.item))
    assert found
    lines = path.read_text(encoding="utf-8").splitlines()
    where = "version" if key == "valid_from" else key.rpartition(".")[2]
    assert key == "valid_from" or where in lines[int(found.group(1)) - 1]


def test_unreadable_and_missing_files(folder: Path) -> None:
    (folder / "quyet_dinh.toml").write_text("code = ", encoding="utf-8")
    with pytest.raises(UsageError, match=r"quyet_dinh\.toml") as caught:
        load_document_types(folder)
    assert caught.value.code == "document_type_unreadable"
    (folder / "quyet_dinh.toml").unlink()
    (folder / "other.toml").unlink()
    with pytest.raises(UsageError, match="other"):
        load_document_types(folder)


def test_messages_exist_in_vietnamese() -> None:
    messages = tomllib.loads(
        (CONFIGS / "messages" / "extract.toml").read_text(encoding="utf-8")
    )
    assert set(messages) == {
        "document_type_unreadable",
        "document_type_invalid",
        "sample_invalid",
        "no_samples",
        "handwritten",
    }
    assert all(set(entry) == {"message", "remedy"} for entry in messages.values())
