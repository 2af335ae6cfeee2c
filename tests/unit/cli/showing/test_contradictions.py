"""What is said of papers that contradict their container or one another."""

from cli.showing.contradictions import show_contradictions
from cli.showing.signatures import show_signatures, verdict_text
from pipeline.plan.contradictions import CONTRADICTIONS


def test_nothing_is_said_of_nothing(capsys):
    show_contradictions([], "vi")
    show_signatures([], "vi")
    assert capsys.readouterr().out == ""


def test_both_sides_of_a_contradiction_are_told(capsys):
    code = sorted(CONTRADICTIONS)[0]
    found = {"document_id": "A.1", "code": code, "found": "H26.27", "against": "H26.31"}
    for lang in ("vi", "en"):
        show_contradictions([found], lang)
        head, line = capsys.readouterr().out.splitlines()
        assert "1" in head
        assert line.startswith("  A.1: ") and line.endswith(": H26.27 / H26.31")


def test_a_doubtful_signature_is_told_in_words_and_by_its_code(capsys):
    one = {"document_id": "A.1", "pdf_path": "documents/A.1.pdf", "verdict": "changed"}
    show_signatures([one], "vi")
    assert f"  A.1: {verdict_text('changed', 'vi')}" in capsys.readouterr().out
    assert verdict_text("changed", "vi").endswith("[changed]")
