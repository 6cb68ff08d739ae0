"""Takes an import back: its drafts that nobody handed in yet are discarded."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileNotFound
from lms.exams.intake.models import DraftAttachment, DraftState, ItemDraft, ItemImport


def undo_import(*, uuid: UUID, actor: Actor, now: datetime) -> int:
    """Discard the drafts of an import that are still open, and return how many those were.

    What somebody handed in or approved stays. Pictures that only discarded drafts have are deleted.

    :raises FileNotFound: there is no such import.
    """
    with transaction.atomic(durable=True):
        origin = ItemImport.objects.select_for_update().filter(uuid=uuid).first()
        if origin is None:
            raise FileNotFound(_("There is nothing at this address."))
        open_drafts = ItemDraft.objects.filter(origin=origin, state=DraftState.OPEN)
        discarded = open_drafts.update(state=DraftState.DISCARDED)
        if discarded:
            names = _forget_pictures(origin)
            facts = {"discarded": discarded}
            audit.record(actor=actor, action=AuditAction.UNDO_IMPORT, target=origin, after=facts, now=now)
            transaction.on_commit(partial(_delete_files, names))
    return discarded


def _forget_pictures(origin: ItemImport) -> list[str]:
    """Take the pictures from discarded drafts and return the files that no other draft has."""
    attached = DraftAttachment.objects.filter(draft__origin=origin).exclude(file="")
    over = attached.filter(draft__state=DraftState.DISCARDED)
    needed = set(attached.exclude(draft__state=DraftState.DISCARDED).values_list("file", flat=True))
    names = sorted(set(over.values_list("file", flat=True)) - needed)
    DraftAttachment.objects.filter(pk__in=list(over.values_list("pk", flat=True))).update(file="")
    return names


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
