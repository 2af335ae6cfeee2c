"""Settings given as variables of the environment: SOHOA_SECTION__KEY and SOHOA_KEY."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.config.source import DEFAULTS, Layer, read_settings_file

ENV_PREFIX = "SOHOA_"
# Read by other means: the archive's place, the tests' switch, the bench's.
ENV_RESERVED = {"ARCHIVE", "REQUIRE_ALL", "DEBUG"}


def environment_layer(environ: Mapping[str, str], known: Layer) -> Layer:
    """The settings among the variables, as a nested mapping; texts take the defaults' types."""
    strange = set(unknown_variables(environ, known))
    found: dict[str, object] = {}
    for name, text in environ.items():
        key = name.removeprefix(ENV_PREFIX)
        if key == name or key in ENV_RESERVED or name in strange:
            continue
        _put(found, key.lower().split("__"), text, known)
    return found


def _put(into: dict[str, object], path: Sequence[str], text: str, known: Layer) -> None:
    """Put a text where its path of sections leads."""
    first, *rest = path
    like = known.get(first)
    if not rest:
        into[first] = _convert(text, like)
        return
    section = into.setdefault(first, {})
    if isinstance(section, dict):
        _put(section, rest, text, like if isinstance(like, Mapping) else {})


def unknown_variables(
    environ: Mapping[str, str], known: Layer | None = None
) -> tuple[str, ...]:
    """Variables named SOHOA_… that are no settings, and not close to the name of one (those are
    refused).

    Other programs and scripts may have variables of that name; none of them may stop a command.
    """
    settings = _variables(known or read_settings_file(DEFAULTS))
    names = {ENV_PREFIX + key for key in (*ENV_RESERVED, *settings)}
    sections = {name.partition("__")[0] + "__" for name in names if "__" in name}
    return tuple(
        name
        for name in sorted(environ)
        if name.startswith(ENV_PREFIX)
        and name not in names
        and not any(name.startswith(section) for section in sections)
        and not any(_is_close(name, other) for other in names)
    )


def _variables(known: Layer) -> Iterator[str]:
    for key, value in known.items():
        if isinstance(value, Mapping):
            yield from (f"{key}__{inner}".upper() for inner in value)
        yield key.upper()


def _is_close(name: str, other: str) -> bool:
    """One slip of the finger, or two in a long name."""
    from rapidfuzz.distance import OSA

    length = len(other) - len(ENV_PREFIX)
    return OSA.distance(name, other, score_cutoff=2) <= (1 if length < 8 else 2)


def _convert(text: str, like: object) -> object:
    """The text as the type of the default that it replaces; left as text where it does not fit
    (then refused)."""
    if isinstance(like, list):
        return [part.strip() for part in text.split(",")]
    return text
