from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks.markdown import percent, table
from benchmarks.ocr import FLOORS, _floor
from benchmarks.ocr_sides import SideRead, profiles, settings_for
from benchmarks.ocr_tables import ocr_tables
from benchmarks.ocr_tally import Tally, stages_per_page
from benchmarks.real_scans import real_pages, scans_folder
from benchmarks.scoring import fields_exact, matched_lines
from pipeline.config import load_settings

REAL = Path(__file__).parents[3] / "benchmarks" / "real_scans"
LETTERS = "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ"


def test_fields_are_found_exactly_or_not_at_all():
    text = "Họ tên: NGUYỄN  VĂN\nAN, số 001090012345, ngày 05/11/2024"
    assert fields_exact(["NGUYỄN VĂN AN", "001090012345", "05/11/2024"], text) == 3
    assert fields_exact(["Nguyễn Văn An", "00109001234 5", "05.11.2024"], text) == 0
    assert fields_exact([unicodedata.normalize("NFD", "NGUYỄN VĂN AN")], text) == 1


def test_a_short_line_takes_the_place_where_it_stands_as_a_word():
    lines, rest = matched_lines(["Nam", "1"], "Việt Namibia 12 Nam 1")
    assert [(one.line, one.found) for one in lines] == [("Nam", "Nam"), ("1", "1")]
    assert rest == ["Việt", "Namibia", "12"]


@given(
    st.lists(st.text("abcdeôơ 123", min_size=1, max_size=12), max_size=6),
    st.text("abcôơ 12\n", max_size=60),
)
def test_each_character_of_the_output_is_used_once(lines, output):
    matched, rest = matched_lines(lines, output)
    used = sum(len(one.found.replace(" ", "")) for one in matched) + sum(map(len, rest))
    assert used == len("".join(output.split()))


def test_a_tally_adds_up_pages():
    tally = Tally()
    tally.add(
        "a",
        ["Số: 12", "Hà Nội"],
        ["12", "99"],
        SideRead("Số: 12 rác", 0.5, 0.6, stages={"ocr": 0.4}),
    )
    tally.add("b", ["Số: 13"], [], SideRead("Số: 13", 0.3, 0.3, stages={"ocr": 0.2}))
    assert (tally.pages, tally.missing, tally.made_up) == (2, 6, 3)
    figures = tally.figures()
    assert (
        figures["cer"] == 0.5
        and figures["fields_exact"] == 0.5
        and figures["cpu_s_per_page"] == 0.4
    )
    assert stages_per_page(tally) == {"ocr": 0.3}
    assert sorted(errors for errors, _, _ in tally.worst) == [3, 6]


@pytest.mark.parametrize(("read", "counts"), [("", True), ("Số: 12/QĐ", False)])
def test_a_level_counts_only_while_the_ordinary_tool_fails(read, counts):
    tally = Tally()
    tally.add("a", ["Số: 12/QĐ"], ["12/QĐ"], SideRead(read, 0.1, 0.1))
    assert all(_floor(level, tally)["counts"] == counts for level in FLOORS)


def test_settings_take_other_values_for_recognition():
    assert settings_for(language="eng").ocr.language == "eng"
    assert settings_for(engine=None) == load_settings(environ={})
    assert profiles()


def test_a_height_that_was_missed_is_marked():
    side = {
        "cer": 0.004,
        "wer": 0.01,
        "made_up": 0.0,
        "lines_lost": 0.0,
        "fields_exact": 0.9,
        "cpu_s_per_page": 0.5,
        "forms_cer": 0.02,
        "cpu_to_tesseract": 0.81,
        "kinds": {"form": {"pages": 1, "cer": 0.02, "fields_exact": 0.9}},
        "stage_cpu_s_per_page": {"ocr": 0.4},
        "preparation_ms_by_dpi": {"200": 80},
    }
    floor = {
        "cer": 0.05,
        "cer_at_least": 0.09,
        "fields_exact": 0.5,
        "fields_exact_at_most": 0.78,
        "counts": False,
    }
    worker = {
        "open_engine_s": 1,
        "first_page_extra_s": 0,
        "peak_mb": 400,
        "threads": 1,
        "cpu_s": 1,
        "wall_s": 1,
    }
    found = {
        "engine": "x",
        "default": "sohoa",
        "worker": {"sohoa": worker},
        "levels": {
            "clean": {"pages": 1, "forms": 1, "floor": floor, "sides": {"sohoa": side}}
        },
    }
    text = "\n".join(ocr_tables(found))
    assert "1.17 % → ≤ 0.50 % → **0.40 %** |" in text
    assert (
        "95.00 % → ≥ 98.00 % → **90.00 %** ✗" in text
        and "0.90 → ≤ 0.80 → **0.81** ✗" in text
    )
    assert "clean 5.00 % (≥ 9 %) and 50.00 % (≤ 78 %), **does not count**" in text
    assert "| clean | 0.4 | 200 dpi 80 ms |" in text


def test_tables_in_markdown():
    assert list(table(("a", "b"), [(1200, None)])) == [
        "| a | b |",
        "|--|--|",
        "| 1,200 | – |",
    ]
    assert (percent(0.1234), percent(None)) == ("12.34 %", "–")


def test_every_transcription_belongs_to_a_page_and_is_vietnamese():
    entries = tomllib.loads((REAL / "index.toml").read_text("utf-8"))["page"]
    assert {entry["text"] for entry in entries} == {
        path.name for path in REAL.glob("*.txt")
    }
    known = set(LETTERS + LETTERS.lower() + " .,:;?!()-“”")
    for entry in entries:
        text = (REAL / entry["text"]).read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text) and set(text) - {"\n"} <= known, (
            entry["text"]
        )
        assert all(line == line.strip() != "" for line in text.splitlines())


def test_real_pages_are_taken_from_a_folder_that_may_lack_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOHOA_REAL_SCANS", str(tmp_path / "none"))
    assert scans_folder() is None
    monkeypatch.setenv("SOHOA_REAL_SCANS", str(tmp_path))
    assert scans_folder() == tmp_path and real_pages(tmp_path, tmp_path) == []
    pages = [Image.new("1", (40, 30), 1), Image.new("1", (50, 30), 1)]
    pages[0].save(
        tmp_path / "vo_vietsample1.tif",
        save_all=True,
        append_images=pages[1:],
        dpi=(300, 300),
    )
    (tmp_path / "out").mkdir()
    found = real_pages(tmp_path, tmp_path / "out")
    assert [page.name for page in found] == [
        "vo_vietsample1.tif, page 1",
        "vo_vietsample1.tif, page 2",
    ]
    with Image.open(found[1].path) as image:
        assert image.size == (50, 30) and round(image.info["dpi"][0]) == 300
    assert found[0].lines[0] == "Đôi Mắt Người Sơn Tây"
