"""What changes can be applied to a register as it stands."""

from __future__ import annotations

from pipeline.match.register import Register
from pipeline.match.register.changes import Action, AskedChange
from pipeline.match.register.held import held_cells
from pipeline.match.register.planned import plan_changes


def asked(number: int, action: Action, citizen: str, **cells: str) -> AskedChange:
    return AskedChange(number, action, citizen, {"citizen_id": citizen, **cells})


def test_what_the_register_says_already_is_no_change(register: Register) -> None:
    cells = {k: v for k, v in held_cells(register, 5).items() if v is not None}
    citizen = register.citizen_id(5)
    same = asked(2, Action.CHANGE, citizen, full_name=str(cells["full_name"]))
    added = AskedChange(3, Action.ADD, citizen, cells)
    plan = plan_changes(register, [same, added])
    assert (plan.unchanged, len(plan.leaving), len(plan.arriving)) == (2, 0, 0)
    assert not plan.counts


def test_rows_that_go_and_rows_that_come(register: Register) -> None:
    moved, gone = register.citizen_id(5), register.citizen_id(9)
    plan = plan_changes(
        register,
        [
            asked(2, Action.CHANGE, moved, commune_name="Phường Mới"),
            asked(3, Action.REMOVE, gone),
            asked(4, Action.REMOVE, "001075000000"),
        ],
    )
    assert sorted(plan.leaving) == [5, 9]
    assert plan.arriving.citizen_id.tolist() == [int(moved)]
    assert plan.counts == {Action.CHANGE: 1, Action.REMOVE: 1}
    assert [(one.row, one.reason) for one in plan.rejections] == [
        (4, "not_in_register")
    ]


def test_whoever_waits_for_a_number_waits_in_vain_if_it_stays(
    register: Register,
) -> None:
    """The second takes the first one's number, whose own change can't be made."""
    first, second = register.citizen_id(5), register.citizen_id(9)
    renumbered = [
        AskedChange(2, Action.RENUMBER, first, {"citizen_id": f"{first[:6]}x"}),
        AskedChange(
            3,
            Action.RENUMBER,
            second,
            {"citizen_id": first, "birth_date": "-", "gender": "-"},
        ),
    ]
    plan = plan_changes(register, renumbered)
    assert [(one.row, one.reason) for one in plan.rejections] == [
        (2, "not_12_digits"),
        (3, "already_in_register"),
    ]
    assert plan.leaving == []
    assert len(plan.arriving) == 0
