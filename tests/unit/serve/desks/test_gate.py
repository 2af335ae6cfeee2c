"""The gate: who is let in, what is handed on, and what is noted."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipeline.config import load_settings
from pipeline.operations.upkeep.create import create_archive
from pipeline.serve.app import build_app
from pipeline.serve.desks.gate import DeskGate, HandedOn
from pipeline.serve.desks.pace import Pace
from pipeline.serve.desks.tokens import DeskTokens
from pipeline.serve.site import Site
from schemas.desk_calls import PATH, DeskHead, head_bytes, sort_words


@dataclass
class Service:
    """Answers with what it was asked; `there` times it is there."""

    there: int = 1000
    asked: list[HandedOn] = field(default_factory=list)

    def __call__(self, call: HandedOn) -> bytes | None:
        self.asked.append(call)
        self.there -= 1
        if self.there < 0:
            return None
        content = b"".join(
            path.read_bytes() for path in sorted(Path(call.folder).rglob("*.jpg"))
        )
        return b"SOHOA-DESK/1 3 %d 0\n%b" % (len(content), content)


@dataclass
class Served:
    """The pages of an archive with a gate."""

    gate: DeskGate
    service: Service
    browser: TestClient
    token: str

    def call(self, *words: str, token: str | None = None, files: bytes = b""):
        sorted_words = sort_words(words)
        sizes = (len(files),) * len(sorted_words.files)
        content = head_bytes(DeskHead(sorted_words, 0, sizes, 1.5)) + files
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        return self.browser.post(PATH, content=content, headers=headers)

    def audit(self) -> list[tuple[str, str, str, str]]:
        made, *lines = self.gate.audit_file.read_text().splitlines()
        assert "archive created" in made
        rows = map(json.loads, lines)
        return [
            (one["actor"], one["action"], one["item"], one["detail"]) for one in rows
        ]


@pytest.fixture
def served(tmp_path: Path) -> Served:
    folder = create_archive(tmp_path / "kho", development_keys=False)
    tokens, service = DeskTokens.of(folder.keys), Service()
    token = tokens.add("Quầy 3")
    gate = DeskGate(
        folder.root, tokens, folder.audit_file, tmp_path / "arrivals", 1 << 20, service
    )
    site = Site.of(folder.root, load_settings(environ={}), secure=True)
    browser = TestClient(build_app(site, gate), base_url="https://127.0.0.1:8750")
    return Served(gate, service, browser, token)


def test_a_call_is_handed_on_with_its_desk_and_its_files(served: Served) -> None:
    said = served.call(
        "add", "x/a.jpg", "--type", "--archive=/etc", "--json", files=b"pixels"
    )
    assert (said.status_code, said.content) == (200, b"SOHOA-DESK/1 3 6 0\npixels")
    (call,) = served.service.asked
    assert (call.desk, call.waited) == ("Quầy 3", 1.5)
    assert call.words == (
        "desk",
        "add",
        f"--archive={served.gate.archive}",
        "--type=--archive=/etc",
        "--json",
        "--",
        "1/a.jpg",
    )
    assert served.audit() == [("Quầy 3", "desk", "add", "exit 3")]
    assert list(served.gate.arrivals.iterdir()) == []


def test_no_word_is_taken_for_an_option(served: Served) -> None:
    served.call("confirm", "--", "--archive", "--debug")
    assert served.service.asked[0].words[-3:] == ("--", "--archive", "--debug")
    served.call("counter", "a.jpg", "--dossier", "A-1")
    assert served.service.asked[1].words[0] == "counter"


def test_a_wrong_token_is_refused_noted_and_slowed_down(served: Served) -> None:
    served.gate.wrong = Pace(burst=2, a_second=0.001)
    statuses = [
        served.call("day", token=token).status_code for token in ("", "x", "y", "z")
    ]
    assert statuses == [401, 401, 429, 429]
    assert len(served.audit()) == 2
    assert served.service.asked == []
    assert served.call("day").status_code == 200  # the right one is not held up by them


def test_a_desk_that_calls_too_often_is_slowed_down(served: Served) -> None:
    served.gate.pace = Pace(burst=2, a_second=0.001)
    assert [served.call("day").status_code for _ in range(3)] == [200, 200, 429]


def test_a_service_that_falls_over_once_is_asked_again(served: Served) -> None:
    served.service.there = 0
    assert served.call("day").status_code == 503
    assert len(served.service.asked) == 2


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (b"nonsense", 400), (b"2\n[]", 400)]
)
def test_nonsense_is_refused(served: Served, content: bytes, status: int) -> None:
    headers = {"Authorization": f"Bearer {served.token}"}
    assert (
        served.browser.post(PATH, content=content, headers=headers).status_code
        == status
    )
    assert served.service.asked == []


def test_a_damaged_list_of_desks_lets_nobody_in(served: Served) -> None:
    served.gate.tokens.file.write_text("{")
    assert served.call("day").status_code == 503


def test_without_tls_there_is_no_gate(served: Served) -> None:
    site = Site.of(served.gate.archive, load_settings(environ={}))
    browser = TestClient(build_app(site, served.gate), base_url="http://127.0.0.1:8750")
    assert browser.post(PATH, headers={"content-length": "0"}).status_code in (404, 405)
