"""correct, relink, undo, supersede, withdraw: what was filed is mended, and nothing erased."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption, RegisterOption, register_text

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import Settings
    from pipeline.review.decision import Decision

_Document = Annotated[
    str,
    typer.Argument(
        metavar="DOCUMENT",
        help="The document's id, as H26-241105-0012.1.",
        show_default=False,
    ),
]
_Because = Annotated[
    str | None,
    typer.Option("--because", help="Your reason, where something speaks against it."),
]
_Index = Annotated[
    int, typer.Option("--index", min=1, help="Which person of that role.")
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (correct, relink, undo, supersede, withdraw):
        app.command()(command)


@with_common_options
def correct(
    common: Common,
    document: _Document,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="As show names it: birth_date, number …",
            show_default=False,
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help="The right value; ok, or none.", show_default=False
        ),
    ],
    role: Annotated[
        str | None, typer.Option("--role", help="Whose it is: subject, mother …")
    ] = None,
    index: _Index = 1,
    because: _Because = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Sửa một thông tin đã lưu. Correct a value that was filed.

    Example: sohoa correct H26-241105-0012.1 birth_date 17/05/2009 --role subject --archive kho
    """
    from pipeline.review.apply import field_subject
    from pipeline.review.decision import Decision

    settings = _settings(common, operator, register)
    subject = field_subject(common.required_archive(), document, field, role, index)
    _take(common, settings, Decision(subject, value, because))


@with_common_options
def relink(
    common: Common,
    document: _Document,
    role: Annotated[
        str,
        typer.Argument(
            metavar="ROLE", help="The person: subject, mother …", show_default=False
        ),
    ],
    citizen: Annotated[
        str,
        typer.Argument(
            metavar="CITIZEN", help="12 digits, or none.", show_default=False
        ),
    ],
    index: _Index = 1,
    because: _Because = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Nối một người trên giấy với đúng công dân. Link a person of a paper to the right citizen.

    Example: sohoa relink H26-241105-0012.1 mother 001190004567 --archive kho
    """
    from pipeline.review.decision import Decision, DecisionKind, Subject

    subject = Subject(DecisionKind.MATCH, document, role, index)
    _take(
        common,
        _settings(common, operator, register),
        Decision(subject, citizen, because),
    )


@with_common_options
def undo(
    common: Common,
    event: Annotated[
        str,
        typer.Argument(
            metavar="EVENT",
            help="The decision's id, as show lists it.",
            show_default=False,
        ),
    ],
    because: _Because = None,
    operator: OperatorOption = None,
) -> None:
    """Hủy một quyết định, trả lại như trước. Take a decision back; what stood before stands again.

    Example: sohoa undo 1041-3 --archive kho
    """
    from pipeline.review.decision import UNDONE, Decision, DecisionKind, Subject

    subject = Subject(DecisionKind.UNDO, event)
    _take(common, _settings(common, operator), Decision(subject, UNDONE, because))


@with_common_options
def supersede(
    common: Common,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The paper to replace.", show_default=False),
    ],
    new: Annotated[
        str,
        typer.Argument(
            metavar="NEW", help="The better scan of it.", show_default=False
        ),
    ],
    because: _Because = None,
    operator: OperatorOption = None,
) -> None:
    """Thay một bản quét bằng bản tốt hơn; bản cũ vẫn được giữ. Replace a scan by a better one.

    Example: sohoa supersede H26-241105-0012.1 H26-241105-0012.3 --archive kho
    """
    from pipeline.review.decision import Decision, DecisionKind, Subject

    subject = Subject(DecisionKind.SUPERSEDE, old)
    _take(common, _settings(common, operator), Decision(subject, new, because))


@with_common_options
def withdraw(
    common: Common,
    document: _Document,
    because: _Because = None,
    day: Annotated[
        str | None,
        typer.Option("--on", help="Not valid from this day (default: today)."),
    ] = None,
    operator: OperatorOption = None,
) -> None:
    """Ghi nhận kết quả đã bị thu hồi, hủy bỏ. A result revoked by law: not valid any more.

    Example: sohoa withdraw H26-241105-0012.1 --because "QĐ 12/QĐ-UBND" --archive kho
    """
    from pipeline.review.decision import WITHDRAWN, Decision, DecisionKind, Subject

    subject = Subject(DecisionKind.WITHDRAW, document)
    _take(
        common,
        _settings(common, operator),
        Decision(subject, day or WITHDRAWN, because),
    )


def _settings(
    common: Common, operator: str | None, register: Path | None = None
) -> Settings:
    return common.settings(operator=operator, register=register_text(register))


def _take(common: Common, settings: Settings, decision: Decision) -> None:
    from pipeline.review.apply import decide

    applied = decide(
        common.required_archive(), settings, [decision], actor=settings.operator
    )
    if common.json:
        console.answer_json(asdict(applied))
        return
    key = "decision_taken" if applied.events else "decision_stands"
    console.tell(settings.lang, key, events=" ".join(applied.events))
    if applied.index_behind:
        console.tell(settings.lang, "run_index_behind", code=applied.index_behind)
