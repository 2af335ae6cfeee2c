"""What docs/operators.md asks of other programs is called as it stands there: a key of one's own, the
log's lines, a copy of the ledger, the manual page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive.verify.written import check_signatures
from pipeline.config import load_settings
from pipeline.ledger import Ledger
from pipeline.operations.disposal.listing import write_due_list
from pipeline.operations.signing import sign_file
from tests.faults.inputs.made import cut
from tests.integration.test_operators_page import PAGE, ROOT
from tests.support.disposal import TODAY, make_old_archive
from tests.support.outside_tools import need
from tests.support.small_batches import make_inbox, run_quickly, slip

ORGAN = "Ủy ban nhân dân phường Mẫu"


def line_of(start: str) -> str:
    """The page's line, or command in a sentence, that begins so."""
    found = re.search(
        rf"(?:^    |`){re.escape(start)}[^`\n]*", PAGE, flags=re.MULTILINE
    )
    assert found, start
    return found[0].strip("` ")


def shell(line: str, place: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", line], cwd=place, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive `kho`."""
    root = tmp_path_factory.mktemp("machine")
    make_old_archive(root / "kho")
    return root


def test_a_key_of_ones_own_signs(place: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(place, tmp_path / "place"))
    need("openssl", remedy="apt-get install openssl")
    shell(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out issuing.pem -days 30 "
        "-subj '/CN=CA thử' -addext basicConstraints=critical,CA:TRUE -utf8 && "
        "openssl req -newkey rsa:2048 -nodes -keyout organ.key -out organ.csr "
        f"-subj '/CN={ORGAN}' -utf8 && printf 'keyUsage=critical,nonRepudiation' >ext && "
        "openssl x509 -req -in organ.csr -CA issuing.pem -CAkey ca.key -days 20 -extfile ext "
        "-out organ.pem",
        place,
    )
    made = line_of("openssl pkcs12 -export")
    shell(f"{made} -passout pass:abc", place)
    shell(line_of("install -m 600 organ.p12"), place)
    shutil.copy(place / "issuing.pem", place / "kho" / "keys" / "trust")
    keys = {
        "development": False,
        "tsa_url": "",
        "person": "organ.p12",
        "passphrase": "abc",
    }
    options = {"operator": ORGAN, "organ": {"name": ORGAN}, "keys": keys}
    settings = load_settings(place / "kho", environ={}, options=options)
    write_due_list(place / "kho", settings, TODAY, place / "list.pdf")
    sign_file(place / "kho", settings, place / "list.pdf", place / "signed.pdf")
    (verdict,) = check_signatures(place / "signed.pdf", place / "kho" / "keys")
    assert verdict.valid and verdict.signer == ORGAN
    assert (place / "kho" / "keys" / "organ.p12").stat().st_mode & 0o777 == 0o600


def test_the_logs_lines_are_picked_out(place: Path) -> None:
    need("jq", remedy="apt-get install jq")
    inbox = make_inbox(place / "inbox", ["H26.27-240101-0001"])
    (inbox / "D-broken.png").write_bytes(cut(slip("Giấy số 12"), 0.5))
    run_quickly(inbox, place / "kho")
    line = line_of("jq -r").replace("/srv/sohoa/kho", str(place / "kho"))
    said = shell(line, place)
    assert "D-broken" in said and "broken_image" in said
    assert "H26.27-240101-0001" not in said


def test_the_ledger_is_copied_whole(place: Path) -> None:
    need("sqlite3", remedy="apt-get install sqlite3")
    shell(line_of("sqlite3 kho/ledger.sqlite"), place)
    copy = Ledger(place / "ledger.bak")
    assert copy.documents.count_done() >= 3
    copy.close()


def test_the_manual_page_is_made(place: Path) -> None:
    line = line_of(".venv/bin/python -m cli.man").partition(">")[0]
    call = line.replace(".venv/bin/python", sys.executable).split()
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(".TH") and "dispose" in done.stdout
