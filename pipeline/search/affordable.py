"""Which forms of a forgiven word an index looks for, so that a question costs the same however many
documents there are.

A row of words costs about as many looks as its rarest word has documents. Slips of recognition are
rare words; so the rarest forms are looked for first, until their documents come to a bound. Up to
some ten thousand documents all forms are within it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.search.near import near_forms

MOST_LOOKS = 20_000
"""Documents that are looked at for one row."""
_MEANT = 2
"""A word that stands nowhere was mistyped: so many of the most common forms are looked for,
whatever they cost. It is what the right word would have cost."""

Frequency = Callable[[str], int]
"""In how many documents a folded word stands."""


def affordable_forms(
    word: str, others: Sequence[str], frequency: Frequency
) -> tuple[str, ...]:
    """The forms one slip away from `word` that are looked for in a row with `others`, rarest first;
    none where one of the others stands nowhere. The word itself is not among them."""
    most = min(map(frequency, others), default=MOST_LOOKS + 1)
    if not most:
        return ()
    found = {form: frequency(form) for form in near_forms(word) - {word}}
    known = sorted((count, form) for form, count in found.items() if count)
    chosen, looks = [], 0
    for count, form in known:
        looks += min(count, most)
        if looks > MOST_LOOKS:
            break
        chosen.append(form)
    if not frequency(word):
        chosen += [form for _, form in known[-_MEANT:] if form not in chosen]
    return tuple(chosen)
