"""English texts of what a desk tells: code → (message, remedy).

The Vietnamese ones stand in configs/messages/desk.toml by the same codes.
"""

from __future__ import annotations

DESK: dict[str, tuple[str, str | None]] = {
    "rescan_low_dpi": (
        "the scan is too coarse ({dpi} dpi)",
        "scan it again at 200 dpi or more",
    ),
    "rescan_blurred": (
        "the page is blurred{where}",
        "scan it again; keep it flat and still",
    ),
    "rescan_dark": (
        "the scan is too dark",
        "scan it again, brighter, or with more light",
    ),
    "rescan_shadow": (
        "the paper lies in the dark{where}",
        "scan it again, with more light or the lid closed",
    ),
    "rescan_pale": (
        "the print is hardly darker than the paper",
        "scan it again, darker",
    ),
    "rescan_cut_off": (
        "the picture cuts through the text{where}: part of the page may be lost",
        "lay it straight and scan it again",
    ),
    "rescan_two_pages": (
        "two pages lie in one picture",
        "scan them one by one",
    ),
    "rescan_negative": ("the picture is white on black", "scan it again as usual"),
    "rescan_blank": (
        "nothing is written on this page",
        "if the other side is meant, turn the sheet and scan it again",
    ),
    "rescan_wrong_side": (
        "only the other side shines through: the wrong side was scanned",
        "turn the sheet and scan it again",
    ),
    "rescan_seal_over": (
        "a seal lies over: {field}{where}",
        "read it on the paper itself and confirm it; scan in colour if you have not",
    ),
    "rescan_unread": (
        "there is ink, but hardly a word could be read",
        "scan it again, sharper; handwriting may stay as it is",
    ),
    "rescan_not_colour": (
        "the page was not scanned in colour",
        "scan it again in colour (24 bit)",
    ),
    "rescan_page_missing": (
        "by the page numbers printed, these pages are missing: {pages}",
        "scan the missing pages, too",
    ),
    "place_at": ("at {place}", None),
    "place_top_left": ("the upper left corner", None),
    "place_top": ("the upper part", None),
    "place_top_right": ("the upper right corner", None),
    "place_left": ("the left side", None),
    "place_middle": ("the middle", None),
    "place_right": ("the right side", None),
    "place_bottom_left": ("the lower left corner", None),
    "place_bottom": ("the lower part", None),
    "place_bottom_right": ("the lower right corner", None),
    "place_all": ("most of the page", None),
    "place_edge_left": ("the left edge", None),
    "place_edge_top": ("the upper edge", None),
    "place_edge_right": ("the right edge", None),
    "place_edge_bottom": ("the lower edge", None),
    "card_number_unfit": (
        "the number does not fit sex or year of birth on the card",
        "look at the card itself",
    ),
    "card_differs": (
        "the citizen register says otherwise of this number",
        "ask the citizen; the register may be out of date",
    ),
    "card_unknown": (
        "the citizen register does not have this number",
        "look at the card itself",
    ),
    "no_person_yet": (
        "nobody's card was read yet: what is on file can't be told",
        "read the card: sohoa desk person -",
    ),
    "procedure_unlisted": (
        "nobody has listed what this procedure asks for",
        "add it to procedures/*.toml in the archive",
    ),
    "procedure_like": (
        "no such procedure is listed; the nearest: {procedures}",
        "call start again with the right code; where the code is right, add the procedure to "
        "procedures/*.toml in the archive",
    ),
    "procedure_differs": (
        "the one-stop system has another procedure for this dossier: {procedure}",
        "check the code",
    ),
    "code_unusual": ("this does not look like a dossier's code", "check the code"),
    "dossier_online": (
        "the dossier was handed in online",
        "its papers are there already: scan nothing again",
    ),
    "register_away": (
        "the citizen register can't be reached: nobody was looked up",
        "persons are matched when it is back",
    ),
    "archive_away": (
        "the archive can't be reached",
        "go on; the papers are kept and filed by themselves later",
    ),
    "saved_for_later": (
        "saved, will be filed by itself: {reason}",
        "nothing is to be done; the paper may be given back",
    ),
}
