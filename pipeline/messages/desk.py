"""English texts of what a desk tells: code → (message, remedy).

The Vietnamese ones stand in configs/messages/desk.toml by the same codes.
"""

from __future__ import annotations

DESK: dict[str, tuple[str, str | None]] = {
    "rescan_low_dpi": (
        "the scan is too coarse ({dpi} dpi)",
        "scan it again at 200 dpi or more",
    ),
    "rescan_blurred": ("the page is blurred", "scan it again; keep it flat and still"),
    "rescan_out_of_focus": (
        "the photograph is out of focus",
        "scan the page, or take the picture again from straight above",
    ),
    "rescan_out_of_focus_top": (
        "the photograph is out of focus in the upper part of the page",
        "scan the page, or take the picture again from straight above",
    ),
    "rescan_out_of_focus_middle": (
        "the photograph is out of focus in the middle of the page",
        "scan the page, or take the picture again from straight above",
    ),
    "rescan_out_of_focus_bottom": (
        "the photograph is out of focus in the lower part of the page",
        "scan the page, or take the picture again from straight above",
    ),
    "rescan_shadow": (
        "a good part of the page lies in shadow",
        "scan it again, with more light or the lid closed",
    ),
    "rescan_pale": (
        "the print is hardly darker than the paper",
        "scan it again, darker",
    ),
    "rescan_cut_off": (
        "text runs into the edge of the picture: part of the page may be cut off",
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
