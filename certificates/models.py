"""The rows of the certificates app, gathered from its applets for Django."""

from certificates.issuing.models import (
    Credential,
    CredentialKind,
    CredentialState,
    PublicStatus,
    PublishedCredential,
    RegisterNumber,
)
from certificates.sharing.models import SharedField, ShareLink

__all__ = [
    "Credential",
    "CredentialKind",
    "CredentialState",
    "PublicStatus",
    "PublishedCredential",
    "RegisterNumber",
    "ShareLink",
    "SharedField",
]
