"""The algorithms, what a signature is in each, and public keys in the forms that others read."""

from base64 import urlsafe_b64encode

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.db import models

from certificates.verifier import sm2

COORDINATE = 32  # bytes of a coordinate of P-256, and of each half of its signatures
RSA_BITS = 3072

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Algorithm(models.TextChoices):
    """Signatures are raw: 64 bytes of Ed25519, r and s of ES256 (as in JWS), PKCS#1 v1.5 with SHA-256 of RSA.

    Those of SM2 are DER, as OpenSSL and devices write them (GB/T 35276); only a command makes them.
    """

    ED25519 = "ed25519", "Ed25519"
    ES256 = "es256", "ES256 (P-256)"
    RS256 = "rs256", "RSA-3072, SHA-256"
    SM2 = "sm2", "SM2, SM3"


def new_private_key(algorithm: str) -> PrivateKey:
    """Return a fresh key; not for SM2, whose keys are made where they stay."""
    if algorithm == Algorithm.ED25519:
        return Ed25519PrivateKey.generate()
    if algorithm == Algorithm.ES256:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def sign_with(key: PrivateKey, data: bytes) -> bytes:
    """Return the raw signature."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE)
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def spki(key: Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    """Return a public key as SubjectPublicKeyInfo (DER), the form in which it is kept."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def is_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Return whether the raw signature is that of the key."""
    if _is_for_sm2(public):
        return sm2.is_signature(public, data, signature)
    key = serialization.load_der_public_key(public)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, data)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            r, s = (int.from_bytes(half) for half in (signature[:COORDINATE], signature[COORDINATE:]))
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def algorithm_of(public: bytes) -> Algorithm | None:
    """Return which of ours a public key is for; None for every other."""
    if _is_for_sm2(public):
        return Algorithm.SM2
    try:
        key = serialization.load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, Ed25519PublicKey):
        return Algorithm.ED25519
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return Algorithm.ES256
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS:
        return Algorithm.RS256
    return None


def ed25519_bytes(public: bytes) -> bytes:
    """Return the 32 bytes of an Ed25519 key."""
    key = serialization.load_der_public_key(public)
    assert isinstance(key, Ed25519PublicKey)  # noqa: S101 - the row says so
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def p256_jwk(public: bytes) -> dict[str, str]:
    """Return a P-256 key as a JSON Web Key."""
    key = serialization.load_der_public_key(public)
    assert isinstance(key, ec.EllipticCurvePublicKey)  # noqa: S101 - the row says so
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _coordinate(numbers.x),
        "y": _coordinate(numbers.y),
        "alg": "ES256",
    }


def _is_for_sm2(public: bytes) -> bool:
    try:
        sm2.read_key(public)
    except sm2.NotSm2:
        return False
    return True


def _coordinate(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(COORDINATE)).rstrip(b"=").decode()
