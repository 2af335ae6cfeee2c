"""When a document was last found to be as recorded."""

from pipeline.ledger.checks import Checks
from pipeline.ledger.connection import Connection


def test_the_latest_check_stands(tmp_path):
    connection = Connection.to_write(tmp_path / "ledger.sqlite")
    checks = Checks(connection)
    assert checks.latest() == {}
    checks.keep(["A.1", "B.1"])
    before = checks.latest()
    checks.keep(["B.1"])
    after = checks.latest()
    assert after.keys() == {"A.1", "B.1"}
    assert after["A.1"] == before["A.1"] and after["B.1"] >= before["B.1"]
    connection.close()
