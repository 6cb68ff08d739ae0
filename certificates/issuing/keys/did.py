"""The issuer's name (did:web) and the document behind it, which says which keys may sign for it.

The host is the configured public address, never a request's.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from certificates.issuing.keys.algorithms import Algorithm, ed25519_bytes, p256_jwk
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.verifier.digital.multibase import multikey

ISSUER_PATH = ("issuers", "main")
CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"


def issuer_did(base_url: str) -> str:
    """Return the issuer's identifier below a public address; one for all places. A port is written as %3A."""
    parts = urlsplit(base_url)
    path = [part for part in parts.path.split("/") if part]
    return ":".join(["did:web", parts.netloc.replace(":", "%3A"), *path, *ISSUER_PATH])


def method_of(key: SigningKey, issuer: str) -> str:
    """Return what a proof calls the key."""
    return f"{issuer}#{key.name}"


def did_document(issuer: str) -> dict[str, Any]:
    """Return the document with every key that was not removed; retired ones stay, or old credentials would die."""
    keys = SigningKey.objects.filter(purpose__in=[Purpose.CREDENTIAL, Purpose.JWT], removed_at=None)
    methods = [_method(key, issuer) for key in keys]
    return {
        "@context": [*CONTEXTS, *_more_contexts(keys)],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _more_contexts(keys: Iterable[SigningKey]) -> list[str]:
    return [JWK_CONTEXT] if any(key.algorithm == Algorithm.ES256 for key in keys) else []


def _method(key: SigningKey, issuer: str) -> dict[str, Any]:
    public = bytes(key.public)
    named = {"id": method_of(key, issuer), "controller": issuer}
    if key.algorithm == Algorithm.ES256:
        return {**named, "type": "JsonWebKey", "publicKeyJwk": p256_jwk(public)}
    return {**named, "type": "Multikey", "publicKeyMultibase": multikey(ed25519_bytes(public))}
