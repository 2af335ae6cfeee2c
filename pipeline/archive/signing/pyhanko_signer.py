"""PAdES signatures by pyHanko, from B-B up to B-LTA sealed to the end of the file."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from pyhanko.sign import fields
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
)

from pipeline.archive.signing.credentials import Credential, load_credential
from pipeline.archive.signing.holders import key_file, require_holder
from pipeline.archive.signing.levels import DIGEST, open_timestamper, reachable_level
from pipeline.archive.signing.loaded import LoadedSigner
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.archive.signing.signer import FROM_PAPER, Signer, describe_signed
from pipeline.archive.signing.trust import Trust, load_trust
from pipeline.archive.signing.updates.failures import failures_told
from pipeline.archive.signing.updates.sealing import SPARE, LeanWriter, seal
from pipeline.archive.signing.visible.stamp import (
    Seal,
    StampLayout,
    load_seal,
    stamp_font,
)
from pipeline.archive.signing.visible.stamp_style import stamp_layout, stamp_style
from pipeline.common.fault_points import reach
from pipeline.config import KeySettings, OrganSettings
from pipeline.errors import UsageError
from pipeline.trouble import storage_at
from schemas.archive import ArchivalPdf, SignedPdf
from schemas.geometry import BoundingBox

_Result = TypeVar("_Result")
_Arguments = tuple[SigningProfile, Path, KeySettings, OrganSettings, str]
DEVELOPMENT_LINE = "BẢN THỬ NGHIỆM – khóa phát triển"


def open_signer(
    profile: SigningProfile,
    keys_dir: Path,
    keys: KeySettings,
    organ: OrganSettings,
    operator: str,
) -> Signer:
    """Load the profile's key once and find the level that the set-up allows.

    No time-stamper: B-B. Time-stamper, but no revocation data for every certificate: B-T. Both: the
    profile's level, B-LTA as a rule.

    Args:
        profile: see `load_profiles`.
        keys_dir: the archive's keys/ folder.
        keys: file names, passphrase, time-stamper.
        organ: its name is shown; where it is empty, the certificate's.
        operator: full name of who digitizes; a clerk signs with the key of that name.

    Raises:
        UsageError: `no_operator`, `no_key`, `no_passphrase`, `wrong_passphrase`,
            `key_not_supported`, `certificate_expired`, `certificate_not_yet_valid`,
            `certificate_revoked`, `key_not_for_signing`, `signer_mismatch`, `trust_invalid`,
            `no_seal_picture`, `tsa_unreachable`, `tsa_expired`, `tsa_clock`.
        MissingToolError: `no_stamp_font`.
    """
    if not operator.strip():
        raise UsageError(
            "no_operator",
            "files are signed only under the name of who digitizes",
            item="operator",
            remedy="give --operator, or set operator in the archive's sohoa.toml",
        )
    return PyhankoSigner(profile, keys_dir, keys, organ, operator)


class PyhankoSigner:
    """A `Signer`; made by `open_signer`."""

    def __init__(
        self,
        profile: SigningProfile,
        keys_dir: Path,
        keys: KeySettings,
        organ: OrganSettings,
        operator: str,
    ) -> None:
        """See `open_signer`."""
        # It warns at every file that nothing is fetched; that is on purpose: the data come from
        # keys/trust.
        logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
        self._arguments: _Arguments = (profile, keys_dir, keys, organ, operator)
        shown = organ.name if profile.key == "organ" else operator
        credential = _load_checked(profile, keys_dir, keys, operator, shown)
        self._profile = profile
        self._shown = " ".join((shown or credential.common_name).split())
        self._signer = LoadedSigner(credential)
        self._trust = load_trust(keys_dir)
        _refuse_revoked(credential, self._trust)
        timestamper = open_timestamper(keys_dir, keys)
        finding = reachable_level(profile, self._signer, timestamper, self._trust)
        self._level = _run(finding)
        self._timestamper = None if self._level == "B-B" else timestamper
        self._notes = (DEVELOPMENT_LINE,) if keys.development else ()
        texts = [*profile.lines, self._shown, *self._notes]
        self._font = stamp_font(profile.fonts, texts) if profile.visible else None
        self._seal = _seal(keys_dir, profile) if profile.visible else None

    def __reduce__(self) -> tuple[type[PyhankoSigner], _Arguments]:
        return PyhankoSigner, self._arguments

    @property
    def profile(self) -> str:
        """Name of the signing profile."""
        return self._profile.name

    @property
    def level(self) -> str:
        """The level that every file gets."""
        return self._level

    @property
    def corner(self) -> str:
        """top-left or top-right."""
        return self._profile.corner

    @property
    def stamp_size(self) -> tuple[float, float] | None:
        """(width, height) in points of the visible signature."""
        stamp = self._stamp(datetime(2025, 12, 28, 20, 58, 58).astimezone())
        return stamp.size_pt if stamp else None

    def sign(
        self,
        pdf: ArchivalPdf,
        out: Path,
        when: datetime,
        box: BoundingBox | None = None,
        reason: str = FROM_PAPER,
    ) -> SignedPdf:
        """See `Signer.sign`."""
        with storage_at(out):
            reach("sign")
            shutil.copyfile(pdf.path, out)
        with failures_told(out), out.open("rb+") as file:
            _run(self._sign_in_place(file, when, box, reason))
            file.flush()
            reach("file.sync")
            os.fsync(file.fileno())
        reach("signed")
        return describe_signed(out, self._level)

    async def _sign_in_place(
        self, file: BinaryIO, when: datetime, box: BoundingBox | None, reason: str
    ) -> None:
        writer = LeanWriter(file)
        style, place = stamp_style(writer, self._stamp(when), self._profile.corner, box)
        spec = fields.SigFieldSpec(
            sig_field_name=self._profile.name, on_page=0, box=place
        )
        pdf_signer = PdfSigner(
            self._metadata(reason),
            self._signer,
            timestamper=self._timestamper,
            stamp_style=style,
            new_field_spec=spec,
        )
        session = pdf_signer.init_signing_session(writer)
        session.system_time = when
        info = await session.perform_presign_validation(writer)
        reserved = (
            await session.estimate_signature_container_size(info, tight=True) + SPARE
        )
        document = session.prepare_tbs_document(info, reserved)
        digest, _ = document.digest_tbs_document(in_place=True)
        await document.perform_signature(
            digest.document_digest, PdfCMSSignedAttributes(signing_time=when)
        )
        if info is not None:
            stamper = self._timestamper if self._level == "B-LTA" else None
            await seal(file, info.validation_paths, self._trust.crls, stamper)

    def _metadata(self, reason: str) -> PdfSignatureMetadata:
        revocation = self._level in ("B-LT", "B-LTA")
        context = self._trust.context(strict=True) if revocation else None
        return PdfSignatureMetadata(
            field_name=self._profile.name,
            md_algorithm=DIGEST,
            reason=reason,
            name=self._shown,
            subfilter=fields.SigSeedSubFilter.PADES,
            embed_validation_info=revocation,
            use_pades_lta=self._level == "B-LTA",
            validation_context=context,
            signer_key_usage=set(),
            dss_settings=DSSContentSettings(include_vri=False),
        )

    def _stamp(self, when: datetime) -> StampLayout | None:
        if self._font is None:
            return None
        return stamp_layout(
            self._profile, self._font, self._shown, self._notes, when, self._seal
        )


def _load_checked(
    profile: SigningProfile,
    keys_dir: Path,
    keys: KeySettings,
    operator: str,
    shown: str,
) -> Credential:
    """The key that a profile signs with: it may sign now, and is of whom the stamp names."""
    name = key_file(profile, keys_dir, keys, operator)
    credential = load_credential(keys_dir, name, keys)
    credential.check_usable(name, datetime.now().astimezone())
    if shown.strip() and not keys.development:
        require_holder(credential, profile, shown, name)
    return credential


def _refuse_revoked(credential: Credential, trust: Trust) -> None:
    """A certificate that was revoked, or stands below one that was, must not sign at any level."""
    for certificate in (credential.certificate, *credential.chain):
        if trust.revokes(certificate):
            raise UsageError(
                "certificate_revoked",
                "the signing certificate, or one above it, was revoked by who issued it",
                item=certificate.subject.rfc4514_string(),
                remedy="put a certificate and key that are in force into the keys folder",
            )


def _seal(keys_dir: Path, profile: SigningProfile) -> Seal | None:
    if not profile.seal:
        return None
    try:
        return load_seal(keys_dir / profile.seal)
    except OSError as error:
        raise UsageError(
            "no_seal_picture",
            "the seal picture that the profile shows can't be read",
            item=profile.seal,
            remedy="put the picture into the keys folder, or choose a profile without a seal",
        ) from error


def _run(work: Coroutine[object, None, _Result]) -> _Result:
    """Run to the end in a loop of its own (signers are called from plain threads)."""
    return asyncio.run(work)
