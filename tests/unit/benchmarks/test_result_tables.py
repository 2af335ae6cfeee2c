"""Each benchmark's result becomes rows that a reader finds the figures in again."""

from __future__ import annotations

from benchmarks.command_tables import counter_tables, end_to_end_tables
from benchmarks.page_tables import extract_tables, preprocess_tables
from benchmarks.record_tables import archive_tables, matching_tables, store_tables

FACTS = {
    "facts": 4,
    "right": 3,
    "accuracy": 0.75,
    "wrong": 1,
    "wrong_unmarked": 0,
    "missing": 0,
    "extra": 2,
}
LEVEL = {
    "documents": 2,
    "type_right": 2,
    "fields": FACTS,
    "cpu_s_per_document": {"median": 0.0124},
    "by_name": {"number": {"right": 1, "facts": 2}, "title": {"right": 0, "facts": 0}},
    "by_type": {"quyet_dinh": {"right": 3, "facts": 4}},
}
WORN = {**LEVEL, "by_name": {"issuer": {"right": 2, "facts": 2}}}
LINKS = {
    "links": 1200,
    "false_links": 3,
    "precision": 0.9975,
    "recall": 0.9,
    "review": 0.04,
}
RUN = {
    "pages": 1000,
    "wall_s": 200.0,
    "pages_per_second": 5.0,
    "cpu_s": 380.0,
    "cpu_s_per_page": 0.38,
    "peak_memory_mb": 900,
    "bytes_out_per_page": 40_000,
    "stage_seconds": {"ocr": 300.0, "ingest": 20.0},
    "again": {"wall_s": 3.2},
}
TRUTH = {
    "type_right": 9,
    "documents": 10,
    "cer": 0.01,
    "wer": 0.03,
    "fields": {"right": 8, "wrong": 1, "missing": 1, "accuracy": 0.8},
    "persons": {"registered": 5, "right": 4, "review": 1, "strangers": 2},
    "match_precision": 1.0,
    "match_recall": 0.8,
}


def test_pages_by_level_with_and_without_a_peer():
    ours = {
        "skew_error_deg": {"mean": 0.02, "p95": 0.1},
        "turn_right": 29,
        "turn_unsure": 1,
        "turn_wrong_though_sure": 0,
        "cpu_s_per_page": 0.1,
    }
    level = {"pages": 30, "turned_pages": 8, "ours": ours}
    peer = {"peer": {"turn_right": 25, "cpu_s_per_page": 0.4}}
    ratio = {"ours_to_peer": {"cpu_s_per_page": 0.25}}
    lines = list(
        preprocess_tables({"levels": {"office": level, "hard": level | peer | ratio}})
    )
    cells = "30 (8) | 29 | 1 | 0 | 0.020° / 0.100° | 0.1"
    assert lines[2:] == [
        f"| office | {cells} | – | – | – |",
        f"| hard | {cells} | 25 | 0.4 | 0.25 |",
    ]


def test_fields_by_level_and_by_name_where_there_are_facts():
    reliability = {
        "error": 0.0312,
        "bands": [{"low": 0.9, "high": 1.0, "values": 7, "said": 0.95, "right": 1.0}],
    }
    text = "\n".join(
        extract_tables(
            {"levels": {"office": LEVEL | {"reliability": reliability}, "hard": WORN}}
        )
    )
    assert "| office | 2 | 2 | 4 | 3 | 75.00 % | 1 | 0 | 0 | 2 | 12 |" in text
    assert "How sure, office: expected calibration error 0.031" in text
    assert "| 0.90-1.00 | 7 | 95.00 % | 100.00 % |" in text
    assert "| number | 1 / 2 |" in text and "| issuer | 2 / 2 |" in text
    assert "| title" not in text  # no paper has one
    assert "| quyet_dinh | 3 / 4 | 3 / 4 |" in text


def test_links_beside_the_peers():
    speed = {
        "records_per_cpu_second": 2600,
        "lookup_p50_ms": 1.1,
        "lookup_p99_ms": 4.0,
    }
    alone = {**LINKS, "speed": speed}
    peer = {**LINKS, "splink_probability": 0.99, "records_per_cpu_second": 1300}
    ratio = {"false_links": 1.0, "recall": 1.1, "records_per_cpu_second": 2.0}
    beside = {**alone, "peer": peer, "ours_to_peer": ratio}
    lines = list(matching_tables({"mixes": {"usual": alone, "twins": beside}}))[2:]
    shares = "1,200 | 3 | 99.75 % | 90.00 % | 4.00 %"
    assert lines == [
        f"| usual | sohoa | {shares} | 2,600 | 1.1 / 4.0 |",
        f"| twins | sohoa | {shares} | 2,600 | 1.1 / 4.0 |",
        f"| twins | Splink, probability ≥ 0.99 | {shares} | 1,300 | – |",
        "| twins | **ratio** |  | 1.0 |  | 1.1 |  | 2.0 |  |",
    ]


def test_files_and_signatures():
    ours = {
        "cpu_s_per_page": 0.5,
        "cpu_s_per_page_beside_recognition": 0.02,
        "bytes_per_page": 40_000,
        "cpu_s_per_page_file": 0.01,
        "cpu_s_per_page_file_upright": 0.03,
    }
    found = {
        "pages": 12,
        "bytes_in_per_page": 41_000,
        "ours": ours,
        "peer": {"version": "17", "--skip-text": ours},
        "ours_to_peer": {"--skip-text": dict.fromkeys((*ours, "file"), 1.0)},
        "signing": {
            "B-LTA": {
                "cpu_ms_per_file": 20,
                "cpu_ms_judging": 9,
                "bytes_added": 30_000,
            },
            "unsigned": {},
        },
    }
    text = "\n".join(archive_tables(found))
    assert "| 0.02 | 0.01 / 0.03 | 40,000 |  |" in text
    row = "| OCRmyPDF, --skip-text | 0.5 | 0.02 |  | 40,000 | 1.0 / 1.0 / 1.0 / 1.0 |"
    assert row in text
    assert "| B-LTA | 20 | 9 | 30,000 |" in text and "unsigned" not in text


def test_commands_on_records_of_several_sizes():
    cost = {"wall_s": 0.4, "cpu_s": 0.3, "peak_mb": 90}
    row = {"command": "search", "1000": cost, "200000": cost}
    lines = list(store_tables({"sizes": [1000, 200000], "rows": [row]}))
    assert lines[0].endswith("| 200,000 documents: s / CPU s / MB |")
    assert lines[2] == "| search | 0.4 / 0.3 / 90 | 0.4 / 0.3 / 90 |"


def test_the_counter_alone_and_beside_a_batch():
    client = {"version_ms": 9, "version_cpu_ms": 8, "day_ms": 20, "refused_ms": 15}
    found = {
        "page": {"wall_s": 1.1, "worst_wall_s": 1.9},
        "long_paper": {
            "pages": 20,
            "done_s": 0.9,
            "worst_done_s": 1.2,
            "done_to_page": 0.8,
        },
        "cold_first_call_s": 4.0,
        "client": client | {"bare_python_ms": 12},
    }
    alone = list(counter_tables(found))
    assert "| `--version`: clock / CPU ms | 9 / 8 |" in alone
    assert "| `desk day`: clock / CPU ms | 20 / – |" in alone
    batch = {"wall_s": 1.4, "worst_wall_s": 2.4, "added_share": 0.27}
    peer = {
        "peer": {"wall_s": 1.0, "worst_wall_s": 1.5},
        "ours_to_peer": {"wall": 1.1},
    }
    beside = list(counter_tables(found | peer | {"beside_batch": batch}))
    assert "| … **added** share | 27.00 % |" in beside
    assert beside.index("| **ratio** of the medians | 1.1 |") == 4
    assert len(beside) == len(alone) + 4


def test_a_batch_by_its_workers():
    last = {
        **RUN,
        "quarantine": {"broken_pdf": 2},
        "documents": {"done": 8, "found": 10},
    }
    found = {
        "workers_1": RUN,
        "workers_2": last,
        "peer": {**RUN, "program": "OCRmyPDF"},
        "ours_to_peer": {
            "pages_per_second": 1.4,
            "cpu_s_per_page": 0.7,
            "bytes_out_per_page": 0.9,
        },
        "scaling": 1.9,
        "register_build": {"wall_s": 1.0, "cpu_s": 0.9},
        "against_truth": TRUTH,
    }
    lines = list(end_to_end_tables(found))
    figures = "1,000 | 200.0 | 5.0 | 380.0 | 0.38 | 900 | 40,000"
    assert f"| sohoa run, workers 2 | {figures} |" in lines
    assert f"| OCRmyPDF | {figures} |" in lines
    assert "| **ratio** (the last run) |  |  | 1.4 |  | 0.7 |  | 0.9 |" in lines
    assert "| workers 1 | 20.0 | 300.0 |" in lines
    assert "Documents: 8 of 10 done; in quarantine: broken_pdf 2." in lines
    assert any(
        line.endswith("nothing to do: workers 1: 3.2 s, workers 2: 3.2 s.")
        for line in lines
    )
    assert "| document type right | 9 of 10 |" in lines
    assert "| persons not in the register; linked | 2; 0 |" in lines
