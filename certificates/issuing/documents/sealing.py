"""The seal of documents: the key in use with its certificate, and the instant that a seal tells."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from certificates.issuing.keys.certificates import certificate_of
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import key_in_use, sign
from lms.core.clock import local_date, start_of_day


@dataclass(frozen=True, slots=True)
class Seal:
    """A key that seals documents, wherever it is held, and the certificate (DER) that it shows; used `as_of`."""

    key: SigningKey
    certificate: bytes
    size: int  # of a signature, in bytes
    valid_from: datetime
    as_of: datetime = field(compare=False)

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature.

        :raises CannotSign: when the holder does not answer.
        """
        return sign(self.key, data)

    def instant(self, *, signed_at: datetime) -> datetime:
        """Return what the seal tells of a credential that was signed then.

        It tells the day only, as the credential does: instants would show what was made in one batch.
        """
        day = start_of_day(local_date(signed_at))
        return max(day, self.valid_from.astimezone(day.tzinfo))


def seal_in_use(*, now: datetime) -> Seal:
    """Return the seal that documents get today; the very first key and its certificate are made here.

    :raises CannotSign: when no key is in use, or its holder does not answer.
    """
    key = key_in_use(Purpose.DOCUMENT, now=now)
    content = certificate_of(key, now=now)
    read = x509.load_der_x509_certificate(content)
    public = read.public_key()
    if not isinstance(public, RSAPublicKey):
        raise CannotSign(f"the certificate of {key.name} is for no RSA key")
    return Seal(key, content, public.key_size // 8, read.not_valid_before_utc, now)
