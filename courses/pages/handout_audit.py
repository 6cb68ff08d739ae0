"""The audit rows of handouts; Wagtail's row of a document has no identifier of ours, so it is named by its key."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.documents import get_document_model

from courses.pages.at_work import who_works
from courses.pages.audit_actions import AuditAction
from lms.core import audit, clock

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
            actor=who_works(),
            action=action,
            target=HandoutTarget(handout_uuid(document.pk)),
            before=facts if removed else None,
            after=None if removed else facts,
            now=clock.now(),
        )
