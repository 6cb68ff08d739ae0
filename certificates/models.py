"""The rows of the certificates app, gathered from its applets for Django."""

from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.keys.models import SigningKey
from certificates.issuing.models import (
    Credential,
    CredentialKind,
    CredentialState,
    PublicStatus,
    PublishedCredential,
    RegisterNumber,
)
from certificates.issuing.status.models import RevokedEntry, StatusEntry, StatusList

__all__ = [
    "Credential",
    "CredentialKind",
    "CredentialState",
    "PublicStatus",
    "PublishedCredential",
    "RegisterNumber",
    "RevokedEntry",
    "SignedCredential",
    "SigningKey",
    "StatusEntry",
    "StatusList",
]
