"""A citizen card's QR, as text or in a photo."""

import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from pipeline.config import load_settings
from pipeline.desk.kept.session import DeskPerson
from pipeline.desk.person import doubts_about, read_person, register_says
from pipeline.errors import UsageError
from pipeline.match.register import open_register
from pipeline.match.register.build import build_register

SETTINGS = load_settings(environ={})
TEXT = "001080000001|012345678|NGUYỄN VĂN AN|12031980|Nam|Phúc Xá, Hà Nội|01012022"
AN = DeskPerson(
    "001080000001",
    "012345678",
    "Nguyễn Văn An",
    "1980-03-12",
    "M",
    "Phúc Xá, Hà Nội",
    "2022-01-01",
)


def photo(text: str) -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(
        scale=6
    )
    picture = Image.new("RGB", (900, 600), "white")
    picture.paste(Image.fromarray(code), (300, 100))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def test_a_hand_scanners_text_and_a_photo_say_the_same():
    assert read_person(TEXT.encode() + b"\r\n", SETTINGS) == AN
    assert read_person(photo(TEXT), SETTINGS) == AN


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "no_card"),
        (b"hello", "no_card"),
        (b"\x00\xff" * 5000, "no_card"),
        (TEXT.encode("utf-16"), "no_card"),
        (b"x" * 100_000, "no_card"),
        (photo("hello"), "no_card"),
        (TEXT.replace("12031980", "31021980").encode(), "bad_card"),
    ],
)
def test_what_is_no_card_is_refused(given, code):
    with pytest.raises(UsageError) as caught:
        read_person(given, SETTINGS)
    assert caught.value.code == code


def test_what_speaks_against_a_card(tmp_path):
    head = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,"
    (tmp_path / "r.csv").write_text(
        f"{head}commune_name,province_name,former_ids\n"
        "001080000001,,Nguyễn Văn An,1980-03-12,M,,,,,001080000555\n",
        encoding="utf-8",
    )
    build_register(tmp_path / "r.csv", tmp_path / "built")
    register = open_register(tmp_path / "built")
    assert (list(doubts_about(AN, None)), register_says(AN, None)) == ([], None)
    assert (list(doubts_about(AN, register)), register_says(AN, register)) == (
        [],
        "known",
    )
    other = DeskPerson("001080000001", None, "Trần Văn An", "1980-03-12", "M", None)
    assert list(doubts_about(other, register)) == ["card_differs"]
    unfit = DeskPerson("001180000009", None, "Trần Văn An", "1980-03-12", "M", None)
    assert list(doubts_about(unfit, register)) == ["card_number_unfit", "card_unknown"]
    before = replace(AN, citizen_id="001080000555")
    assert register_says(before, register) == "known"
    assert register_says(replace(before, full_name="Lê B"), register) == "differs"
