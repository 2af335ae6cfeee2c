"""Splitting stacks into offered dossiers before anything of them is received."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.executor import Call, Executor
from pipeline.ingest.inspect import inspect_file
from pipeline.ingest.split import split_stack
from pipeline.plan.pages import read_stack_page
from pipeline.runner.context import RunContext
from pipeline.runner.intake import Offer, OfferedDossier
from pipeline.runner.originals import keep
from pipeline.runner.quarantine import quarantine_refusal
from schemas.source import InboxDocument, Refusal, SourceFile, StackSplit
from schemas.work import Failure, StackPageJob, StackPageRead


def split_stacks(
    stacks: Sequence[InboxDocument], context: RunContext, executor: Executor, stop: Callable[[], bool]
) -> list[OfferedDossier]:
    """The dossiers inside all stacks; stacks that can't be read, and pages of no dossier, go to quarantine."""
    dossiers: list[OfferedDossier] = []
    for stack in stacks:
        try:
            split = _split(stack, context, executor, stop)
        except InputError as error:
            quarantine_refusal(
                Refusal(stack.name, stack.files, error.code, error.message, error.remedy or "", None, error.transient),
                context,
            )
            continue
        if split is None:
            return dossiers
        dossiers += _dossiers(stack, split)
        if split.orphans:
            pages = ", ".join(str(index + 1) for index in split.orphans)
            refusal = Refusal(
                f"{stack.name}#no_dossier", stack.files, "no_dossier", f"pages {pages} stand before any separator",
                "put a separator sheet in front of them and scan them again as a stack of their own",
            )  # fmt: skip
            quarantine_refusal(refusal, context)
            context.tally.put(f"refused:{refusal.name}", refusal.name, "quarantined", len(split.orphans))
    return dossiers


def _split(
    stack: InboxDocument, context: RunContext, executor: Executor, stop: Callable[[], bool]
) -> StackSplit | None:
    original = keep(Path(stack.files[0]), context)
    known = context.ledger.stack_split(original.sha256)
    if known is not None:
        return known
    look = inspect_file(original.path, context.settings.limits)
    file = SourceFile(str(original.path), stack.name, original.sha256, original.size, look.media_type)
    codes: dict[int, tuple[str, ...]] = {}
    failures: list[Failure] = []

    def calls() -> Iterator[Call]:
        for index in range(look.page_count):
            yield Call(read_stack_page, (context.settings, StackPageJob(file, index)))

    def done(_: Call, answer: Any) -> list[Call]:
        if isinstance(answer, StackPageRead):
            codes[answer.index] = answer.codes
        elif isinstance(answer, Failure):
            failures.append(answer)
        return []

    executor.process(calls(), done, lambda: stop() or bool(failures))
    if failures:
        first = failures[0]
        raise InputError(first.code, first.message, item=stack.name, remedy=first.remedy, page=first.page)
    if len(codes) < look.page_count:
        return None
    split = split_stack([codes[index] for index in range(look.page_count)], context.settings)
    context.ledger.keep_stack_split(original.sha256, split)
    return split


def _dossiers(stack: InboxDocument, split: StackSplit) -> list[OfferedDossier]:
    offers: dict[str, list[tuple[int, Offer]]] = {}
    procedures: dict[str, str | None] = {}
    for position, segment in enumerate(split.segments):
        if not segment.pages:
            continue
        name = f"{stack.name}#{segment.pages[0] + 1}-{segment.pages[-1] + 1}"
        # Numbered documents stand in the order of their numbers, the others after them as they came.
        rank = segment.document_number if segment.document_number is not None else 10_000 + position
        offers.setdefault(segment.dossier_code, []).append((rank, Offer(name, stack.files, segment.pages)))
        procedures[segment.dossier_code] = procedures.get(segment.dossier_code) or segment.procedure_code
    return [
        OfferedDossier(
            stack.name, code, tuple(offer for _, offer in sorted(found, key=lambda one: one[0])), procedures[code]
        )
        for code, found in offers.items()
    ]
