"""Pages of PDFs that go into the archival file as they came, and why others don't."""

from __future__ import annotations

from enum import StrEnum

PAGE_KEPT = "page_kept"
"""The flag of a page that is filed as it came."""


class WhyDrawn(StrEnum):
    """What is on a page that keeps it out of an archival file; a flag of the page."""

    NOTES = "drawn_notes"
    """Something is laid over it: a form's field, a stamp, a comment."""
    TEXT = "drawn_text"
    """Its text does not say all that is seen, or says more."""
    FONT = "drawn_font"
    """A font that is not embedded, of another kind, or wrong in itself."""
    COLOURS = "drawn_colours"
    """Colours that need another device than a screen."""
    PICTURES = "drawn_pictures"
    """Pictures of a coding that PDF/A does not have, or in the page's own text."""
    EFFECTS = "drawn_effects"
    """Patterns, layers, blending."""
    CONTENT = "drawn_content"
    """Anything else that is not known to fit."""
    LOOK = "drawn_look"
    """What was taken over does not look the same."""


KEPT_OR_DRAWN = frozenset({PAGE_KEPT, *map(str, WhyDrawn)})
"""All that a page's flags may say of it."""
