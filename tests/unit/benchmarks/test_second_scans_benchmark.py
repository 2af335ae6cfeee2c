"""Two scans of one sheet and two papers of one form, counted."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.second_scans import by_text_alone, measure


def test_one_sheet_is_told_and_two_papers_of_a_form_are_not() -> None:
    assert measure(1, kinds=("to_khai",)) == {
        "one sheet": 1,
        "one sheet, told": 1,
        "two papers": 2,
        "two papers, told": 0,
    }


def test_samples_are_compared_within_their_dossiers(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    words = "đơn đề nghị cấp bản sao trích lục khai sinh số 1234"

    def document(text: str) -> dict[str, object]:
        return {"pages": [{"page": 1, "lines": [{"text": text}]}]}

    papers = [document(words), document(words), document("giấy khác hẳn " * 4)]
    for code in ("H26-1", "H26-2"):
        path = tmp_path / "truth" / f"{code}.json"
        path.write_text(json.dumps({"documents": papers}), encoding="utf-8")
    assert by_text_alone(tmp_path) == {"pairs": 6, "told": 2}
