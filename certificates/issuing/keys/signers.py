"""Who holds a private key: an encrypted file, a security module, or a command of the operator's.

Each gives its public key and signs; nothing else of the platform sees a private key.
"""

import hashlib
import shlex
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Protocol

import pkcs11
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from pkcs11.util.ec import encode_ec_public_key
from pkcs11.util.rsa import encode_rsa_public_key

from certificates.issuing.keys.algorithms import Algorithm, PrivateKey, new_private_key, sign_with, spki
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.models import Custody
from lms.core.crypto import decrypt, encrypt
from lms.core.local_storage import wait_for_disk

COMMAND_SECONDS = 30
MOST_ANSWERED = 4096  # bytes; a public key for RSA-3072 has some 420, a signature 384
_ED25519_BYTES = 32


class Signer(Protocol):
    """One private key, wherever it is."""

    def public(self) -> bytes:
        """Return the public key as SubjectPublicKeyInfo (DER).

        :raises CannotSign: when the holder does not answer.
        """

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature (see `Algorithm`) over the data.

        :raises CannotSign: when the holder does not answer.
        """


class FileSigner:
    """A key in a file of its own, encrypted under the field keys; read once for each process."""

    def __init__(self, locator: str, algorithm: str) -> None:
        self._path = Path(settings.SIGNING_KEYS_DIR) / f"{locator}.key"
        self._context = f"signing-key:{locator}"
        self._key: PrivateKey | None = None

    def make(self, algorithm: str) -> None:
        """Write a fresh key; never over another one. The disk has it whole before anything is signed with it."""
        form = serialization.PrivateFormat.PKCS8
        pem = new_private_key(algorithm).private_bytes(
            serialization.Encoding.PEM, form, serialization.NoEncryption()
        )
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.touch(mode=0o600, exist_ok=False)
        self._path.write_text(encrypt(pem.decode(), context=self._context), encoding="ascii")
        for written in (self._path, self._path.parent, self._path.parent.parent):
            wait_for_disk(written)

    def public(self) -> bytes:
        return spki(self._private().public_key())

    def sign(self, data: bytes) -> bytes:
        return sign_with(self._private(), data)

    def _private(self) -> PrivateKey:
        if self._key is None:
            try:
                pem = decrypt(self._path.read_text(encoding="ascii"), context=self._context)
                self._key = serialization.load_pem_private_key(pem.encode(), password=None)  # type: ignore[assignment]
            except (OSError, ValueError, UnsupportedAlgorithm) as error:
                raise CannotSign(f"{self._path.name}: {type(error).__name__}") from None
        assert self._key is not None  # noqa: S101 - read just now
        return self._key


class _Token:
    """The one session of this process with a token: a module knows who is signed in by process, not by session."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._session: Any = None
        self._lock = threading.Lock()  # a session does one thing at a time

    def ask(self, question: Callable[[Any], bytes]) -> bytes:
        """Return the answer; a session that was lost is opened once more.

        :raises CannotSign: when the module does not answer.
        """
        with self._lock:
            try:
                return question(self._open())
            except pkcs11.exceptions.PKCS11Error:
                self._close()
            try:
                return question(self._open())
            except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
                self._close()
                raise CannotSign(f"security module: {type(error).__name__}") from None

    def _open(self) -> Any:
        if self._session is None:
            token = pkcs11.lib(settings.SIGNING_PKCS11_MODULE).get_token(token_label=self._label)
            self._session = token.open(user_pin=settings.SIGNING_PKCS11_PIN)
        return self._session

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(pkcs11.exceptions.PKCS11Error):
                session.close()


@lru_cache(maxsize=8)
def _token_of(label: str) -> _Token:
    return _Token(label)


class ModuleSigner:
    """A key in a security module, named `token/label`."""

    def __init__(self, locator: str, algorithm: str) -> None:
        token, _slash, self._label = locator.partition("/")
        self._token = _token_of(token)
        self._algorithm = algorithm

    def public(self) -> bytes:
        return self._token.ask(self._read_public)

    def sign(self, data: bytes) -> bytes:
        return self._token.ask(lambda session: self._sign(session, data))

    def _sign(self, session: Any, data: bytes) -> bytes:
        key = session.get_key(label=self._label, object_class=pkcs11.ObjectClass.PRIVATE_KEY)
        if self._algorithm == Algorithm.ED25519:
            return key.sign(data, mechanism=pkcs11.Mechanism.EDDSA)
        if self._algorithm == Algorithm.ES256:  # hashed here: not every module does both
            return key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        return key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)

    def _read_public(self, session: Any) -> bytes:
        key = session.get_key(label=self._label, object_class=pkcs11.ObjectClass.PUBLIC_KEY)
        if self._algorithm == Algorithm.ED25519:
            point = bytes(key[pkcs11.Attribute.EC_POINT])[-_ED25519_BYTES:]
            return PublicKeyInfo({"algorithm": {"algorithm": "ed25519"}, "public_key": point}).dump()
        if self._algorithm == Algorithm.ES256:
            return encode_ec_public_key(key)
        return PublicKeyInfo.wrap(encode_rsa_public_key(key), "rsa").dump()


class CommandSigner:
    """A command of the operator's: `COMMAND public|sign ALGORITHM LOCATOR`, data in, raw signature or DER out.

    Who signs with SM2 is another device, so it is another command.
    """

    def __init__(self, locator: str, algorithm: str) -> None:
        self._arguments = (str(algorithm), locator)
        self._setting = "SECOND_SIGNING_COMMAND" if algorithm == Algorithm.SM2 else "SIGNING_COMMAND"

    def public(self) -> bytes:
        return self._run("public", b"")

    def sign(self, data: bytes) -> bytes:
        return self._run("sign", data)

    def _run(self, verb: str, data: bytes) -> bytes:
        named = shlex.split(getattr(settings, self._setting))
        if not named:
            raise CannotSign(f"{self._setting} is not set")
        with TemporaryFile() as answer:  # on the disk: a command gone wild fills no memory
            try:
                subprocess.run(  # noqa: S603 - the operator's own command, no shell, nothing of a request in it
                    [*named, verb, *self._arguments],
                    input=data,
                    stdout=answer,
                    stderr=subprocess.DEVNULL,
                    timeout=COMMAND_SECONDS,
                    check=True,
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise CannotSign(f"signing command: {type(error).__name__}") from None
            answer.seek(0)
            answered = answer.read(MOST_ANSWERED + 1)
        if len(answered) > MOST_ANSWERED:
            raise CannotSign("signing command: its answer is too long")
        return answered


_HOLDERS: dict[str, type[FileSigner] | type[ModuleSigner] | type[CommandSigner]] = {
    Custody.FILE: FileSigner,
    Custody.PKCS11: ModuleSigner,
    Custody.COMMAND: CommandSigner,
}


@lru_cache(maxsize=64)
def signer_of(custody: str, locator: str, algorithm: str) -> Signer:
    """Return the holder of a key; the same one each time, as it reads its key once."""
    return _HOLDERS[custody](locator, algorithm)
