"""What stands at the head of a report in every form for people."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.report.definition import SomeDefinition
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import PlanFacts, SomeReport


class HeadFact(NamedTuple):
    """A name and its value, in words."""

    name: str
    value: str


def list_facts(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> list[HeadFact]:
    """Period, snapshot, plan and reading."""
    facts = [
        HeadFact(words.word("period"), word_period(report, words)),
        HeadFact(words.word("snapshot"), str(report.snapshot)),
    ]
    if definition.against_plan and report.plan is not None:
        facts += _plan_facts(report.plan, words)
    return facts


def word_period(report: SomeReport, words: ReportWords) -> str:
    """The period as it was asked for, with its days."""
    start = words.moment(report.start.isoformat())
    end = words.moment(report.end.isoformat())
    days = words.word("period_days").format(start=start, end=end)
    return f"{report.period} ({days})"


def _plan_facts(plan: PlanFacts, words: ReportWords) -> list[HeadFact]:
    return [
        HeadFact(words.word("plan"), plan.title.wording(words.lang)),
        HeadFact(words.word("reading"), words.term("reading", plan.reading)),
        HeadFact(words.word("source"), plan.source.wording(words.lang)),
    ]
