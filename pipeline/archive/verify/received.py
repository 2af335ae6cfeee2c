"""Judging the signatures of files that arrived signed, each for itself: one that is broken does not
hide the others.

Fields are looked for in the form and, because a program may have dropped them from there, on the
pages too. A signature by an unknown signer is told apart from a broken one: keys/trust rarely holds
the roots of every issuer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)

from pipeline.archive.signing.container import timestamp_token
from pipeline.archive.signing.trust import MAY_SIGN, Trust, load_trust
from pipeline.archive.verify.validation import (
    UNREADABLE,
    Verdicts,
    common_name,
    end_of,
    find_level,
    judge_file,
    only_harmless_after,
    validation_context,
)
from schemas.archive import ReceivedVerdict, SignatureVerdict

_MAX_DEPTH = 40
_NO_SIGNATURE = (
    PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    AssertionError,
)
"""What pyHanko raises where a field holds something else."""
_SEVERITY = {verdict: rank for rank, verdict in enumerate(ReceivedVerdict)}
_WEAK = (
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
)
_WHOLE = (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)


def judge_received(path: Path, keys_dir: Path) -> tuple[Verdicts, ReceivedVerdict]:
    """Judge a file that arrived signed.

    Returns:
        A verdict for each signature (for time stamps only where they are broken or all there is),
        its `problem` a word of `ReceivedVerdict` unless it is valid; and the worst of them.

    Raises:
        UsageError: `trust_invalid`.
    """
    trust = load_trust(keys_dir)
    found = judge_file(path, lambda file: _judge(file, trust))
    if found is None:
        return UNREADABLE, ReceivedVerdict.UNREADABLE
    return found, _worst(*map(_word, found)) if found else ReceivedVerdict.UNSIGNED


def _worst(*words: ReceivedVerdict) -> ReceivedVerdict:
    return min(words, key=_SEVERITY.__getitem__)


def _word(verdict: SignatureVerdict) -> ReceivedVerdict:
    return ReceivedVerdict(verdict.problem or ReceivedVerdict.VALID)


async def _judge(file: BinaryIO, trust: Trust) -> Verdicts:
    reader = PdfFileReader(file, strict=False)
    broken, found = _signatures(reader)
    judge = _Judge(reader, file, trust, [one for one, _ in found])
    verdicts = [_failed_verdict(name, ReceivedVerdict.BROKEN) for name in broken]
    stamped: list[SignatureVerdict] = []
    for one, listed in found:
        if one in judge.stamps:
            stamped.append(await judge.stamp(one))
        else:
            verdicts.append(await judge.signature(one, listed))
    if not verdicts:
        return tuple(stamped)
    alone = ReceivedVerdict.TIMESTAMP_ONLY
    return (*verdicts, *(one for one in stamped if one.problem != alone))


def _signatures(
    reader: PdfFileReader,
) -> tuple[list[str], list[tuple[EmbeddedPdfSignature, bool]]]:
    """The names of fields in which no signature lies, whatever lies there; and the signatures, each
    with whether the form lists it."""
    broken, found = [], []
    for name, field, listed in _fields(reader):
        try:
            one = EmbeddedPdfSignature(reader, field.get_object(), name)
            found.append((one, listed))
        except _NO_SIGNATURE:
            broken.append(name)
    return broken, found


def _fields(
    reader: PdfFileReader,
) -> Iterator[tuple[str, generic.IndirectObject, bool]]:
    """Name and reference of every field that holds a signature, and whether the form lists it."""
    seen = set()
    for name, _, ref in enumerate_sig_fields(reader, filled_status=True):
        seen.add(ref.reference)
        yield name, ref, True
    for ref in _widgets(reader.root.raw_get("/Pages"), 0):
        field = ref.get_object()
        if "/V" not in field and "/Parent" in field:
            ref = field.raw_get("/Parent")
            field = ref.get_object()
        if ref.reference not in seen and field.get("/FT") == "/Sig" and "/V" in field:
            seen.add(ref.reference)
            yield str(field.get("/T", "")), ref, False


def _widgets(node: generic.PdfObject, depth: int) -> Iterator[generic.IndirectObject]:
    """References of the annotations on all pages."""
    place = node.get_object()
    if "/Kids" in place and depth < _MAX_DEPTH:
        for kid in place["/Kids"]:
            yield from _widgets(kid, depth + 1)
    elif "/Annots" in place:
        yield from (one for one in place["/Annots"] if hasattr(one, "reference"))


def _failed_verdict(name: str, word: ReceivedVerdict) -> SignatureVerdict:
    return SignatureVerdict(name, "", None, False, False, False, None, word)


class _Judge:
    """Judges the signatures of one open file."""

    def __init__(
        self,
        reader: PdfFileReader,
        file: BinaryIO,
        trust: Trust,
        every: list[EmbeddedPdfSignature],
    ) -> None:
        self._reader, self._file, self._trust = reader, file, trust
        self.stamps = [one for one in every if one.sig_object_type == "/DocTimeStamp"]
        self._sealed, self._tail_fits = False, True
        if every:
            last = max(every, key=end_of)
            self._sealed = end_of(last) == file.seek(0, 2)
            self._tail_fits = self._sealed or only_harmless_after(last, file)

    async def signature(
        self, one: EmbeddedPdfSignature, listed: bool
    ) -> SignatureVerdict:
        """One signature; `listed` False where only a page shows its field."""
        token = timestamp_token(one)
        stamped_at = (
            token["encap_content_info"]["content"].parsed["gen_time"].native
            if token is not None
            else None
        )
        try:
            status = await self._status(one, stamped_at)
        except SignatureValidationError:
            return _failed_verdict(one.field_name, ReceivedVerdict.UNCHECKED)
        claimed = _aware(stamped_at or one.self_reported_timestamp)
        word = self._form_word(one, status) or await self._signer_word(
            one, status, claimed
        )
        word = word if listed else _worst(word, ReceivedVerdict.UNLISTED)
        later = [stamp for stamp in self.stamps if end_of(stamp) > end_of(one)]
        return SignatureVerdict(
            field_name=one.field_name,
            signer=common_name(status.signing_cert),
            level=find_level(self._reader, token is not None, later),
            intact=status.intact and status.valid,
            trusted=status.trusted,
            covers_file=self._sealed,
            signed_at=claimed,
            problem=None if word is ReceivedVerdict.VALID else word,
        )

    async def stamp(self, one: EmbeddedPdfSignature) -> SignatureVerdict:
        """One time stamp over the document."""
        try:
            status = await async_validate_pdf_timestamp(
                one, validation_context(self._reader, self._trust, None)
            )
        except SignatureValidationError:
            return _failed_verdict(one.field_name, ReceivedVerdict.UNCHECKED)
        word = self._form_word(one, status) or ReceivedVerdict.TIMESTAMP_ONLY
        return SignatureVerdict(
            field_name=one.field_name,
            signer=common_name(status.signing_cert),
            level=None,
            intact=status.intact and status.valid,
            trusted=status.trusted,
            covers_file=self._sealed,
            signed_at=_aware(status.timestamp),
            problem=word,
        )

    async def _status(
        self, one: EmbeddedPdfSignature, moment: datetime | None
    ) -> PdfSignatureStatus:
        return await async_validate_pdf_signature(
            one,
            signer_validation_context=validation_context(
                self._reader, self._trust, moment
            ),
            ts_validation_context=validation_context(self._reader, self._trust, None),
            key_usage_settings=MAY_SIGN,
        )

    def _form_word(
        self,
        one: EmbeddedPdfSignature,
        status: PdfSignatureStatus | DocumentTimestampStatus,
    ) -> ReceivedVerdict | None:
        """What is wrong with bytes and coverage, whoever signed."""
        token = getattr(status, "timestamp_validity", None)
        if not (status.intact and status.valid) or (
            token is not None and not (token.intact and token.valid)
        ):
            return ReceivedVerdict.BROKEN
        if status.coverage not in _WHOLE or not self._gap_is_container(one):
            return ReceivedVerdict.PARTIAL
        changed = (
            status.modification_level is ModificationLevel.OTHER
            or status.docmdp_ok is False
        )
        return ReceivedVerdict.CHANGED if changed or not self._tail_fits else None

    def _gap_is_container(self, one: EmbeddedPdfSignature) -> bool:
        """Whether all that the signature leaves out is its own container."""
        start, length, resume, _ = (int(value) for value in one.byte_range)
        self._file.seek(start + length)
        gap = self._file.read(resume - start - length)
        digits = b"".join(gap[1:-1].split())
        return (
            start == 0
            and gap[:1] == b"<"
            and gap[-1:] == b">"
            and len(digits) == 2 * len(one.pkcs7_content)
        )

    async def _signer_word(
        self,
        one: EmbeddedPdfSignature,
        status: PdfSignatureStatus,
        claimed: datetime | None,
    ) -> ReceivedVerdict:
        """Whether the signer is known, and the certificate was good at that time."""
        if status.revoked:
            return ReceivedVerdict.REVOKED
        validity = status.signing_cert["tbs_certificate"]["validity"]
        first, last = validity["not_before"].native, validity["not_after"].native
        if not first <= (claimed or datetime.now(UTC)) <= last:
            return ReceivedVerdict.EXPIRED
        if status.trusted:
            return ReceivedVerdict.VALID
        if status.trust_problem_indic in _WEAK:
            return ReceivedVerdict.UNCHECKED
        if last < datetime.now(UTC) and (await self._status(one, claimed)).trusted:
            return ReceivedVerdict.LAPSED
        return ReceivedVerdict.UNTRUSTED


def _aware(moment: datetime | None) -> datetime | None:
    return (
        moment.replace(tzinfo=UTC)
        if moment is not None and moment.tzinfo is None
        else moment
    )
