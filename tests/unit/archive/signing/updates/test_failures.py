"""pyHanko's errors as errors of the file, and the disk's as the disk's."""

import errno
from pathlib import Path

import pytest
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from pipeline.archive.signing.timestamps import UnfitTimestampError
from pipeline.archive.signing.updates.failures import failures_told
from pipeline.errors import StorageError, TransientInputError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TimestampRequestError("no"), "tsa_failed"),
        (UnfitTimestampError("tsa_clock", "no", "r"), "tsa_clock"),
        (SigningError("no"), "signing_failed"),
        (PdfReadError("no"), "signing_failed"),
    ],
)
def test_of_a_file(error, code):
    with pytest.raises(TransientInputError) as caught, failures_told(Path("a.pdf")):
        raise error
    assert (caught.value.code, caught.value.item) == (code, "a.pdf")


def test_of_the_disk(tmp_path):
    with pytest.raises(StorageError), failures_told(tmp_path / "a.pdf"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_nothing_went_wrong():
    with failures_told(Path("a.pdf")):
        pass
