"""The rows of the certificates app, gathered from its applets for Django."""

from certificates.issuing.models import (
    Credential,
    CredentialKind,
    CredentialState,
    PublicStatus,
    PublishedCredential,
    RegisterNumber,
)
from certificates.issuing.register.models import (
    RegisterAnchor,
    RegisterCheck,
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
)

__all__ = [
    "Credential",
    "CredentialKind",
    "CredentialState",
    "PublicStatus",
    "PublishedCredential",
    "RegisterAnchor",
    "RegisterCheck",
    "RegisterCheckpoint",
    "RegisterEvent",
    "RegisterHead",
    "RegisterNode",
    "RegisterNumber",
]
