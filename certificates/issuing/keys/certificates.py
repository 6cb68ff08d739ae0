"""X.509 certificates of the keys that seal documents: made once for each key, or brought from an authority.

Lock order: as in `keys.operations`, a key before the audit chain.
"""

import hashlib
from datetime import UTC, datetime

from asn1crypto import x509 as asn1
from asn1crypto.core import OctetString
from asn1crypto.keys import PublicKeyInfo
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.keys.algorithms import spki
from certificates.issuing.keys.errors import KeyNotFound, NotItsCertificate
from certificates.issuing.keys.models import KeyCertificate, Purpose, SigningKey
from certificates.issuing.keys.operations import sign
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day

# What readers show as the signer; the words of the seal on the paper. No school, no place, no address.
SUBJECT = "培训证书专用章"
# RFC 5280, 4.1.2.5: no end is known. When a key signs no more stands in its row.
NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def certificate_of(key: SigningKey, *, now: datetime) -> bytes:
    """Return the newest certificate (DER) of a key that seals documents; its own first one is made here.

    :raises CannotSign: when the first one is to be made and the holder of the key does not answer.
    """
    kept = _newest(key)
    if kept is not None:
        return bytes(kept.content)
    content = self_signed(key)  # outside of the transaction: a holder may take its time
    with transaction.atomic(durable=True):
        _lock(key)
        kept = _newest(key) or _keep(key, content, now=now)
    return bytes(kept.content)


def install_certificate(*, name: str, content: bytes, actor: Actor, now: datetime) -> KeyCertificate:
    """Let a key use a certificate (PEM) of an authority from now on; earlier ones stay known.

    :raises KeyNotFound: when no key of this name seals documents.
    :raises NotItsCertificate: when it is none, of another key, not valid now, or was installed before.
    """
    found = _read(content, now=now)
    der = found.public_bytes(Encoding.DER)
    with transaction.atomic(durable=True):
        key = _of_name(SigningKey.objects.select_for_update(), name)
        if spki(found.public_key()) != bytes(key.public):  # type: ignore[arg-type]  # other kinds differ, too
            raise NotItsCertificate(_("The certificate belongs to another key."))
        if KeyCertificate.objects.filter(content_sha256=hashlib.sha256(der).hexdigest()).exists():
            raise NotItsCertificate(_("This certificate was installed before."))
        kept = _keep(key, der, now=now)
        after = {"certificate": kept.content_sha256, "name": key.name}
        audit.record(actor=actor, action=AuditAction.INSTALL_CERTIFICATE, target=key, after=after, now=now)
    return kept


def certificate_as_pem(name: str, *, now: datetime) -> str:
    """Return the certificate that a key uses, for those who check documents.

    :raises KeyNotFound: when no key of this name seals documents.
    """
    key = _of_name(SigningKey.objects.all(), name)
    return x509.load_der_x509_certificate(certificate_of(key, now=now)).public_bytes(Encoding.PEM).decode()


def self_signed(key: SigningKey) -> bytes:
    """Return a certificate (DER) that the key signs for itself; the same bytes each time.

    :raises CannotSign: when the holder of the key does not answer.
    """
    public = bytes(key.public)
    digest, name = hashlib.sha256(public).digest(), asn1.Name.build({"common_name": SUBJECT})
    algorithm = {"algorithm": "sha256_rsa"}
    begin = start_of_day(local_date(key.valid_from)).astimezone(UTC)
    body = asn1.TbsCertificate(
        {
            "version": "v3",
            # At most 20 bytes, positive (RFC 5280, 4.1.2.2).
            "serial_number": int.from_bytes(digest[:16]) >> 1 | 1,
            "signature": algorithm,
            "issuer": name,
            "validity": {
                "not_before": asn1.Time({"utc_time": begin}),
                "not_after": asn1.Time({"general_time": NO_END}),
            },
            "subject": name,
            "subject_public_key_info": PublicKeyInfo.load(public),
            "extensions": [
                {
                    "extn_id": "key_usage",
                    "critical": True,
                    "extn_value": asn1.KeyUsage({"digital_signature", "non_repudiation"}),
                },
                {"extn_id": "key_identifier", "extn_value": OctetString(digest[:20])},
            ],
        }
    )
    signature = sign(key, body.dump())
    parts = {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": signature}
    return bytes(asn1.Certificate(parts).dump())


def _lock(key: SigningKey) -> None:
    SigningKey.objects.select_for_update().get(pk=key.pk)


def _newest(key: SigningKey) -> KeyCertificate | None:
    return KeyCertificate.objects.filter(key=key).last()


def _keep(key: SigningKey, content: bytes, *, now: datetime) -> KeyCertificate:
    digest = hashlib.sha256(content).hexdigest()
    return KeyCertificate.objects.create(key=key, content=content, content_sha256=digest, made_at=now)


def _of_name(keys: QuerySet[SigningKey], name: str) -> SigningKey:
    key = keys.filter(name=name, purpose=Purpose.DOCUMENT, removed_at=None).first()
    if key is None:
        raise KeyNotFound
    return key


def _read(content: bytes, *, now: datetime) -> x509.Certificate:
    try:
        found = x509.load_pem_x509_certificate(content)
        found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise NotItsCertificate(_("This is no certificate (PEM).")) from None
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
        raise NotItsCertificate(_("The certificate is not valid today."))
    return found
