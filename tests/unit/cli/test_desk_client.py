"""The one-file client: what is in it, where it finds its server, what it says by itself."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from cli.desk.packing import pack_client
from cli.thin.remote import ENGLISH, ClientError, files_of, place_of
from schemas.version import software_version


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The client in a folder of its own."""
    out = tmp_path_factory.mktemp("quay") / "sohoa-desk.pyz"
    pack_client(out)
    return out


def run(packed, *words: str, **variables: str):
    return subprocess.run(
        # Without site packages: what is installed here is not there on a counter's computer.
        [sys.executable, "-I", "-S", "-X", "importtime", packed, *words],
        capture_output=True,
        cwd=packed.parent,
        env={"PATH": os.defpath, **variables},
        check=False,
    )


def test_it_brings_along_what_it_needs_and_no_more(packed):
    names = set(zipfile.ZipFile(packed).namelist())
    assert {name for name in names if not name.endswith("__init__.py")} == {
        "__main__.py",
        "cli/thin/remote.py",
        "cli/thin/texts.json",
        "cli/thin/version.txt",
        "pipeline/desk/calls/wire.py",
        "schemas/desk_calls.py",
    }
    assert packed.stat().st_size < 40_000
    again = packed.with_name("again.pyz")
    pack_client(again)
    assert again.read_bytes() == packed.read_bytes()


def test_it_needs_nothing_but_the_standard_library(packed):
    done = run(packed, "day", "--json")
    assert json.loads(done.stdout)["error"]["code"] == "desk_not_set_up"
    lines = done.stderr.decode().splitlines()
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in lines
        if "|" in line
    }
    # `copy` asks for Jython's package.
    others = {"cli", "pipeline", "schemas", "imported package", "org"}
    assert imported - others <= set(sys.stdlib_module_names)


def imported_by(packed, *words: str, **variables: str) -> set[str]:
    lines = run(packed, *words, **variables).stderr.decode().splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if "import time:" in line}


def test_a_call_imports_the_least_that_will_do(packed):
    """Each of these costs a call as much as Python's own start, or more."""
    server = {"SOHOA_DESK_SERVER": "https://127.0.0.1:1", "SOHOA_DESK_TOKEN": "x"}
    heavy = {
        "dataclasses",
        "inspect",
        "typing",
        "http.client",
        "email.parser",
        "pkgutil",
    }
    called = imported_by(packed, "day", **server)
    assert "ssl" in called and called.isdisjoint(heavy)
    for refused in (["nonsense"], ["start", "--dossier"], ["--version"]):
        assert imported_by(packed, *refused).isdisjoint(
            {*heavy, "ssl", "socket", "tomllib"}
        )


def test_it_tells_the_version_of_the_program_that_packed_it(packed):
    assert run(packed, "--version").stdout.decode() == f"sohoa {software_version()}\n"


def test_it_speaks_vietnamese_unless_told_otherwise(packed):
    told = json.loads(run(packed, "nonsense", "--json").stdout)["error"]
    assert (told["code"], told["item"]) == ("desk_words", "nonsense")
    assert told["message"].startswith("Lệnh này")
    english = json.loads(run(packed, "nonsense", "--json", "--lang", "en").stdout)[
        "error"
    ]
    assert (english["message"], english["remedy"]) == ENGLISH["desk_words"]


def test_variables_stand_above_the_file(tmp_path):
    (tmp_path / "sohoa-desk.toml").write_text(
        'server = "https://may-chu:8750"\ntoken = "abc"\nca = "ca.pem"\n'
    )
    kept = place_of({}, str(tmp_path))
    assert (kept.host, kept.port, kept.token) == ("may-chu", 8750, "abc")
    assert kept.ca == str(tmp_path / "ca.pem")
    other = place_of(
        {"SOHOA_DESK_SERVER": "https://x", "SOHOA_DESK_TOKEN": "d"}, str(tmp_path)
    )
    assert (other.host, other.port, other.token) == ("x", 443, "d")


@pytest.mark.parametrize(
    ("server", "token", "item"),
    [
        ("http://may-chu", "abc", "server"),
        ("may-chu", "abc", "server"),
        ("https://may-chu:port", "abc", "server"),
        ("https://may-chu", "", "token"),
        ("https://may-chu", "a\r\nHost: x", "token"),
        ("https://may-chu", "ạ", "token"),
    ],
)
def test_nothing_is_sent_in_the_clear_or_to_nowhere(tmp_path, server, token, item):
    with pytest.raises(ClientError) as caught:
        place_of(
            {"SOHOA_DESK_SERVER": server, "SOHOA_DESK_TOKEN": token}, str(tmp_path)
        )
    assert (caught.value.code, caught.value.item) == ("desk_not_set_up", item)


def test_a_settings_file_that_is_none_is_named(tmp_path):
    (tmp_path / "sohoa-desk.toml").write_text("server = ")
    with pytest.raises(ClientError) as caught:
        place_of({}, str(tmp_path))
    assert caught.value.item == "sohoa-desk.toml"


def test_a_folder_and_a_pattern_stand_for_their_files(tmp_path):
    """cmd and PowerShell hand `*.jpg` on as it is written."""
    for name in ("trang 1.jpg", "trang 2.jpg", "[2].jpg", "đơn.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "cũ.jpg").mkdir()

    def named(given: str) -> list[str]:
        return [os.path.relpath(path, tmp_path) for path in files_of(given)]

    pictures = ["[2].jpg", "trang 1.jpg", "trang 2.jpg"]
    assert named(f"{tmp_path}/*.jpg") == pictures
    assert named(f"{tmp_path}/trang ?.jpg") == pictures[1:]
    assert named(f"{tmp_path}/[2]*") == ["[2].jpg"]
    assert named(str(tmp_path)) == [*pictures, "đơn.pdf"]
    # What is no pattern, or fits nothing, is told by its own name.
    for given in (f"{tmp_path}//đơn.pdf", f"{tmp_path}/*.png", "không có.jpg"):
        assert files_of(given) == [given]


def test_a_name_that_holds_a_star_is_no_pattern(tmp_path):
    for name in ("a*.jpg", "ab.jpg"):
        (tmp_path / name).write_bytes(b"x")
    given = str(tmp_path / "a*.jpg")
    assert files_of(given) == [given]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ClientError) as caught:
        files_of(str(tmp_path / "không có" / "*.jpg"))
    assert (caught.value.code, caught.value.item) == (
        "desk_file_unreadable",
        str(tmp_path / "không có"),
    )
