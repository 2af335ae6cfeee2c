"""Where the pages are served: never in the clear to other machines."""

import socket

import pytest

from pipeline.errors import UsageError
from pipeline.serve.server import ServedAt


def code_of(call):
    with pytest.raises(UsageError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_tls(host):
    place = ServedAt(host, 8750)
    place.check()
    assert place.secure is False


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "kho.xa.vn"])
def test_other_machines_are_served_by_tls_alone(host):
    assert code_of(ServedAt(host, 8750).check) == "serve_needs_tls"


def test_a_certificate_and_its_key_belong_together(tmp_path):
    cert, key = tmp_path / "a.crt", tmp_path / "a.key"
    assert code_of(ServedAt("0.0.0.0", 8750, cert).check) == "tls_incomplete"
    assert code_of(ServedAt("0.0.0.0", 8750, None, key).check) == "tls_incomplete"
    cert.write_text("x")
    key.write_text("y")
    assert code_of(ServedAt("0.0.0.0", 8750, cert, key).check) == "tls_unusable"


def test_a_taken_port_and_an_unknown_host_are_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert code_of(ServedAt("127.0.0.1", port).listen) == "port_in_use"
    assert code_of(ServedAt("192.0.2.1", 0).listen) == "host_unknown"
    with ServedAt("127.0.0.1", 0).listen() as free:
        assert free.getsockname()[0] == "127.0.0.1"
