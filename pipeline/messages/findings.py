"""English texts of what checks of the archive find: code → (message, remedy).

The Vietnamese ones stand in configs/messages/archive.toml by the same codes.
"""

from __future__ import annotations

from enum import StrEnum

_BACKUP = "bring the file back from the last backup"
_STORE_KEYS = "make it again: sohoa index reconcile --repair"
_STORE_BACKUP = (
    "bring the store/ folder back from the last backup, then: sohoa index rebuild"
)
_ASK = "ask the issuer for a whole file, or decide in the review that it may stay"
_DISPOSAL: dict[str, tuple[str, str | None]] = {
    "file_disposed": (
        "disposed on {day}, on the decision of {signer} (signed list {decision}…); "
        "see the register: sohoa dispose --done",
        None,
    ),
    "disposal_on_hold": ("the dossier is to be kept (disposal.hold)", None),
    "disposal_papers_waiting": (
        "papers of the dossier are not filed yet: in quarantine, or waiting",
        None,
    ),
    "disposal_in_force": ("the register of past results says it is in force", None),
    "disposal_still_open": ("the one-stop office is still at work on it", None),
    "disposal_gone": ("it is no longer in the archive", None),
    "disposal_not_due": ("its keeping period is not over", None),
    "disposal_reused": ("it was used again since the list was made", None),
    "disposal_paper_came": ("a new document, not on the list", None),
    "disposal_paper_changed": (
        "the file is not what was listed (signed again, changed or gone)",
        None,
    ),
}
"""What is found of papers that are to be removed, or were."""
FINDINGS: dict[str, tuple[str, str | None]] = {
    **_DISPOSAL,
    "file_missing": ("the file is not there", _BACKUP),
    "file_changed": ("the bytes are not those that were recorded", _BACKUP),
    "file_unreadable": (
        "the file can't be read",
        "check the rights and the disk, or bring it back from the backup",
    ),
    "alto_missing": ("the ALTO file is not there", _BACKUP),
    "alto_changed": ("the ALTO file is not the one that was recorded", _BACKUP),
    "unknown_file": ("not a file that the archive knows", None),
    "original_missing": (
        "a received file is no longer kept",
        "give the same file again, or take it from the backup",
    ),
    "original_changed": (
        "the bytes are not those that were received",
        "give the same file again, or take it from the backup",
    ),
    "quarantine_missing": ("an entry of the quarantine is not there", _BACKUP),
    "quarantine_changed": (
        "the bytes in quarantine are none that were received",
        "the received ones: originals/",
    ),
    "no_signature": ("there is no signature", _BACKUP),
    "signature_invalid": ("the signature does not fit the bytes", _BACKUP),
    "signer_unknown": (
        "the signature is intact, but keys/trust does not know its signer, or the certificate has "
        "run out",
        "put the issuer's root certificate into keys/trust",
    ),
    "timestamper_unknown": (
        "the signature is intact, but keys/trust does not know its time-stamper, or that "
        "certificate has run out",
        "put the time-stamper's root certificate into keys/trust",
    ),
    "container_changed": ("the signature's own container was changed", _BACKUP),
    "bytes_after_signature": ("something was added after the signature", _BACKUP),
    "changed_after_signing": ("the file was changed after it was signed", _BACKUP),
    "timestamp_invalid": (
        "the time stamp is not valid",
        "check the time-stamper's root in keys/trust",
    ),
    "signature_damaged": ("the signature can't be read: the file is damaged", _BACKUP),
    "pdf_unreadable": ("the PDF can't be opened: it is damaged", _BACKUP),
    "pdf_encrypted": ("the PDF is locked by a password", _BACKUP),
    "pdf_no_pages": ("the PDF has no pages", _BACKUP),
    "pdf_no_pdfa_claim": ("the file does not say that it is PDF/A", _BACKUP),
    "pdf_no_text": ("a page of the file lacks its text", _BACKUP),
    "pdf_stream_damaged": ("a page of the file is damaged", _BACKUP),
    "trust_invalid": (
        "a trusted certificate or CRL can't be read",
        "mend the file in keys/trust",
    ),
    "ledger_behind": (
        "{item} is in the store, but not done in the ledger",
        "sohoa index reconcile --repair",
    ),
    "store_behind": (
        "{item} is done in the ledger, but not in the store",
        "sohoa index reconcile --repair",
    ),
    "filed_missing": ("{item} is not there", _BACKUP),
    "filed_unknown": ("in documents/, but not in the store", None),
    "index_lacks": (
        "in the store, but not in the index",
        "sohoa index reconcile --repair",
    ),
    "index_beyond": (
        "in the index, but not in the store",
        "sohoa index reconcile --repair",
    ),
    "store_part_changed": ("{part}: differs from its recorded hash", _STORE_BACKUP),
    "store_keys_changed": ("{part}: differs from its recorded hash", _STORE_KEYS),
    "store_keys_missing": ("{part}: is gone", _STORE_KEYS),
    "store_part_missing": ("{part}: is missing", _STORE_BACKUP),
    "store_part_unreadable": ("{part}: can't be read ({reason})", _STORE_BACKUP),
    "store_part_rows": (
        "{part}: has {rows} rows, the manifest says {wanted}",
        _STORE_BACKUP,
    ),
    "store_part_columns": (
        "{part}: has unknown columns {columns}",
        "open the archive with the version of sohoa that wrote it",
    ),
    "store_key_twice": ("{table}: key {key} stands there twice", _STORE_BACKUP),
    "store_page_alone": (
        "pages: document {document} is not among the documents",
        _STORE_BACKUP,
    ),
    "audit_broken": (
        "line {item} does not follow from the one before it",
        "compare it with the last backup",
    ),
    "signature_unreadable": ("received so: the signed file can't be examined", _ASK),
    "signature_broken": ("received so: a signature does not fit the bytes", _ASK),
    "signature_partial": (
        "received so: a signature leaves out a part of the file",
        _ASK,
    ),
    "frozen_changed": (
        "a file of a frozen report is not the one that was frozen",
        _BACKUP,
    ),
    "frozen_not_signed": ("the signature of a frozen report does not hold", _BACKUP),
    "frozen_differs": (
        "made again on the frozen snapshot, the report has other figures",
        "a later version of the program counts otherwise: see CHANGELOG.md",
    ),
    "signature_changed": (
        "received so: the file was changed after it was signed",
        _ASK,
    ),
    "signature_unchecked": (
        "received so: signed in an old or unknown way that proves nothing today",
        _ASK,
    ),
    "signature_revoked": ("received so: the signer's certificate was revoked", _ASK),
    "signature_expired": (
        "received so: signed when the certificate was not valid",
        _ASK,
    ),
    "signature_unlisted": (
        "received so: readers do not show the signature, its field is not in the form",
        _ASK,
    ),
    "signature_timestamp_only": (
        "received so: only a time stamp, signed by nobody",
        _ASK,
    ),
    "signature_unsigned": ("received so: no signature in it after all", _ASK),
    "signature_untrusted": ("intact, by a signer that keys/trust does not know", None),
    "signature_lapsed": (
        "intact; the certificate has run out since, no time stamp proves when it was signed",
        None,
    ),
    "signature_valid": ("intact, by a trusted signer", None),
}


class Answer(StrEnum):
    """What a finding means for whoever asks whether a file may be relied on."""

    CHANGED = "changed"
    """It is not as it was recorded."""
    UNTRUSTED = "untrusted"
    """Its bytes are as recorded; who vouches for them is not known here."""
    UNCLEAR = "unclear"
    """Nothing can be said: the file, or what it is judged by, can't be read."""


_UNTRUSTED = {"signer_unknown", "timestamper_unknown", "signature_untrusted"}
_UNCLEAR = {
    "file_unreadable",
    "trust_invalid",
    "signature_unchecked",
    "signature_unreadable",
}


def answer_of(code: str) -> Answer:
    """What a finding's code means."""
    if code in _UNTRUSTED:
        return Answer.UNTRUSTED
    return Answer.UNCLEAR if code in _UNCLEAR else Answer.CHANGED
