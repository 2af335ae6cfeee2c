"""The odd inputs run through the product as a batch; what comes out judged by others."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from pdfminer.high_level import extract_text

from tests.odd_inputs.inputs import OddInput
from tests.odd_inputs.pages import make_pages
from tests.odd_inputs.pdfs import make_pdfs
from tests.odd_inputs.pictures import make_pictures
from tests.support.outside_tools import judged
from tests.support.whole_commands import OPERATOR, sohoa, table


def make_inputs() -> list[OddInput]:
    """Every odd input."""
    return [*make_pictures(), *make_pdfs(), *make_pages()]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input.

    `refused`: the codes of its reasons. `pdfa`, `signed`, `words`: what the judges say of its file;
    None where there is nothing to judge. `kept`: pages that went into it as they are.
    """

    odd: OddInput
    refused: tuple[str, ...] = ()
    received: bool = False
    pdfa: bool | None = None
    signed: bool | None = None
    words: bool | None = None
    kept: int = 0
    detail: str = ""

    @property
    def filed(self) -> bool:
        """Whether there is a file."""
        return self.received or self.pdfa is not None

    @property
    def sound(self) -> bool:
        """Filed with every judge's approval, or refused with a reason."""
        if not self.filed:
            return bool(self.refused) and "internal_error" not in self.refused
        return False not in (self.pdfa, self.signed, self.words)


def try_inputs(inputs: Sequence[OddInput], folder: Path, workers: int) -> list[Outcome]:
    """File all of them in one batch of a new archive, and judge what came of it.

    Raises:
        AssertionError: a command ended otherwise than with 0 or 1.
    """
    codes = {f"H26.27-241105-{n:04d}": odd for n, odd in enumerate(inputs, start=1)}
    for code, odd in codes.items():
        place = folder / "inbox" / code / f"01.{odd.ending}"
        place.parent.mkdir(parents=True)
        place.write_bytes(odd.make())
    archive = folder / "kho"
    made = sohoa("init", archive, "--dev-keys", "--json")
    assert made.code == 0, made.err
    words = ("--operator", OPERATOR, "--workers", workers, "--json")
    run = sohoa("run", folder / "inbox", "--archive", archive, *words)
    assert run.code in {0, 1}, run.err
    return judge_archive(archive, codes)


def judge_archive(archive: Path, codes: dict[str, OddInput]) -> list[Outcome]:
    """What became of each dossier."""
    rows = {row["dossier_code"]: row for row in table(archive, "documents")}
    pages: dict[str, list[dict[str, Any]]] = {}
    for page in table(archive, "pages"):
        pages.setdefault(page["document_id"], []).append(page)
    ours = [row for row in rows.values() if row["signature_level"] != "received"]
    paths = {row["dossier_code"]: archive / row["pdf_path"] for row in ours}
    pdfa = _by_file(judged("pdfa", [*paths.values()]))
    signed = _by_file(judged("pades", [*paths.values()], *_trust(archive), "--sealed"))
    refused = _reasons(archive)
    outcomes: list[Outcome] = []
    for code, odd in codes.items():
        if code not in rows:
            outcomes.append(Outcome(odd, refused.get(code, ())))
            continue
        read = pages.get(rows[code]["document_id"], [])
        kept = sum("page_kept" in page["flags"] for page in read)
        if code not in paths:
            outcomes.append(Outcome(odd, received=True, kept=kept))
            continue
        name = str(paths[code])
        lost = find_lost_words(paths[code], archive)
        good = pdfa[name]["compliant"] and pdfa[name]["flavour"] == "2u"
        valid = signed[name]["valid"] and bool(signed[name]["signatures"])
        detail = (
            ""
            if good and valid and not lost
            else json.dumps([pdfa[name], signed[name], lost], ensure_ascii=False)
        )
        outcomes.append(Outcome(odd, (), False, good, valid, not lost, kept, detail))
    return outcomes


def _by_file(verdicts: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["file"]: one for one in verdicts}


def _trust(archive: Path) -> list[str]:
    roots = sorted((archive / "keys" / "trust").glob("*.pem"))
    return [part for root in roots for part in ("--trust", str(root))]


def _reasons(archive: Path) -> dict[str, tuple[str, ...]]:
    """Dossier → codes of what stands in quarantine."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((archive / "quarantine").glob("*/reason.json")):
        reason = json.loads(path.read_text(encoding="utf-8"))
        for part in Path(reason["source"]).parts:
            if part.startswith("H26.27-"):
                found[part] = (*found.get(part, ()), reason["code"])
    return found


def find_lost_words(pdf: Path, archive: Path) -> list[str]:
    """Readers that don't give the words of the file's ALTO back: poppler and pdfium in their order,
    pdfminer.six as a set (it sorts text by itself). The mark of conversion and what a signature
    shows stand beside them."""
    wanted = _words_of_alto(pdf.with_suffix(".alto.xml"))
    lost = []
    if not _holds(_poppler(pdf), wanted, ordered=True):
        lost.append("poppler")
    if not _holds(_pdfium(pdf), wanted, ordered=True):
        lost.append("pdfium")
    if not _holds(extract_text(pdf).split(), wanted, ordered=False):
        lost.append("pdfminer.six")
    return lost


def _words_of_alto(path: Path) -> list[str]:
    from lxml import etree

    tree = etree.parse(str(path))
    found = (word.get("CONTENT", "") for word in tree.iter("{*}String"))
    return [part for word in found for part in word.split()]


def _holds(found: list[str], wanted: list[str], *, ordered: bool) -> bool:
    if not ordered:
        return not Counter(wanted) - Counter(found)
    rest = iter(found)
    return all(word in rest for word in wanted)


def _poppler(pdf: Path) -> list[str]:
    call = ["pdftotext", "-raw", str(pdf), "-"]
    done = subprocess.run(call, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.split()


def _pdfium(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return " ".join(texts).split()


def clear(folder: Path) -> None:
    """Take away what an earlier trial left."""
    shutil.rmtree(folder, ignore_errors=True)
