"""Splitting stacks into offered dossiers before anything of them is received."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import InputError, TransientInputError
from pipeline.executor import Answer, Call, Executor
from pipeline.ingest.stacks.split import split_stack
from pipeline.plan.contradictions import CODE_TWICE
from pipeline.plan.pages import read_stack_page
from pipeline.runner.context import RunContext
from pipeline.runner.flow import failure_of
from pipeline.runner.intake.apart import look_at
from pipeline.runner.intake.originals import keep
from pipeline.runner.intake.quarantine import quarantine_refusal, refusal_of
from pipeline.runner.intake.receiving import (
    Offer,
    OfferedDossier,
    StackPart,
    source_sha256,
)
from schemas.received.source import (
    InboxDocument,
    Refusal,
    SourceFile,
    StackSegment,
    StackSplit,
)
from schemas.states import ItemState
from schemas.work import Contradiction, Failure, StackPageJob, StackPageRead


@dataclass(frozen=True, slots=True)
class SplitStacks:
    """The dossiers inside stacks; `complete` is false where the work was stopped before all stacks
    were split."""

    dossiers: tuple[OfferedDossier, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Stack:
    """A received stack: its pages in order, each by the position of its file and its index in
    there."""

    name: str
    files: tuple[SourceFile, ...]
    pages: tuple[tuple[int, int], ...]

    def part(self, pages: Sequence[int]) -> StackPart:
        """Some pages (0-based, of the whole stack), with the files that hold them."""
        places = [self.pages[page] for page in pages]
        held = sorted({position for position, _ in places})
        return StackPart(
            tuple(self.files[position] for position in held),
            tuple((held.index(position), index) for position, index in places),
        )


def split_stacks(
    stacks: Sequence[InboxDocument],
    context: RunContext,
    executor: Executor,
    stop: Callable[[], bool],
) -> SplitStacks:
    """The dossiers inside all stacks.

    Stacks that can't be read, pages of no dossier and separators without pages go to quarantine.
    """
    dossiers: list[OfferedDossier] = []
    for offered in stacks:
        try:
            stack = _receive(offered, context)
            split = _split(stack, context, executor, stop)
        except InputError as error:
            at_fault = f"{error.item}#{error.page}" if error.page else error.item
            quarantine_refusal(
                refusal_of(error, offered.name, offered.files, None, at_fault), context
            )
            continue
        if split is None:
            return SplitStacks(tuple(dossiers), complete=False)
        dossiers += _dossiers(stack, split)
        _refuse_the_rest(stack, split, context)
    return SplitStacks(tuple(dossiers), complete=True)


def _receive(stack: InboxDocument, context: RunContext) -> _Stack:
    """Keep and inspect all files of a stack."""
    files: list[SourceFile] = []
    pages: list[tuple[int, int]] = []
    for position, path in enumerate(stack.files):
        original = keep(Path(path), context)
        name = Path(path).name
        try:
            look = look_at(original.path, context)
        except InputError as error:
            error.item = name  # the kept copy's own name is a hash
            raise
        files.append(
            SourceFile(
                str(original.path),
                name,
                original.sha256,
                original.size,
                look.media_type,
            )
        )
        pages += [(position, index) for index in range(look.page_count)]
    if len(pages) > context.settings.limits.max_pages:
        raise InputError(
            "too_many_pages",
            f"the stack has {len(pages)} pages",
            item=stack.name,
            remedy=f"at most {context.settings.limits.max_pages}; split it",
        )
    return _Stack(stack.name, tuple(files), tuple(pages))


def _split(
    stack: _Stack, context: RunContext, executor: Executor, stop: Callable[[], bool]
) -> StackSplit | None:
    """How the stack comes apart; remembered, as reading codes takes long. None where `stop` ended
    the reading.

    Raises:
        InputError: a page can't be read; a stack without one of its pages might come apart at the
            wrong places.
    """
    key = _split_key(stack, context.settings)
    known = context.ledger.stacks.split(key)
    if known is not None:
        return known
    codes = _read_codes(stack, context, executor, stop)
    if len(codes) < len(stack.pages):
        return None
    split = split_stack(
        [codes[page] for page in range(len(stack.pages))], context.settings
    )
    context.ledger.stacks.keep(key, split)
    return split


def _read_codes(
    stack: _Stack, context: RunContext, executor: Executor, stop: Callable[[], bool]
) -> dict[int, tuple[str, ...]]:
    """The codes on each page that was read before `stop`. Raises InputError, see `_split`."""
    codes: dict[int, tuple[str, ...]] = {}
    failures: list[Failure] = []

    def calls() -> Iterator[Call[object]]:
        for page, (position, index) in enumerate(stack.pages):
            job = StackPageJob(stack.files[position], index, page)
            yield Call(read_stack_page, job, context.settings)

    def done(call: Call[object], answer: Answer) -> list[Call[object]]:
        if isinstance(answer, StackPageRead):
            codes[answer.page] = answer.codes
        else:
            failures.append(failure_of(answer, call.arguments[0].page + 1))
        return []

    executor.process(calls(), done, lambda: stop() or bool(failures))
    if failures:
        raise _error_of(failures[0], stack)
    return codes


def _error_of(failure: Failure, stack: _Stack) -> InputError:
    """The failure of a page as an error of its stack."""
    kind = TransientInputError if failure.transient else InputError
    at_fault = stack.name
    if failure.page is not None:
        position, _ = stack.pages[failure.page - 1]
        at_fault = stack.files[position].name
    return kind(
        failure.code,
        failure.message,
        item=at_fault,
        remedy=failure.remedy,
        page=failure.page,
        values=failure.values,
    )


def _split_key(stack: _Stack, settings: Settings) -> str:
    """All that a split depends on: the bytes of all files in their order, and how codes are
    understood."""
    codes = json.dumps(
        [settings.stack.model_dump(), settings.receipt_qr.model_dump()], sort_keys=True
    )
    return f"{source_sha256(stack.files)}:{hashlib.sha256(codes.encode()).hexdigest()[:12]}"


def _dossiers(stack: _Stack, split: StackSplit) -> list[OfferedDossier]:
    offers: dict[str, list[Offer]] = {}
    procedures: dict[str, str | None] = {}
    for segment in _in_order(split.segments):
        code = segment.dossier_code
        name = f"{stack.name}#{segment.pages[0] + 1}-{segment.pages[-1] + 1}"
        offers.setdefault(code, []).append(_offer(stack, name, segment))
    for segment in split.segments:
        code = segment.dossier_code
        procedures[code] = procedures.get(code) or segment.procedure_code
    return [
        OfferedDossier(stack.name, code, tuple(offers[code]), procedure)
        for code, procedure in procedures.items()
    ]


def _in_order(segments: Sequence[StackSegment]) -> list[StackSegment]:
    """Numbered documents in the order of their numbers, the others after them as they came, and so
    does one whose number another of its dossier has."""
    ranked: list[tuple[tuple[int, int], StackSegment]] = []
    numbers: set[tuple[str, int]] = set()
    for position, segment in enumerate(segments):
        number = segment.document_number
        if number is None or (segment.dossier_code, number) in numbers:
            ranked.append(((1, position), segment))
            continue
        numbers.add((segment.dossier_code, number))
        ranked.append(((0, number), segment))
    ranked.sort(key=lambda one: one[0])
    return [segment for _, segment in ranked]


def _offer(stack: _Stack, name: str, segment: StackSegment) -> Offer:
    again = (
        (Contradiction(CODE_TWICE, segment.dossier_code, stack.name),)
        if segment.again
        else ()
    )
    return Offer(name, (), stack.part(segment.pages), segment.document_number, again)


def _refuse_the_rest(stack: _Stack, split: StackSplit, context: RunContext) -> None:
    """Say what a stack holds beside documents: pages of no dossier, and separators whose pages are
    missing."""
    if split.orphans:
        pages = ", ".join(str(page + 1) for page in split.orphans)
        refusal = Refusal(
            f"{stack.name}#no_dossier",
            (),
            "no_dossier",
            f"pages {pages} stand before any separator",
            "put a separator sheet in front of them and scan them again as a stack of their own",
            values={"pages": pages},
        )
        quarantine_refusal(refusal, context, stack.part(split.orphans).files)
        context.tally.put(
            f"refused:{refusal.name}",
            refusal.name,
            ItemState.QUARANTINED,
            len(split.orphans),
        )
    for idle in split.idle:
        refusal = Refusal(
            f"{stack.name}#{idle.page + 1}",
            (),
            "separator_without_pages",
            f"no page follows the separator sheet on page {idle.page + 1}",
            "look for the papers that belong behind it and scan them, or take the sheet out",
            idle.dossier_code,
            values={"page": str(idle.page + 1)},
        )
        quarantine_refusal(refusal, context, stack.part((idle.page,)).files)
