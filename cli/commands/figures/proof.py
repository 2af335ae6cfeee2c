"""`report proof`: a figure with all that it stands on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from cli import console
from cli.common import Common
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.operations.proof import Proof
    from pipeline.operations.reports.reporting import ReportRequest

PROOF = "proof"
_SHOWN_CODES = 20


def show_proof(common: Common, request: ReportRequest, cell: str | None) -> None:
    """Prove a figure; exit 1 where its dossiers are not as many, or a paper is at fault.

    Raises:
        UsageError: no such report, period or figure.
    """
    from pipeline.operations.proof import prove

    if cell is None:
        raise UsageError(
            "no_cell",
            "a proof needs the address of a figure",
            item="--cell",
            remedy="write --cell UNIT/COLUMN",
        )
    settings = common.settings()
    proof = prove(common.required_archive(), settings, request, cell)
    if common.json:
        console.answer_json(
            {**asdict(proof), "count": len(proof.dossiers), "holds": proof.holds}
        )
    else:
        _show(proof, settings.lang)
    if not proof.holds:
        raise typer.Exit(1)


def _show(proof: Proof, lang: str) -> None:
    value = "–" if proof.value is None else proof.value
    console.out(f"{proof.report}, {proof.cell}: {proof.heading} = {value}")
    facts = {
        "snapshot": proof.snapshot,
        "period": proof.period,
        "count": len(proof.dossiers),
        "number": proof.number,
    }
    said = "proof_basis" if proof.of_dossiers else "proof_basis_rows"
    console.tell(lang, said, **facts)
    if proof.agrees is False:
        console.tell(lang, "proof_differs")
    for definition in proof.definitions:
        console.out(f"  {definition}")
    codes = console.list_some(proof.dossiers[:_SHOWN_CODES], len(proof.dossiers))
    named = console.say(lang, "proof_dossiers" if proof.of_dossiers else "proof_rows")
    console.out(f"{named}: {codes or '–'}")
    for one in proof.documents:
        said = "; ".join(one.problems) or console.say(lang, "proof_sound")
        console.out(f"  {one.dossier_code}  {one.pdf_path}: {said}")
