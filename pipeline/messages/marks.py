"""English texts of marks on pages, words and documents: code → (message, remedy).

The Vietnamese ones stand in configs/messages/ by the same codes.
"""

from __future__ import annotations

_NOTHING = "nothing needs to be done"
_LOOK = "look at the paper"

PAGE_FLAGS: dict[str, tuple[str, str | None]] = {
    "dpi_unknown": (
        "the file names no usable resolution",
        "check the scanner's settings",
    ),
    "low_dpi": (
        "scanned with fewer dots per inch than the rules ask for",
        "scan it again, more finely",
    ),
    "bilevel": (
        "only black and white",
        "where the paper has colours, scan it in colour",
    ),
    "grey": (
        "without colour",
        "where the paper has a red stamp or signatures in colour, scan it in colour",
    ),
    "low_contrast": ("faint print", "raise the contrast and scan it again if need be"),
    "blurred": (
        "blurred",
        "wipe the scanner's glass, keep the paper flat, scan it again",
    ),
    "out_of_focus": (
        "a photograph that is blurred, or softer in a part than in the rest",
        "look at the values that matter; scan it, or take the picture again from straight above",
    ),
    "pale": (
        "all print is hardly darker than its paper; read by the page's own levels",
        "look at the values that matter; scan a clearer original, or scan it darker",
    ),
    "shaded": (
        "black and white, with a grey ground that came out as specks under the letters",
        "scan it in grey or colour if letters were lost",
    ),
    "small_print": (
        "so few pixels that marks and signs are hard to tell",
        "scan it at 200 dpi or more, or take the picture from nearer",
    ),
    "curved": (
        "a photograph whose lines bend; a copy with level lines was read",
        "look at the values that matter; scan it, or press the paper flat and take it from above",
    ),
    "shadow": (
        "a part lies in shadow",
        "close the scanner's lid; scan it again where it is hard to read",
    ),
    "negative": (
        "white print on black",
        "nothing, if it is a negative; else check the scanner's settings",
    ),
    "clipped": (
        "print is cut off at the edge",
        "put the paper straight and scan it again",
    ),
    "two_pages": (
        "two pages side by side in one picture",
        "better scan each page by itself",
    ),
    "redrawn": (
        "drawn from the PDF: not the received picture to the dot",
        f"{_NOTHING}; the received file is kept",
    ),
    "damaged": (
        "errors in the picture's data: a part of it may not be what was scanned",
        "look at the whole page; scan it again where it looks wrong",
    ),
    "page_kept": (
        "a page of a PDF, filed with its own text, fonts and pictures",
        _NOTHING,
    ),
    "drawn_notes": (
        "drawn, not filed as it is: something is laid over it (a form's field, a comment)",
        _NOTHING,
    ),
    "drawn_text": (
        "drawn, not filed as it is: its own text is not all that is seen, or is more",
        _NOTHING,
    ),
    "drawn_font": (
        "drawn, not filed as it is: a font is not embedded, or does not fit PDF/A",
        _NOTHING,
    ),
    "drawn_colours": (
        "drawn, not filed as it is: colours for a printing press",
        _NOTHING,
    ),
    "drawn_pictures": (
        "drawn, not filed as it is: a picture of a coding that PDF/A does not have",
        _NOTHING,
    ),
    "drawn_effects": (
        "drawn, not filed as it is: patterns, layers or blending",
        _NOTHING,
    ),
    "drawn_content": (
        "drawn, not filed as it is: its content is not known to fit PDF/A",
        _NOTHING,
    ),
    "drawn_look": (
        "drawn, not filed as it is: what can be filed would look different",
        _NOTHING,
    ),
    "blank": (
        "blank; kept in the file",
        "nothing, unless something is written on the paper",
    ),
    "turned_unsure": (
        "it is not certain which way up it stands",
        "see which way up it stands",
    ),
    "note_copy": (
        "the same sheet scanned twice, with and without a pasted note",
        _NOTHING,
    ),
    "unread": (
        "ink, but nothing that could be read (handwriting, photographs, another language)",
        "look at the page and enter the document's type; the file is kept whole",
    ),
    "lines_missed": (
        "rows of writing that were not read",
        "look at it: sohoa ocr FILE --overlay picture.png shows them",
    ),
    "handwriting": (
        "something is written by hand into its print",
        "look at the picture and enter or confirm the value",
    ),
    "stamp": (
        "a stamp of arrival, or a stamped title or name: not part of its text",
        _NOTHING,
    ),
    "text_layer": ("brought text along, which agrees with the picture", _NOTHING),
    "text_layer_rejected": (
        "brought text along that does not agree with the picture; it was left out",
        "check the scanner's text recognition where this is frequent",
    ),
}
"""Flags of `pages.flags`."""

WORD_MARKS: dict[str, tuple[str, str | None]] = {
    "low_confidence": ("read with little confidence", _LOOK),
    "foreign_letter": ("a letter that Vietnamese does not have", _LOOK),
    "impossible_syllable": ("no Vietnamese syllable", _LOOK),
    "handwritten": (
        "written or stamped into a gap of print; a suggestion only",
        "look at the picture and enter or confirm the value",
    ),
    "arrival_stamp": (
        "part of the stamp that an office sets on papers as they come in",
        _NOTHING,
    ),
    "name_stamp": ("part of a stamped title or name", _LOOK),
}
"""Marks on words."""

REVIEW_REASONS: dict[str, tuple[str, str | None]] = {
    "sheet_count": (
        "pages do not fit the sheet count",
        "count the sheets of the paper",
    ),
    "other_dossier": (
        "a code on the paper names another dossier",
        "look where it belongs; a paper of an earlier procedure stays where it is: decide ok",
    ),
    "other_procedure": (
        "a code on the paper names another procedure",
        "look at the dossier's procedure; if the paper is right here, decide ok",
    ),
    "number_taken": (
        "the separator sheet's number is another document's",
        "look whether the paper was scanned twice or its sheet has a wrong number",
    ),
    "code_twice": (
        "the stack comes back to this dossier after another one",
        "look whether the separator sheet has the right code",
    ),
    "facts_differ": (
        "another paper of the dossier says otherwise of the same person",
        "compare the two papers",
    ),
    "scanned_twice": (
        "pages of it are on file already, from another scan",
        "compare the two papers: withdraw or supersede one of them, or decide ok",
    ),
    "type_unknown": ("document type unknown", "enter the type in the review"),
    "type_doubtful": (
        "document type doubtful",
        "look whether the type is right, else enter it in the review",
    ),
    "picture_damaged": (
        "a page whose picture has errors in its data",
        "look at the whole page; scan it again where it looks wrong",
    ),
    "ink_without_text": ("a page with ink and no text", _LOOK),
    "papers_attached": (
        "papers are attached to the PDF that are not among its pages",
        "take them out of the received file, and hand them in as papers of their own",
    ),
}
"""Reasons of `documents.review_reasons`, beside the verdicts on received signatures (findings)."""
