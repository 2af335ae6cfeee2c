"""Who may sign in: kept apart, hashed, checked."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pipeline.errors import StorageError, UsageError
from pipeline.serve.accounts.users import RIGHTS, Right, Role, Users

PASSWORD = "bốn từ khó đoán"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users.of(tmp_path)


def test_a_user_is_kept_in_a_private_file_without_the_password(users: Users) -> None:
    users.add("Dung.PT", "  Phạm  Thị Dung ", "reviewer", PASSWORD)
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600
    content = users.file.read_text(encoding="utf-8")
    assert PASSWORD not in content
    assert "$argon2id$" in content
    (user,) = users.list()
    assert (user.login, user.name, user.role) == (
        "dung.pt",
        "Phạm Thị Dung",
        Role.REVIEWER,
    )


def test_only_the_right_password_verifies_in_either_form_of_unicode(
    users: Users,
) -> None:
    import unicodedata

    users.add("dung", "Phạm Thị Dung", "reviewer", PASSWORD)
    assert users.verify(" DUNG ", unicodedata.normalize("NFD", PASSWORD)) is not None
    assert users.verify("dung", PASSWORD + "x") is None
    assert users.verify("nobody", PASSWORD) is None
    assert users.verify("dung", "x" * 10_000) is None


@pytest.mark.parametrize(
    ("login", "name", "role", "password", "code"),
    [
        ("dung", "Ai Khác", "reviewer", PASSWORD, "user_exists"),
        ("khac", "Phạm Thị Dung", "reviewer", PASSWORD, "user_exists"),
        ("../x", "Ai Khác", "reviewer", PASSWORD, "user_login_invalid"),
        ("khac", " ", "reviewer", PASSWORD, "user_name_invalid"),
        ("khac", "Ai\u202eKhác", "reviewer", PASSWORD, "user_name_invalid"),
        ("khac", "Ai Khác", "root", PASSWORD, "user_role_unknown"),
        ("khac", "Ai Khác", "clerk", "ngắn", "password_too_short"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    users: Users, login: str, name: str, role: str, password: str, code: str
) -> None:
    users.add("dung", "Phạm Thị Dung", "reviewer", PASSWORD)
    before = users.file.read_bytes()
    with pytest.raises(UsageError) as refused:
        users.add(login, name, role, password)
    assert refused.value.code == code
    assert users.file.read_bytes() == before


def test_a_removed_user_is_gone(users: Users) -> None:
    users.add("dung", "Phạm Thị Dung", "reviewer", PASSWORD)
    users.remove("dung")
    assert users.list() == ()
    with pytest.raises(UsageError) as refused:
        users.remove("dung")
    assert refused.value.code == "user_unknown"


@pytest.mark.parametrize(
    "content",
    [
        {"users": [{"login": "x"}]},
        {"users": [{"login": "x", "name": 7, "role": "clerk", "password_hash": ""}]},
        {"users": [{"login": "x", "name": "X", "role": "king", "password_hash": ""}]},
        {"users": 7},
        {},
        [],
    ],
)
def test_a_damaged_list_is_named_and_never_taken_for_an_empty_one(
    users: Users, content: object
) -> None:
    users.file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StorageError) as error:
        users.list()
    assert error.value.code == "users_damaged"


def test_only_those_who_review_decide_and_only_auditors_see_the_trail() -> None:
    def having(right: Right) -> set[Role]:
        return {role for role, rights in RIGHTS.items() if right in rights}

    assert set(RIGHTS) == set(Role)
    assert (
        having(Right.REVIEW)
        == having(Right.CORRECT)
        == {Role.REVIEWER, Role.ADMINISTRATOR}
    )
    assert having(Right.AUDIT) == {Role.AUDITOR, Role.ADMINISTRATOR}
    assert having(Right.REPORT) == set(Role) - {Role.CLERK}
    assert having(Right.RETRY) == {Role.ADMINISTRATOR}
    assert having(Right.LOOK) == set(Role) - {Role.OFFICIAL}
