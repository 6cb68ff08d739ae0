"""The audit rows of handouts; Wagtail's row of a document has no identifier of ours, so it is named by its key."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.log_actions import get_active_log_context

from courses.pages.audit_actions import AuditAction
from lms.accounts.api import actor_of
from lms.core import audit, clock
from lms.core.actor import Actor

NAMES = UUID("5f1c1b57-0c5e-4d0e-9d53-6c1f0a7b3b0e")


@dataclass(frozen=True, slots=True)
class HandoutTarget:
    """A document as the audit trail names it."""

    uuid: UUID
    _meta: ClassVar[Any] = get_document_model()._meta


def handout_uuid(pk: int) -> UUID:
    """Return the name of a document in the audit trail; keys are never used again."""
    return uuid5(NAMES, str(pk))


def note_handout(document: Any, action: AuditAction) -> None:
    """Write that somebody added, mended or removed a sheet."""
    facts = {"title": document.title, "file": document.file_hash}
    removed = action is AuditAction.REMOVE_HANDOUT
    with transaction.atomic():
        audit.record(
            actor=_actor(),
            action=action,
            target=HandoutTarget(handout_uuid(document.pk)),
            before=facts if removed else None,
            after=None if removed else facts,
            now=clock.now(),
        )


def _actor() -> Actor:
    """Return who works in Wagtail's interface just now; outside it, content packs and commands act."""
    at_work = get_active_log_context()
    return Actor.system("pages") if at_work.user is None else actor_of(at_work)
