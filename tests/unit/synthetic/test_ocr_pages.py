from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synthetic.ocr_pages.notation import outlines
from synthetic.ocr_pages.store import SEEDS, _scan, load
from synthetic.ocr_pages.style import draw_style, families_of
from synthetic.ocr_pages.values import Values
from synthetic.ocr_pages.wear import draw_scanner, kept_on_glass, stamped
from synthetic.ocr_pages.writing import write_paper
from synthetic.pages.degrade import WEAR_LEVELS, Wear
from synthetic.pages.items import Leader, Word
from synthetic.pages.render import render_page

PARTS = ("tuning", "test")


def test_the_parts_share_neither_seeds_nor_letters_nor_papers_nor_looks():
    assert len(set(SEEDS.values())) == 2
    assert not set(families_of("tuning")) & set(families_of("test"))
    names = [{outline.name for outline in outlines(part)} for part in PARTS]
    assert not names[0] & names[1]
    drawn = [
        [draw_style(part, np.random.default_rng(n)) for n in range(60)]
        for part in PARTS
    ]
    for key in ("leader", "table", "axes"):
        assert not {getattr(s, key) for s in drawn[0]} & {
            getattr(s, key) for s in drawn[1]
        }
    for key in (
        "size",
        "leading",
        "left",
        "right",
        "indent",
        "form_leading",
        "table_size",
    ):
        ranges = [sorted(getattr(s, key) for s in side) for side in drawn]
        assert ranges[0][0] > ranges[1][-1] or ranges[1][0] > ranges[0][-1], key


@pytest.mark.parametrize("part", PARTS)
def test_at_least_a_third_are_forms_and_no_wording_is_shared(part):
    papers = outlines(part)
    assert len(papers) == 20
    assert sum(outline.kind == "form" for outline in papers) * 3 >= len(papers)
    assert {o.kind for o in papers} == {
        "form",
        "letter",
        "decision",
        "table",
        "certificate",
        "land",
        "extract",
    }
    other = {
        text
        for o in outlines(PARTS[1 - PARTS.index(part)])
        for name, text in o.blocks
        if name in {"para", "title"}
    }
    own = {text for o in papers for name, text in o.blocks if name in {"para", "title"}}
    shared = {text for text in own & other if len(text) > len("QUYẾT ĐỊNH")}
    assert not shared


@pytest.mark.parametrize("part", PARTS)
def test_every_paper_is_one_page_with_its_fields_printed(part):
    for number, outline in enumerate(outlines(part)):
        paper = write_paper(outline, part, np.random.default_rng(number))
        assert len(paper.pages) == 1, outline.name
        words = [item for item in paper.pages[0].items if isinstance(item, Word)]
        assert all(0 < word.x < 595 and 20 < word.y < 830 for word in words), (
            outline.name
        )
        assert outline.kind != "form" or any(
            isinstance(item, Leader) for item in paper.pages[0].items
        )
        text = " ".join(word.text for word in words)
        assert (
            unicodedata.is_normalized("NFC", text)
            and "{" not in text
            and "|" not in text
            and "@" not in text
        )
        assert {fact.name for fact in paper.facts} >= {"full_name"}
        # A value inside a longer one (a reason with a name in it) is printed but not looked for.
        looked_for = {word.fact for word in words if word.fact is not None}
        assert len(looked_for) >= len(paper.facts) - 3
        for fact in looked_for:
            printed = " ".join(word.text for word in words if word.fact == fact)
            assert printed == paper.facts[fact].printed


def test_the_same_seed_gives_the_same_page(tmp_path: Path):
    outline = outlines("tuning")[0]
    folders = [tmp_path / name for name in ("a", "b")]
    truths = []
    for folder in folders:
        folder.mkdir()
        truths.append(_scan(outline, "tuning", "office", folder))
    assert truths[0] == truths[1]
    file = truths[0][0]["file"]
    assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes()


def test_boxes_lie_on_the_ink_of_the_unturned_scan(tmp_path: Path):
    outline = next(o for o in outlines("test") if o.kind == "letter")
    truth = _scan(outline, "test", "hard", tmp_path)[0]
    with Image.open(tmp_path / truth["file"]) as image:
        grey = np.asarray(image.convert("L")).astype(float)
    assert [grey.shape[1], grey.shape[0]] == truth["size"]
    paper = np.median(grey)
    for text, x0, y0, x1, y1 in truth["lines"]:
        assert 0 <= x0 < x1 <= grey.shape[1] and 0 <= y0 < y1 <= grey.shape[0]
        assert (
            grey[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1].min() < 0.75 * paper
        ), text


@settings(max_examples=20, deadline=None)
@given(st.floats(-12, 12), st.integers(0, 19))
def test_no_print_is_cut_off_by_skew(skew, number):
    paper = write_paper(outlines("test")[number], "test", np.random.default_rng(number))
    page = render_page(paper.pages[0], paper.facts, 36)
    kept = kept_on_glass(page, Wear(skew_deg=skew))
    assert abs(kept.skew_deg) <= abs(skew)
    geometry = replace(page.truth.geometry, skew_deg=kept.skew_deg)
    for line in page.truth.lines:
        box = geometry.to_scan.apply_box(line.box)
        assert (
            box.x0 >= 0
            and box.y0 >= 0
            and box.x1 <= geometry.width_px
            and box.y1 <= geometry.height_px
        )


def test_levels_are_worn_as_they_say():
    rng = np.random.default_rng(5)
    scans = {
        level: [draw_scanner(level, rng) for _ in range(60)] for level in WEAR_LEVELS
    }
    assert all(scan.quality is None and scan.wear == Wear() for scan in scans["clean"])
    assert all(
        scan.quality == 60 and abs(scan.wear.skew_deg) <= 3 for scan in scans["office"]
    )
    assert {scan.dpi for scan in scans["hard"]} == {150, 200, 300}
    assert {scan.wear.rotation_deg for scan in scans["hard"]} == {0, 90, 180, 270}
    assert all(
        1 <= scan.folds <= 2 and abs(scan.wear.skew_deg) <= 10 for scan in scans["hard"]
    )


def test_hard_pages_carry_seals_over_their_text():
    paper = write_paper(outlines("test")[0], "test", np.random.default_rng(1))
    before, rng = len(paper.pages[0].items), np.random.default_rng(2)
    assert len(stamped(paper.pages[0], "clean", rng).items) == before
    assert len(stamped(paper.pages[0], "hard", rng).items) > before


def test_values_are_drawn_once_a_paper_and_again_after_forgetting():
    values = Values(np.random.default_rng(3))
    name, number = values.get("x.name"), values.get("x.id")
    assert values.get("x.name") == name and name[1] == "full_name"
    assert re.fullmatch(r"\d{12}", number[0]) and number[1] == "citizen_id"
    assert values.get("x.NAME")[0] == name[0].upper()
    assert values.get("d.number:QĐ-UBND")[0].endswith("/QĐ-UBND")
    values.forget("x")
    assert values.get("x.id") != number
    with pytest.raises(KeyError):
        values.get("x.nothing")


def test_pages_are_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = tuple(o for o in outlines("tuning") if o.kind in {"extract", "land"})
    monkeypatch.setattr("synthetic.ocr_pages.store.outlines", lambda part: one)
    pages = load("tuning", "office", folder=tmp_path)
    made = [page.path.stat().st_mtime_ns for page in pages]
    again = load("tuning", "office", folder=tmp_path, kinds=("extract",))
    assert [page.kind for page in again] == ["extract"] and again[0] in pages
    assert [page.path.stat().st_mtime_ns for page in pages] == made
    assert (
        set(pages[0].fields) <= {f for page in pages for f in page.fields}
        and pages[0].true_lines
    )
