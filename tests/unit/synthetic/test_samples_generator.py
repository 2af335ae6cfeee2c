"""The sample generator: same seed, same bytes; truth that fits the picture; numbers that agree with
one another."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.stacks.codes import read_codes
from schemas.geometry import BoundingBox
from synthetic import (
    KINDS,
    RenderedPage,
    degrade,
    make_paper,
    make_register,
    render_paper,
    unit_by_code,
)
from synthetic.pages.items import Run
from synthetic.pages.layout import told
from synthetic.papers.cards import check_digit
from synthetic.people.places import PROVINCES
from synthetic.people.words import date_words, number_words
from synthetic.samples.build import Amounts, build_samples

SMALL = Amounts(seed=5, citizens=3000, one_stop_rows=80, past_rows=90, dossiers=2)


def holds_ink(page: RenderedPage, box: BoundingBox) -> bool:
    """Something much darker than the paper around it lies in the box."""
    grey = np.asarray(page.image.convert("L"))
    part = grey[
        max(0, int(box.y0)) : int(np.ceil(box.y1)),
        max(0, int(box.x0)) : int(np.ceil(box.x1)),
    ]
    return part.size > 0 and int(part.min()) < np.median(grey) - 40


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two dossiers."""
    out = tmp_path_factory.mktemp("samples")
    assert len(list(build_samples(out, SMALL))) == 3
    return out


def test_the_same_arguments_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    list(build_samples(tmp_path, SMALL))
    first, second = files_of(small), files_of(tmp_path)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert {
        "register.csv",
        "one-stop.csv",
        "past-results.csv",
        "inbox/batch.csv",
        "truth/expected.json",
    } <= first.keys()


def test_one_part_alone_is_the_same_as_with_the_others(
    small: Path, tmp_path: Path
) -> None:
    list(build_samples(tmp_path, SMALL, only="tables"))
    everything, part = files_of(small), files_of(tmp_path)
    assert set(part) == {"one-stop.csv", "past-results.csv"}
    assert all(everything[name] == data for name, data in part.items())


@pytest.mark.parametrize("level", ["office", "hard"])
@pytest.mark.parametrize("kind", KINDS)
def test_boxes_of_the_truth_hold_ink(kind: str, level: str) -> None:
    rng = np.random.default_rng(17)
    page = degrade(render_paper(make_paper(kind, rng), 100)[0], level, rng)  # type: ignore[arg-type]
    truth = page.truth
    assert page.image.size == (truth.geometry.width_px, truth.geometry.height_px)
    assert len(truth.lines) > 5
    inside = [
        line for line in truth.lines if line.box.width > 4 and line.box.height > 4
    ]
    # Ten degrees of skew push a line of the margin off the glass now and then.
    assert len(inside) >= len(truth.lines) - (2 if level == "hard" else 0)
    # Faded print at 100 dpi: not every short line is dark enough to be told from the paper.
    dark = sum(holds_ink(page, line.box) for line in inside)
    assert dark >= (0.8 if level == "hard" else 1.0) * len(inside)
    if level == "office":
        assert all(holds_ink(page, fact.box) for fact in truth.facts)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_geometry_leads_from_the_worn_page_back_to_the_clean_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clean = render_paper(make_paper("the_can_cuoc", rng), 72)[0]
    worn = degrade(clean, "hard", rng)
    for before, after in zip(clean.truth.lines, worn.truth.lines, strict=True):
        back = worn.truth.geometry.to_upright.apply_box(after.box)
        assert back.x0 <= before.box.x0 + 1 and back.x1 >= before.box.x1 - 1
        assert back.y0 <= before.box.y0 + 1 and back.y1 >= before.box.y1 - 1


def test_codes_on_papers_can_be_read() -> None:
    rng = np.random.default_rng(3)
    receipt = "H26.27-241105-0012|2.000635|001099123456|Giấy khai sinh|HT-TTGQTTHC|2024-11-05T08:30:00+07:00"
    for paper in (
        make_paper("giay_khai_sinh", rng, receipt=receipt),
        make_paper("the_can_cuoc", rng),
    ):
        page = degrade(render_paper(paper)[0], "office", rng)
        read = read_codes(np.asarray(page.image.convert("L")))
        assert [code.text for code in read] == list(page.truth.codes)
    assert page.truth.codes[0].count("|") == 6


def test_every_fact_stands_in_the_text() -> None:
    for kind in KINDS:
        paper = make_paper(kind, np.random.default_rng(8))
        text = " ".join(
            page.truth.text.replace("\n", " ") for page in render_paper(paper, 72)
        )
        hidden = {"old_id"} if kind == "the_can_cuoc" else set()
        missing = [
            fact
            for fact in paper.facts
            if fact.printed not in text and fact.name not in hidden
        ]
        # A value in one of two columns is broken over lines, with the other column's words between.
        assert {fact.name for fact in missing} <= {"address", "issuer", "origin"}, kind


def test_papers_follow_their_time() -> None:
    unit = unit_by_code()["H26.27.05"]
    old = make_paper(
        "giay_chung_nhan_ket_hon",
        np.random.default_rng(2),
        unit=unit,
        issued=date(2008, 4, 2),
    )
    assert {fact.name for fact in old.facts if fact.name.endswith("_id")} == {"old_id"}
    new = make_paper(
        "giay_chung_nhan_ket_hon",
        np.random.default_rng(2),
        unit=unit,
        issued=date(2025, 9, 2),
    )
    assert {fact.name for fact in new.facts if fact.name.endswith("_id")} == {
        "citizen_id"
    }
    assert not any(
        "quận" in fact.value
        for fact in new.facts
        if fact.name == "address" and "Hà Nội" in fact.value
    )


def test_register_numbers_agree_with_sex_year_and_province() -> None:
    register = make_register(20_000, 1)
    table = register.table.to_pydict()
    assert len(set(table["citizen_id"])) == len(register) == 20_000
    codes = {name: code for code, name in PROVINCES.items()}
    for number, born, gender, province in zip(
        *(
            table[name]
            for name in ("citizen_id", "birth_date", "gender", "birth_province")
        ),
        strict=True,
    ):
        century = {"M": 0, "F": 1}[gender] + (2 if born[:4] >= "2000" else 0)
        assert re.fullmatch(rf"{codes[province]}{century}{born[2:4]}\d{{6}}", number)
    old = [number for number in table["old_id"] if number is not None]
    assert len(set(old)) == len(old) and all(
        re.fullmatch(r"\d{9}", number) for number in old
    )
    assert (
        0.35
        < sum(name.startswith("Nguyễn ") for name in table["full_name"]) / 20_000
        < 0.42
    )
    years_only = sum(len(born) == 4 for born in table["birth_date"])
    assert 0 < years_only < 1000


def test_register_families_are_plausible() -> None:
    register = make_register(20_000, 1)
    children = np.flatnonzero(register.father >= 0)
    names = register.table.column("full_name").to_pylist()
    assert len(children) > 5000
    for child in children[:2000]:
        father, mother = int(register.father[child]), int(register.mother[child])
        assert names[child].split()[0] == names[father].split()[0]
        assert not register.female[father] and register.female[mother]
        assert (
            register.spouse[father] == mother
            and register.household[child] == register.household[mother]
        )
        assert 15 <= register.birth_year[child] - register.birth_year[mother] <= 50
    days = register.table.column("birth_date").to_pylist()
    siblings = {
        (int(register.mother[c]), days[c]) for c in children if len(days[c]) > 4
    }
    assert len(siblings) < len(children), "no twins"
    assert len(set(zip(names, days, strict=True))) < len(names), (
        "nobody shares name and birth date"
    )


def test_words() -> None:
    assert number_words(2025) == "hai nghìn không trăm hai mươi lăm"
    spelled = ["bốn", "mười lăm", "hai mươi mốt", "hai mươi tư", "một trăm linh năm"]
    assert [number_words(n) for n in (4, 15, 21, 24, 105)] == spelled
    assert (
        date_words(date(2014, 3, 12))
        == "Ngày mười hai, tháng ba, năm hai nghìn không trăm mười bốn"
    )


def test_told_keeps_punctuation_at_its_word() -> None:
    runs = told("bà {name}, số {n}/TTr.", name=Run("Lan", bold=True), n="5")
    assert [(run.text.strip(), run.glue) for run in runs] == [
        ("bà", False),
        ("Lan", False),
        (", số", True),
        ("5", False),
        ("/TTr.", True),
    ]


def test_check_digits_of_the_machine_readable_zone() -> None:
    # The specimen of ICAO Doc 9303-5, 8th edition.
    assert [check_digit(text) for text in ("D23145890", "740812", "120415")] == [
        "7",
        "2",
        "9",
    ]
    assert (
        check_digit("D231458907<<<<<<<<<<<<<<<" + "7408122" + "1204159" + "<<<<<<<<<<<")
        == "6"
    )


def test_expected_counts_what_the_truth_says(small: Path) -> None:
    truths = [
        json.loads(p.read_text(encoding="utf-8"))
        for p in sorted((small / "truth").glob("H*.json"))
    ]
    summary = json.loads(
        (small / "truth" / "expected.json").read_text(encoding="utf-8")
    )
    pages = [
        page for truth in truths for doc in truth["documents"] for page in doc["pages"]
    ]
    assert summary["pages"]["done"] == len(pages) and summary["pages"]["blank"] == sum(
        p["is_blank"] for p in pages
    )
    assert all(not page["lines"] for page in pages if page["is_blank"])
