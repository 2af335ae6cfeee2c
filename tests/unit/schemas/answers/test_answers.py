"""What commands answer has the keys that its type names, in their order."""

from pathlib import Path
from typing import NotRequired, get_origin, get_type_hints

import pytest

from pipeline.config import load_settings
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.finding.find import show
from pipeline.operations.recognize import ReadFile, as_json
from pipeline.operations.status import batch_status
from pipeline.operations.upkeep.copying import copy_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.summary import Tally
from schemas.answers.checks import CopyAnswer, ReconcileAnswer, VerifyAnswer
from schemas.answers.finding import ShowAnswer
from schemas.answers.recognition import FileJson, OcrAnswer
from schemas.answers.work import Counts, RunAnswer, StatusAnswer

SETTINGS = load_settings(None, None, {}, {})


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return create_archive(
        tmp_path_factory.mktemp("a") / "kho", development_keys=False
    ).root


def required(kind):
    hints = get_type_hints(kind, include_extras=True)
    return [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]


def test_run_tells_what_its_answer_names():
    answer = Tally().as_json("run-1", True, 1.0)
    assert list(answer) == required(RunAnswer)
    for kind in ("dossiers", "documents", "pages"):
        assert list(answer[kind]) == required(Counts)


def test_status_verify_reconcile_and_show_tell_what_their_answers_name(archive):
    assert list(batch_status(archive, SETTINGS)) == required(StatusAnswer)
    assert list(verify(archive, "vi")) == required(VerifyAnswer)
    assert list(reconcile(archive, SETTINGS, repair=False)) == required(ReconcileAnswer)
    assert list(show(archive, SETTINGS, "H26.27-241105-0012")) == required(ShowAnswer)


def test_copy_tells_what_its_answer_names(archive, tmp_path):
    assert list(copy_archive(archive, SETTINGS, tmp_path / "ban-sao")) == required(
        CopyAnswer
    )


def test_ocr_tells_what_its_answer_names():
    answer = as_json([ReadFile(Path("01.pdf"), (), None)], 0.5)
    assert list(answer) == required(OcrAnswer)
    assert [list(one) for one in answer["files"]] == [required(FileJson)]
