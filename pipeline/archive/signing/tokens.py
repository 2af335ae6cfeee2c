"""Keys on PKCS#11 tokens and HSMs: named by a URI (RFC 7512), opened once, the PIN given once.

    pkcs11:token=UBND%20Hàng%20Bạc;object=organ?module-path=/usr/lib/softhsm/libsofthsm2.so

A wrong PIN is never tried a second time: tokens lock after a few. A token that went away is opened
again by the next signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from cryptography import x509

from pipeline.errors import MissingToolError, TransientInputError, UsageError

if TYPE_CHECKING:
    import pkcs11

SCHEME = "pkcs11:"
GONE = "token_gone"
_DRIVER_REMEDY = "install the token's driver, and correct module-path in [keys]"


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key is: driver, label of the token, label of key and certificate."""

    module: str
    token: str
    label: str


def token_place(uri: str) -> TokenPlace:
    """Read a pkcs11 URI.

    Raises:
        UsageError: `token_uri_wrong`.
    """
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    parts = {
        name: unquote(value)
        for name, _, value in (part.partition("=") for part in path.split(";"))
    }
    module = dict(parse_qsl(query, separator="&")).get("module-path", "")
    if not (module and parts.get("token") and parts.get("object")):
        raise UsageError(
            "token_uri_wrong",
            "the key's URI does not name driver, token and key",
            item="keys",
            remedy="write pkcs11:token=LABEL;object=LABEL?module-path=/path/to/driver.so",
        )
    return TokenPlace(module, parts["token"], parts["object"])


class TokenKey:
    """A private key that stays in its token; one session, opened with the PIN."""

    def __init__(self, place: TokenPlace, pin: str) -> None:
        """Open the token.

        Raises:
            MissingToolError: `no_token_driver`.
            UsageError: `no_token`, `wrong_pin`, `no_key`.
        """
        self._place, self._pin = place, pin
        self._key: pkcs11.PrivateKey | None = None
        self.certificates: tuple[x509.Certificate, ...] = ()
        self._open()

    def sign(self, data: bytes, digest: str) -> bytes:
        """PKCS#1 v1.5, or ECDSA in DER, over the hash of `data`.

        Raises:
            TransientInputError: `token_gone`.
        """
        from pkcs11.exceptions import PKCS11Error

        try:
            if self._key is not None:
                return _sign(self._key, data, digest)
        except PKCS11Error:
            self._key = None
        try:
            self._open(anew=True)
            return _sign(self._key, data, digest)
        except (PKCS11Error, UsageError) as error:
            self._key = None
            raise TransientInputError(
                GONE,
                "the token with the signing key does not answer",
                item=self._place.token,
                remedy="put it in again; what waits is signed by the next run, or by: sohoa sign",
            ) from error

    def _open(self, *, anew: bool = False) -> None:
        """`anew`: the driver looks at its slots again, which ends all its sessions."""
        import pkcs11
        from pkcs11 import exceptions

        driver = _driver(self._place.module)
        try:
            if anew:
                driver.reinitialize()
            token = driver.get_token(token_label=self._place.token)
            session = _session(token, self._pin)
            self._key = session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._place.label
            )
            self.certificates = _certificates(session, self._key[pkcs11.Attribute.ID])
        except (exceptions.PinIncorrect, exceptions.PinLenRange) as error:
            raise _token_error(
                "wrong_pin",
                "the token can't be opened with this PIN; it was tried once",
                self._place.token,
                "correct the passphrase file in the keys folder, or set "
                "SOHOA_KEYS__PASSPHRASE, before the token locks",
            ) from error
        except exceptions.NoSuchKey as error:
            raise _token_error(
                "no_key",
                "the token holds no key of this name",
                self._place.label,
                "name the key as the token does (object= in the key's URI)",
            ) from error
        except exceptions.PKCS11Error as error:
            raise _token_error(
                "no_token",
                f"the token can't be opened ({type(error).__name__})",
                self._place.token,
                "put it in, and name it as its label says (token= in the key's URI)",
            ) from error


def _token_error(code: str, message: str, item: str, remedy: str) -> UsageError:
    return UsageError(code, message, item=item, remedy=remedy)


def _driver(module: str) -> pkcs11.lib:
    try:
        import pkcs11

        return pkcs11.lib(module)
    except (ImportError, OSError, RuntimeError) as error:
        raise MissingToolError(
            "no_token_driver",
            "the token's driver can't be loaded",
            item=module,
            remedy=_DRIVER_REMEDY,
        ) from error


def _session(token: pkcs11.Token, pin: str) -> pkcs11.Session:
    """A process is logged in once, whatever keys of the token it uses."""
    from pkcs11.exceptions import UserAlreadyLoggedIn

    try:
        return token.open(user_pin=pin)
    except UserAlreadyLoggedIn:
        return token.open()


def _certificates(
    session: pkcs11.Session, key_id: bytes
) -> tuple[x509.Certificate, ...]:
    """All on the token, that of the key first; none where that is missing."""
    import pkcs11

    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    found = [
        (
            one[pkcs11.Attribute.ID] != key_id,
            x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE]),
        )
        for one in session.get_objects(wanted)
    ]
    found.sort(key=lambda one: one[0])
    return tuple(
        certificate for other, certificate in found if found and not found[0][0]
    )


def _sign(key: pkcs11.PrivateKey | None, data: bytes, digest: str) -> bytes:
    import pkcs11
    from pkcs11.util.ec import encode_ecdsa_signature

    assert key is not None
    if key.key_type is pkcs11.KeyType.EC:
        hashed = hashlib.new(digest, data).digest()
        raw = key.sign(hashed, mechanism=pkcs11.Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(raw))
    mechanism = pkcs11.Mechanism[f"{digest.upper()}_RSA_PKCS"]
    return bytes(key.sign(data, mechanism=mechanism))
