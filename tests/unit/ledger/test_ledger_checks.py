"""When a document was last found to be as recorded."""

from pipeline.ledger import Ledger


def test_the_latest_check_stands(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.checks.latest() == {}
    ledger.checks.keep(["A.1", "B.1"])
    before = ledger.checks.latest()
    ledger.checks.keep(["B.1"])
    after = ledger.checks.latest()
    assert after.keys() == {"A.1", "B.1"}
    assert after["A.1"] == before["A.1"] and after["B.1"] >= before["B.1"]
    ledger.close()
