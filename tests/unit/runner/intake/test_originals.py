"""Kept copies are what was received; a damaged one is made good, and that is said."""

from pathlib import Path

from pipeline.runner.intake.originals import keep, make_sound


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"spoilt")


def test_bytes_are_kept_under_their_hash(call, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"paper")
    kept = keep(tmp_path / "a.pdf", call.context)
    assert kept.path.read_bytes() == b"paper" and kept.path.name == kept.sha256
    assert call.context.tally.originals_replaced == []


def test_a_damaged_copy_is_replaced_and_said(call, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"paper")
    kept = keep(tmp_path / "a.pdf", call.context)
    damage(kept.path)
    again = keep(tmp_path / "a.pdf", call.context)
    assert again.path.read_bytes() == b"paper"
    assert call.context.tally.originals_replaced == [kept.sha256]
    (event,) = call.context.tally.events
    assert (event.action, event.actor) == ("recovery", "sohoa")
    assert "was damaged" in event.detail and "was damaged" in call.heard.lines[-1]


def test_sound_files_are_left_alone(call):
    assert make_sound(call.received(), None, call.context) is None
    assert call.context.tally.events == []


def test_a_missing_copy_comes_back_from_quarantine(call):
    document = call.received(content=b"paper")
    entry = call.context.folder.quarantine / "A-1.1"
    entry.mkdir()
    (entry / "A-1.jpg").write_bytes(b"paper")
    original = Path(document.files[0].path)
    original.unlink()
    assert make_sound(document, "A-1.1", call.context) is None
    assert original.read_bytes() == b"paper"
    assert "was missing" in call.context.tally.events[-1].detail


def test_without_a_good_copy_it_is_said_what_is_wrong(call):
    document = call.received()
    original = Path(document.files[0].path)
    damage(original)
    changed = make_sound(document, None, call.context)
    original.unlink()
    missing = make_sound(document, "none", call.context)
    assert (changed and changed.code, missing and missing.code) == (
        "original_changed",
        "original_missing",
    )
