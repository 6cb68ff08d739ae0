"""The rows of the certificates app, gathered from its applets for Django."""

from certificates.employerapi.models import EmployerKey
from certificates.issuing.batches.models import Batch, BatchEntry, BatchState, EntryState
from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.documents.models import DocumentStamp, SealedDocument
from certificates.issuing.emblems.models import Emblem, EmblemApproval, EmblemClosing, EmblemUse
from certificates.issuing.ending.models import EndingKind, EndingReason, EndingRequest, EndingState
from certificates.issuing.keys.models import KeyCertificate, SigningKey
from certificates.issuing.kinds.models import (
    CredentialKind,
    KindApproval,
    KindClosing,
    KindDefinition,
    KindProposal,
)
from certificates.issuing.models import (
    Credential,
    CredentialState,
    PublicStatus,
    PublishedCredential,
    RegisterNumber,
)
from certificates.issuing.numbers.models import NumberPool, VoidNumber
from certificates.issuing.portraits.models import Portrait
from certificates.issuing.prints.models import (
    BlankDelivery,
    BlankStock,
    DeliveryTakenBack,
    PrintedSheet,
    SheetTakenBack,
)
from certificates.issuing.register.models import (
    RegisterAnchor,
    RegisterCheck,
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
    WaitingEvent,
)
from certificates.issuing.second.models import SecondSignature
from certificates.issuing.status.models import RevokedEntry, StatusEntry, StatusList
from certificates.issuing.studies.models import Schooling
from certificates.issuing.wordings.models import Wording, WordingApproval, WordingClosing
from certificates.referrals.consent.models import (
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentText,
    ConsentWithdrawal,
    Disclosure,
)
from certificates.referrals.followup.models import (
    FollowUp,
    FollowUpAnswer,
    FollowUpContact,
    FollowUpCount,
    FollowUpDistrict,
    FollowUpEarlierNumber,
    FollowUpHandOver,
    FollowUpPlan,
)
from certificates.referrals.matching.models import Proposal
from certificates.referrals.models import Opening, OpeningDecision
from certificates.referrals.outcomes.models import Outcome
from certificates.referrals.sheets.models import ReferralSheet, SheetReply
from certificates.referrals.wishes.models import WorkWish
from certificates.sharing.models import SharedField, ShareLink

__all__ = [
    "Batch",
    "BatchEntry",
    "BatchState",
    "BlankDelivery",
    "BlankStock",
    "Consent",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentText",
    "ConsentWithdrawal",
    "Credential",
    "CredentialKind",
    "CredentialState",
    "DeliveryTakenBack",
    "Disclosure",
    "DocumentStamp",
    "Emblem",
    "EmblemApproval",
    "EmblemClosing",
    "EmblemUse",
    "EmployerKey",
    "EndingKind",
    "EndingReason",
    "EndingRequest",
    "EndingState",
    "EntryState",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpContact",
    "FollowUpCount",
    "FollowUpDistrict",
    "FollowUpEarlierNumber",
    "FollowUpHandOver",
    "FollowUpPlan",
    "KeyCertificate",
    "KindApproval",
    "KindClosing",
    "KindDefinition",
    "KindProposal",
    "NumberPool",
    "Opening",
    "OpeningDecision",
    "Outcome",
    "Portrait",
    "PrintedSheet",
    "SheetTakenBack",
    "Proposal",
    "PublicStatus",
    "PublishedCredential",
    "ReferralSheet",
    "RegisterAnchor",
    "RegisterCheck",
    "RegisterCheckpoint",
    "RegisterEvent",
    "RegisterHead",
    "RegisterNode",
    "RegisterNumber",
    "RevokedEntry",
    "Schooling",
    "SealedDocument",
    "SecondSignature",
    "ShareLink",
    "SharedField",
    "SheetReply",
    "SignedCredential",
    "SigningKey",
    "StatusEntry",
    "StatusList",
    "VoidNumber",
    "WaitingEvent",
    "Wording",
    "WordingApproval",
    "WordingClosing",
    "WorkWish",
]
