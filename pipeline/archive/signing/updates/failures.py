"""What goes wrong while a file is signed, as errors of that file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyhanko.pdf_utils.layout import LayoutError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from pipeline.archive.signing.levels import FAILED
from pipeline.archive.signing.timestamps import UnfitTimestampError
from pipeline.errors import TransientInputError
from pipeline.trouble import machine_trouble


@contextmanager
def failures_told(out: Path) -> Iterator[None]:
    """Errors of pyHanko, and of the disk, while `out` is written.

    Raises:
        TransientInputError: `tsa_failed`, `tsa_expired`, `tsa_clock`, `signing_failed`.
        StorageError: the disk's trouble.
    """
    try:
        yield
    except UnfitTimestampError as error:
        raise TransientInputError(
            error.code, str(error), item=out.name, remedy=error.remedy
        ) from error
    except TimestampRequestError as error:
        raise TransientInputError(
            FAILED,
            "the time-stamper does not answer",
            item=out.name,
            remedy="check its address and the network; what waits is signed by the next run, "
            "or by: sohoa sign",
        ) from error
    except (SigningError, PdfError, LayoutError, OSError) as error:
        trouble = machine_trouble(error, out)
        if trouble is not None:
            raise trouble.for_storage() from error
        raise TransientInputError(
            "signing_failed",
            f"the file could not be signed ({error})",
            item=out.name,
            remedy="check certificates and CRLs in the keys folder, then try again",
        ) from error
