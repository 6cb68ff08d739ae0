"""Data Integrity proofs with the cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0)."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.verifier.digital import contexts, multibase
from certificates.verifier.digital.canonical import Loader, canonical_form

SUITE = "eddsa-rdfc-2022"


class BadProof(ValueError):
    """The proof is missing, of another kind, or does not fit the document."""


def instant(moment: datetime) -> str:
    """Return an instant as the data model writes it: seconds, in UTC, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_proof(
    document: dict[str, Any], *, method: str, created: datetime, sign: Callable[[bytes], bytes]
) -> dict[str, Any]:
    """Return the document with its proof: an array of one, as the schema of Open Badges asks."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = multibase.encode(sign(signed_bytes(document, proof)))
    return {**document, "proof": [{**proof, "proofValue": value}]}


def signed_bytes(document: dict[str, Any], proof: dict[str, Any], *, loader: Loader = contexts.load) -> bytes:
    """Return the 64 bytes that are signed: the digest of the proof's options, then that of the document."""
    options = {"@context": document["@context"], **proof}
    return hash_of(canonical_form(options, loader=loader), canonical_form(document, loader=loader))


def hash_of(proof_quads: str, document_quads: str) -> bytes:
    """Return both digests in the order of the suite."""
    return b"".join(hashlib.sha256(quads.encode()).digest() for quads in (proof_quads, document_quads))


def check_proof(signed: dict[str, Any], public: bytes, *, loader: Loader = contexts.load) -> None:
    """Check the one proof of a document that we made against an Ed25519 public key of 32 bytes.

    :raises BadProof: when it is missing, of another kind, or another document was signed.
    """
    document = {name: value for name, value in signed.items() if name != "proof"}
    proofs = signed.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        raise BadProof("no proof of this suite")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        value = multibase.decode(proof.get("proofValue", ""))
        message = signed_bytes(document, options, loader=loader)
        Ed25519PublicKey.from_public_bytes(public).verify(value, message)
    except (InvalidSignature, ValueError) as error:
        raise BadProof(str(error) or "the signature does not fit") from None
