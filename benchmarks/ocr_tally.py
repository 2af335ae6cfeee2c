"""What one side came to on some pages: errors, fields, CPU, and the lines it read worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.ocr_sides import SideRead
from benchmarks.scoring import Matched, Score, fields_exact, matched_lines


@dataclass(slots=True)
class Tally:
    """Sums over pages. `made_up`: characters that no true line has used up; `missing`: of lines not
    found at all."""

    pages: int = 0
    score: Score = field(default_factory=Score)
    made_up: int = 0
    missing: int = 0
    found: int = 0
    fields: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    worst: list[tuple[int, str, Matched]] = field(default_factory=list)

    def add(
        self,
        name: str,
        true_lines: Sequence[str],
        fields: Sequence[str],
        read: SideRead,
    ) -> None:
        """Score what was read on a page."""
        lines, rest = matched_lines(true_lines, read.text)
        made_up = sum(map(len, rest))
        self.pages += 1
        self.made_up += made_up
        self.missing += sum(len(line.line) for line in lines if not line.found)
        self.score = sum(
            (line.score for line in lines), self.score + Score(made_up, 0, len(rest), 0)
        )
        self.found += fields_exact(fields, read.text)
        self.fields += len(fields)
        self.cpu_s += read.cpu_s
        self.wall_s += read.wall_s
        for stage, seconds in read.stages.items():
            self.stages[stage] = self.stages.get(stage, 0.0) + seconds
        self.worst += [
            (line.score.char_errors, name, line)
            for line in lines
            if line.line != line.found
        ]
        if rest:
            self.worst.append((made_up, name, Matched("", " ".join(rest))))

    @property
    def fields_exact(self) -> float | None:
        """Share of the printed fields that stand in the text exactly."""
        return round(self.found / self.fields, 4) if self.fields else None

    def figures(self) -> dict[str, Any]:
        """Rates and CPU seconds a page."""
        chars, pages = max(1, self.score.chars), max(1, self.pages)
        return {
            "cer": self.score.cer,
            "wer": self.score.wer,
            "made_up": round(self.made_up / chars, 5),
            "lines_lost": round(self.missing / chars, 5),
            "fields_exact": self.fields_exact,
            "cpu_s_per_page": round(self.cpu_s / pages, 3),
        }


def stages_per_page(tally: Tally) -> Mapping[str, float]:
    """CPU seconds a page by stage."""
    return {
        stage: round(seconds / max(1, tally.pages), 4)
        for stage, seconds in tally.stages.items()
    }
