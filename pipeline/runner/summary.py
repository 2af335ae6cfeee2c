"""Counts of one call, kept while it runs: `found` = `done` + `skipped` + `quarantined` once it is
complete."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from schemas.answers.work import ContradictionJson, Counts, RunAnswer, SignatureJson
from schemas.states import ItemState, MatchOutcome
from schemas.tables.rows import EventRow

_SHOWN = 20
_RANK = {
    ItemState.SKIPPED: 0,
    ItemState.DONE: 1,
    ItemState.WAITING: 2,
    ItemState.QUARANTINED: 3,
}
"""A dossier stands where the worst of its documents stands."""


@dataclass(slots=True)
class Tally:
    """Mutable on purpose: the one place where a call's counts grow."""

    documents: dict[str, tuple[str, ItemState, int]] = field(default_factory=dict)
    """item → (dossier, state, pages)."""
    matches: Counter[str] = field(default_factory=Counter)
    review_items: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    pages_read: int = 0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    duplicates: list[dict[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Hidden and system entries of the inbox, which are no papers."""
    growing: list[str] = field(default_factory=list)
    """Dossiers and stacks that were still being copied: the next call files them."""
    index_behind: str | None = None
    signed_late: int = 0
    """Files of earlier calls that this one could sign."""
    awaiting_signature: int = 0
    """Files of this archive that still wait for their signature."""
    signatures: list[SignatureJson] = field(default_factory=list)
    """Received files of this call whose signatures a person must still look at."""
    contradictions: list[ContradictionJson] = field(default_factory=list)
    """Papers of this call, and those on file that it decided anew, that contradict their container,
    the list or one another."""
    decided_anew: set[str] = field(default_factory=set)
    """Documents on file whose rows this call's papers changed."""
    originals_replaced: list[str] = field(default_factory=list)
    """SHA-256 of kept copies that were damaged and are whole again."""
    events: list[EventRow] = field(default_factory=list)
    """Rows for the store that wait for the next commit."""
    refused: set[str] = field(default_factory=set)
    """Quarantine entries of refusals that this call met."""

    def put(self, item: str, dossier: str, state: ItemState, pages: int) -> None:
        """Say where an item stands."""
        self.documents[item] = (dossier, state, pages)

    def add_seconds(self, seconds: dict[str, float]) -> None:
        """Add a call's seconds by stage."""
        for stage, value in seconds.items():
            self.stage_seconds[stage] = self.stage_seconds.get(stage, 0.0) + value

    def counts(self, state: ItemState) -> int:
        """Documents that stand so."""
        return sum(1 for _, one, _ in self.documents.values() if one == state)

    def as_json(self, batch_id: str, complete: bool, seconds: float) -> RunAnswer:
        """The contract's `run` answer, with what it lacks added under further keys."""
        pages = Counter[ItemState]()
        for _, state, count in self.documents.values():
            pages[state] += count
        pace = pages[ItemState.DONE] / seconds if seconds > 0 else 0.0
        stages = sorted(self.stage_seconds.items())
        return {
            "batch": batch_id,
            "complete": complete,
            "dossiers": _word_counts(Counter(self._dossier_states().values())),
            "documents": _word_counts(
                Counter(one[1] for one in self.documents.values())
            ),
            "pages": _word_counts(pages),
            "matches": {one.value: self.matches[one] for one in MatchOutcome},
            "review_items": self.review_items,
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
            "seconds": round(seconds, 3),
            "pages_per_second": round(pace, 3),
            "stage_seconds": {stage: round(value, 3) for stage, value in stages},
            "missing": self.missing,
            "duplicates": self.duplicates,
            "ignored": len(self.ignored),
            "ignored_names": self.ignored[:_SHOWN],
            "growing": len(self.growing),
            "growing_names": self.growing[:_SHOWN],
            "index_behind": self.index_behind,
            "signed_late": self.signed_late,
            "waiting_for_signature": self.awaiting_signature,
            "signatures": self.signatures,
            "contradictions": self.contradictions,
            "originals_replaced": self.originals_replaced,
        }

    def _dossier_states(self) -> dict[str, ItemState]:
        """Of each dossier the gravest state of its documents."""
        found: dict[str, ItemState] = {}
        for dossier, state, _ in self.documents.values():
            if dossier not in found or _RANK[state] > _RANK[found[dossier]]:
                found[dossier] = state
        return found


def _word_counts(states: Counter[ItemState]) -> Counts:
    return {
        "found": states.total(),
        "done": states[ItemState.DONE],
        "skipped": states[ItemState.SKIPPED],
        "quarantined": states[ItemState.QUARANTINED],
        "waiting": states[ItemState.WAITING],
    }
