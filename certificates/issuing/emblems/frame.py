"""The frame of a school's own logo and seal as proposals."""

from django.utils.translation import gettext_lazy as _

from certificates.audit_actions import AuditAction
from certificates.issuing.emblems.models import Emblem, EmblemApproval, EmblemClosing
from certificates.issuing.errors import EmblemNotFound
from certificates.issuing.proposals.frame import Frame

EMBLEMS = Frame(
    name="emblem",
    about="use",
    proposal=Emblem,
    approval=EmblemApproval,
    closing=EmblemClosing,
    missing=EmblemNotFound,
    propose=AuditAction.PROPOSE_EMBLEM,
    approve=AuditAction.APPROVE_EMBLEM,
    close=AuditAction.CLOSE_EMBLEM,
    own_deed=_("Another officer than the one who proposed it approves a logo or seal."),
    deferred=("content",),
)
