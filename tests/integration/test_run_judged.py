"""What a run wrote, before judges that are not ours; and a run with the real Elasticsearch."""

import shutil

import pytest

from tests.support.outside_tools import judged
from tests.support.whole_commands import run_inbox, sohoa, table

pytestmark = [pytest.mark.java, pytest.mark.usefixtures("java")]


def test_every_pdf_of_a_run_is_pdfa_2u_and_sealed_at_b_lta(filled):
    archive, _ = filled
    files = sorted((archive / "documents").rglob("*.pdf"))
    assert len(files) == 5
    for verdict in judged("pdfa", files, "--flavour", "2u"):
        assert verdict["compliant"], verdict
    roots = [
        word
        for pem in sorted((archive / "keys/trust").glob("*.pem"))
        for word in ("--trust", str(pem))
    ]
    for verdict in judged("pades", files, *roots, "--sealed"):
        assert verdict["valid"], verdict
        assert verdict["unprotected_tail"] == 0
        assert [one["level"] for one in verdict["signatures"]] == ["PAdES-BASELINE-LTA"]


def test_the_search_index_can_be_elasticsearch(filled, search_node, tmp_path):
    archive = shutil.copytree(filled[0], tmp_path / "kho")
    server = {
        "SOHOA_INDEX__KIND": "elasticsearch",
        "SOHOA_INDEX__URL": search_node,
        "SOHOA_INDEX__NAME": "run-test",
    }
    built = sohoa("index", "rebuild", "--archive", archive, "--json", **server)
    assert (built.code, built.json["documents"]) == (0, 5), built.err
    for words in (("khai", "sinh"), ("KHAI", "SINH"), ("giấy", "khai", "sinh")):
        there = sohoa("search", *words, "--archive", archive, "--json", **server).json
        embedded = sohoa("search", *words, "--archive", archive, "--json").json
        assert {hit["document_id"] for hit in there["hits"]} == {
            hit["document_id"] for hit in embedded["hits"]
        }
        assert there["total"] > 0


def test_a_run_whose_index_is_down_files_everything_and_says_so(
    archive, papers, search_node, tmp_path
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    down = {
        "SOHOA_INDEX__KIND": "elasticsearch",
        "SOHOA_INDEX__URL": "http://127.0.0.1:1",
    }
    answer = run_inbox(inbox, archive, **down)
    assert answer.json["documents"]["done"] == 1, answer.err
    assert answer.json["index_behind"] == "index_unreachable"
    assert len(table(archive, "documents")) == 1
    up = {
        "SOHOA_INDEX__KIND": "elasticsearch",
        "SOHOA_INDEX__URL": search_node,
        "SOHOA_INDEX__NAME": "down-test",
    }
    repaired = sohoa(
        "index", "reconcile", "--repair", "--archive", archive, "--json", **up
    )
    assert repaired.code == 0, repaired.out
    assert (
        sohoa("search", "đơn", "đề", "nghị", "--archive", archive, "--json", **up).json[
            "total"
        ]
        == 1
    )
