"""The frame of a school's own words as proposals."""

from django.utils.translation import gettext_lazy as _

from certificates.audit_actions import AuditAction
from certificates.issuing.errors import WordingNotFound
from certificates.issuing.proposals.frame import Frame
from certificates.issuing.wordings.models import Wording, WordingApproval, WordingClosing

WORDINGS = Frame(
    name="wording",
    about="kind",
    proposal=Wording,
    approval=WordingApproval,
    closing=WordingClosing,
    missing=WordingNotFound,
    propose=AuditAction.PROPOSE_WORDING,
    approve=AuditAction.APPROVE_WORDING,
    close=AuditAction.CLOSE_WORDING,
    own_deed=_("Another officer than the one who wrote it approves a wording."),
)
