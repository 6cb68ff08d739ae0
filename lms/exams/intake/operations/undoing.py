"""Takes an import back: its drafts that nobody changed or handed in yet are discarded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileNotFound
from lms.exams.intake.models import Bank, DraftAttachment, DraftState, ItemDraft, ItemImport
from lms.exams.intake.queries import count_changed, untouched_of


@dataclass(frozen=True, slots=True)
class Undone:
    """How many drafts were discarded, and how many stay open because somebody has changed them since."""

    discarded: int
    changed: int


def undo_import(*, uuid: UUID, actor: Actor, now: datetime) -> Undone:
    """Discard the drafts of an import that are still open as they came.

    What somebody changed, handed in or approved stays. Discarded drafts have no pictures; files that nothing has then
    go when files are tidied.

    :raises FileNotFound: there is no such import.
    """
    with transaction.atomic(durable=True):
        origin = ItemImport.objects.filter(uuid=uuid).first()
        if origin is None:
            raise FileNotFound(_("There is nothing at this address."))
        Bank.objects.select_for_update().get(pk=origin.bank_id)
        rows = list(untouched_of(origin).select_for_update().order_by("pk").values_list("pk", flat=True))
        undone = Undone(len(rows), count_changed(origin))
        if rows:
            ItemDraft.objects.filter(pk__in=rows).update(state=DraftState.DISCARDED)
            DraftAttachment.objects.filter(draft__in=rows).update(file="")
            facts = {"discarded": undone.discarded, "changed": undone.changed}
            audit.record(actor=actor, action=AuditAction.UNDO_IMPORT, target=origin, after=facts, now=now)
    return undone
