"""English texts of what is found in packages: code → (message, remedy).

The Vietnamese ones stand in configs/messages/export.toml by the same codes.
"""

from __future__ import annotations

_AGAIN = "get the package again from whoever handed it over, or export it again from the archive"
_MADE_SO = "export it again; for a package of another system, ask whoever made it"
EXPORTING: dict[str, tuple[str, str | None]] = {
    "package_file_missing": ("listed in the package, but not there", _AGAIN),
    "package_file_changed": ("the bytes are not those of the package's list", _AGAIN),
    "package_file_foreign": (
        "not in the package's list",
        "take it out of the package if you know why it is there; else get the package again",
    ),
    "package_file_odd": (
        "no plain file (a link), lies beside the package, or stands there twice",
        _AGAIN,
    ),
    "package_file_twice": ("listed twice in METS.xml", _AGAIN),
    "package_file_unreadable": (
        "the file can't be read",
        "check the rights and the disk, or get the package again",
    ),
    "package_xml_broken": ("not usable as XML", _AGAIN),
    "package_structure": ("not as packages are built: {rule}", _MADE_SO),
    "package_field_missing": ("the field {field} is missing", _MADE_SO),
    "package_code_unknown": (
        "{field} has a code that the rules lack: {value}",
        _MADE_SO,
    ),
    "package_fixity_differs": (
        "the PREMIS file has another hash or size than METS.xml",
        _AGAIN,
    ),
}
