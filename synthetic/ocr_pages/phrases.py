"""Phrases of a paper's text as runs: values, bold pieces, parts of a form's line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from synthetic.ocr_pages.setting import StyledSheet
from synthetic.ocr_pages.values import Values
from synthetic.pages.items import Run

_PIECE = re.compile(r"\{([^}]+)\}|(\*)")
_PART = re.compile(r"^(?P<label>[^{=]*)(?P<value>[{=].*?)?(?:@(?P<share>\.\d+))?$")


@dataclass(slots=True)
class Phrases:
    """Turns text into runs for a sheet; `count` is what `{#}` stands for."""

    sheet: StyledSheet
    values: Values
    count: int = 0

    def runs(self, text: str, **look: object) -> list[Run]:
        """Text with `{key}` and `*bold*` as runs; what touches stays together."""
        runs: list[Run] = []
        bold, at, glue = False, 0, False

        def add(piece: str, fact: int | None = None, strong: bool = False) -> None:
            nonlocal glue
            if piece.strip():
                run = Run(
                    piece,
                    glue=bool(runs) and glue and not piece[0].isspace(),
                    fact=fact,
                )
                weight = {"bold": True} if bold or strong else {}
                runs.append(replace(run, **(look | weight)))  # type: ignore[arg-type]
            if piece:
                glue = not piece[-1].isspace()

        for match in _PIECE.finditer(text):
            add(text[at : match.start()])
            at = match.end()
            if match[2]:
                bold = not bold
            else:
                printed, fact = self._value(match[1])
                add(printed, fact, self.sheet.look.bold_values)
        add(text[at:])
        return runs

    def _value(self, key: str) -> tuple[str, int | None]:
        if key[0] == "#":
            return str(self.count + (len(key) > 1)), None
        printed, field = self.values.get(key)
        return printed, self.sheet.fact(None, None, field, printed) if field else None

    def part(self, text: str) -> tuple[str, Run | None, float | None]:
        """One part of a line of a form: label, value, share; without a value no leader is wanted."""
        match = _PART.match(text.strip())
        assert match is not None, text
        label, value = match["label"].strip(), (match["value"] or "").strip()
        share = float(match["share"]) if match["share"] else None
        if value in {"", "="}:
            return label, Run("") if value else None, share
        runs = self.runs(value.removeprefix("="))
        # Values of several pieces are set as one run, so that they break like words.
        text = "".join(
            (" " if n and not run.glue else "") + run.text.strip()
            for n, run in enumerate(runs)
        )
        fact = (
            next((run.fact for run in runs if run.fact is not None), None)
            if len(runs) == 1
            else None
        )
        style = self.sheet.look
        return (
            label,
            Run(text, bold=style.bold_values, italic=style.italic_values, fact=fact),
            share,
        )

    def parts(self, text: str) -> list[tuple[str, Run | None, float]]:
        """The parts of a form's line; those that name no share divide what is left."""
        parts = [self.part(part) for part in text.split("|")]
        shares = [share for _, _, share in parts]
        rest = 1.0 - sum(share for share in shares if share is not None)
        return [
            (label, run, rest / shares.count(None) if share is None else share)
            for label, run, share in parts
        ]
