"""Counters on other machines: the real server under TLS, the real one-file client, alone.

SOHOA_TEST_DESK_PYTHON: the Python that the client runs on; tests/tools/windows-python/python is
Windows's own.
"""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schemas.desk_calls import PATH
from tests.support.browser import address_of
from tests.support.whole_commands import ROOT, command, environment, sohoa

DESK_PYTHON = os.environ.get("SOHOA_TEST_DESK_PYTHON", sys.executable)
CLERK = "Lê Văn Thử"
CODE = "H26.27-261128-0001"
CARD = "001080000001|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "may chu")])
    moment = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - datetime.timedelta(days=1))
        .not_valid_after(moment + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "tls.pem", folder / "tls.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


@dataclass(frozen=True)
class Office:
    """A server and its archive; counters have nothing but the client's one file."""

    archive: Path
    address: str
    certificate: Path
    variables: dict[str, str]
    counters: Path

    def new_desk(self, name: str) -> Path:
        """A counter's computer: a folder with the client and its settings."""
        made = sohoa("desk", "token", "add", name, "--archive", self.archive, "--json")
        assert made.code == 0, made.err
        folder = self.counters / f"desk {len(list(self.counters.iterdir()))}"
        folder.mkdir()
        assert sohoa("desk", "client", "--out", folder / "sohoa-desk.pyz").code == 0
        shutil.copy(self.certificate, folder / "ca.pem")
        self.set_up(folder, made.json["token"])
        return folder

    def set_up(self, folder: Path, token: str, ca: str = 'ca = "ca.pem"') -> None:
        text = f'server = "{self.address}"\ntoken = "{token}"\n{ca}\n'
        (folder / "sohoa-desk.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())

    def audit(self) -> list[tuple[str, str, str, str]]:
        lines = (self.archive / "audit.jsonl").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        return [
            (one["actor"], one["action"], one["item"], one["detail"]) for one in rows
        ]


def call(desk: Path, *words: str, stdin: bytes = b"") -> tuple[int, dict[str, Any]]:
    """A call at a counter: no environment, no packages, another working folder."""
    done = subprocess.run(
        [DESK_PYTHON, "-I", desk / "sohoa-desk.pyz", *words, "--json"],
        input=stdin,
        capture_output=True,
        cwd=desk,
        env={"PATH": os.defpath},
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def refusal(desk: Path, *words: str) -> tuple[int, str]:
    code, answer = call(desk, *words)
    return code, answer["error"]["code"]


@pytest.fixture
def office(archive: Path, tmp_path: Path, tmp_path_factory: Any) -> Iterator[Office]:
    run = tmp_path_factory.mktemp("r")  # a socket's path must be short
    variables = {
        "XDG_RUNTIME_DIR": str(run),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "SOHOA_OCR__ENGINE": "asternet",
    }
    certificate, key = write_certificate(tmp_path)
    tls = ("--tls-cert", certificate, "--tls-key", key)
    server = subprocess.Popen(
        command("serve", "--archive", archive, "--port", "0", "--lang", "en", *tls),
        cwd=ROOT,
        env=environment(**variables),
        stderr=subprocess.PIPE,
        text=True,
    )
    address = address_of(server)
    counters = tmp_path / "counters"
    counters.mkdir()
    yield Office(archive, address, certificate, variables, counters)
    server.send_signal(signal.SIGTERM)
    server.communicate()
    end_service(variables)


def end_service(variables: dict[str, str]) -> None:
    """End the desk's service that the server has started."""
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        for place in Path(variables["XDG_RUNTIME_DIR"]).glob("sohoa/*.sock"):
            connection.connect(str(place))
            told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            os.kill(struct.unpack("3i", told)[0], signal.SIGKILL)


def test_counters_over_the_network(office: Office, papers: dict[str, bytes]) -> None:
    third, fourth = office.new_desk("Quầy 3"), office.new_desk("Quầy 4")
    paper = third / "đơn đề nghị.jpg"
    paper.write_bytes(papers["don_de_nghi"])
    # A visit at one desk, as on the archive's own machine.
    code, started = call(third, "start", "--dossier", CODE, "--operator", CLERK)
    assert (code, started["dossier_code"]) == (0, CODE)
    code, person = call(third, "person", "-", stdin=CARD.encode())
    assert (code, person["full_name"]) == (0, "Nguyễn Văn An")
    code, added = call(third, "desk", "add", paper.name, "--type", "don_de_nghi")
    assert (code, added["papers"][0]["document_type"]) == (0, "don_de_nghi")
    assert 0 < added["seconds"] < 600
    again = call(third, "add", str(paper), "--type=don_de_nghi")[1]
    assert again["papers"] == added["papers"]
    # Another desk sees nothing of it.
    assert refusal(fourth, "done") == (2, "no_session")
    assert refusal(fourth, "done", "--session", started["session"]) == (2, "no_session")
    assert call(fourth, "day")[1]["open"] == 0
    assert call(third, "day")[1]["open"] == 1
    code, done = call(third, "done")
    assert (code, done["documents"][0]["document_type"]) == (0, "don_de_nghi")
    assert call(third, "day")[1]["total"]["dossiers"] == 1
    assert call(fourth, "day")[1]["total"]["dossiers"] == 0
    state = Path(office.variables["XDG_STATE_HOME"])
    assert list(state.rglob("arrivals/*")) == []
    # What no counter may ask for, and what is wrong here, is told before anything is sent.
    for words in (
        ("day", "--archive", "/"),
        ("serve",),
        ("add",),
        ("scan",),
        ("token", "list"),
    ):
        assert refusal(third, *words) == (2, "desk_words")
    assert refusal(third, "add", "không có.jpg") == (2, "desk_file_unreadable")
    # The audit trail names the desk; the token stands nowhere.
    noted = office.audit()
    assert ("Quầy 3", "desk", "done", "exit 0") in noted
    assert ("Quầy 4", "desk", "done", "exit 2") in noted
    token = (
        (third / "sohoa-desk.toml")
        .read_text("utf-8-sig")
        .split('token = "')[1]
        .split('"')[0]
    )
    kept = office.archive / "keys" / "desks.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert token not in kept.read_text()
    # A revoked token, one that nobody has, a server that nobody vouches for, none at all.
    assert (
        sohoa("desk", "token", "revoke", "Quầy 3", "--archive", office.archive).code
        == 0
    )
    assert refusal(third, "day") == (2, "desk_token_refused")
    (third / "lớn.pdf").write_bytes(
        bytes(20 << 20)
    )  # refused while it is still being sent
    assert refusal(third, "add", "lớn.pdf") == (2, "desk_token_refused")
    assert ("unknown", "desk_refused", "token", "127.0.0.1") in office.audit()
    assert call(fourth, "day")[0] == 0
    office.set_up(fourth, "x" * 43, ca="")
    assert refusal(fourth, "day") == (2, "desk_server_unknown")
    (fourth / "sohoa-desk.toml").write_text(
        'server = "https://127.0.0.1:9"\ntoken = "x"'
    )
    assert refusal(fourth, "day") == (6, "desk_out_of_reach")
    (fourth / "sohoa-desk.toml").unlink()
    assert refusal(fourth, "day") == (2, "desk_not_set_up")
    assert hammered(office, 30)[-1] == 429


def hammered(office: Office, times: int) -> list[int]:
    """What wrong tokens get."""
    context = ssl.create_default_context(cafile=str(office.certificate))
    host = office.address.removeprefix("https://").strip("/")
    found = []
    for number in range(times):
        with closing(http.client.HTTPSConnection(host, context=context)) as connection:
            connection.request("POST", PATH, b"", {"Authorization": f"Bearer {number}"})
            found.append(connection.getresponse().status)
    return found
