"""Photographs of a candidate's work: added by who marks it, struck out for a reason, never changed or deleted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason
from lms.exams.practical.errors import PracticalRefused, UnusablePhoto
from lms.exams.practical.models import DrawnTask, PanelMember, PracticalState, SheetState
from lms.exams.practical.operations.locking import lock_examination, not_found, require_state
from lms.exams.practical.photo_models import StruckPhoto, WorkPhoto
from lms.exams.practical.photographs import Photograph, PhotoRefused, drawn_anew
from lms.exams.practical.words import photo_words

FOLDER = "practical"
MOST_PHOTOS = 12


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """What an assessor photographed of a task. The same key, or the same photograph of the task, is the same row."""

    user: User
    task_uuid: UUID
    data: bytes
    client_key: UUID


def add_photo(*, new: NewPhoto, actor: Actor, now: datetime) -> WorkPhoto:
    """Keep a photograph of a task, drawn anew, in the private store.

    :raises UnusablePhoto: it is none, or too large.
    :raises PracticalNotFound: the caller does not mark this candidate.
    :raises PracticalRefused: the examination is not open, the same photograph was struck out before, or there are as
        many as may be.
    """
    try:
        # Drawn before anything is locked: it takes a while, and others are marking.
        photo = drawn_anew(new.data)
    except PhotoRefused as refusal:
        raise UnusablePhoto(photo_words(str(refusal)), field="photo") from None
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        task, member = _own_task(new.user, new.task_uuid)
        photos = WorkPhoto.objects.filter(task=task)
        known = photos.filter(Q(client_key=new.client_key) | Q(sha256=photo.sha256)).first()
        if known is not None:
            _refuse_struck(known)
            # Also when the examination was closed meanwhile: it was kept, only the answer was lost.
            return known
        require_state(task.candidate.examination, PracticalState.OPEN)
        if WorkPhoto.objects.filter(client_key=new.client_key).exists():
            raise PracticalRefused(_("This form was used before. Open it again and repeat it."))
        count = photos.count()
        if count >= MOST_PHOTOS:
            words = _("There are %(count)d photos of this task already. Striking one out makes no room.")
            raise PracticalRefused(words % {"count": count})
        return _keep(photo, task, member, number=count + 1, new=new, actor=actor, now=now)


def _refuse_struck(known: WorkPhoto) -> None:
    """Refuse what was struck out before: told that it is kept, its assessor would believe that it counts."""
    if StruckPhoto.objects.filter(photo=known).exists():
        words = _(
            "This photo was struck out before: it is photo %(number)d. Take a new photo of the work. "
            "Where that is no longer possible, write in the note of the task that photo %(number)d counts after all."
        )
        raise PracticalRefused(words % {"number": known.number})


def _own_task(user: User, task_uuid: UUID) -> tuple[DrawnTask, PanelMember]:
    """Lock the examination of a task whose candidate the user marks; return the task, and the user's place.

    Whoever closes the examination holds that lock too: nothing is added after the results are settled.
    """
    rows = DrawnTask.objects.filter(uuid=task_uuid)
    place = rows.values_list("candidate__examination__uuid", flat=True).first()
    if place is None:
        raise not_found()
    examination = lock_examination(place)
    task = rows.select_related("candidate").get()
    task.candidate.examination = examination
    sheets = task.candidate.sheets.filter(member__assessor=user).exclude(state=SheetState.SET_ASIDE)
    sheet = sheets.select_related("member").first()
    if sheet is None:
        raise not_found()
    return task, sheet.member


def _keep(
    photo: Photograph,
    task: DrawnTask,
    member: PanelMember,
    *,
    number: int,
    new: NewPhoto,
    actor: Actor,
    now: datetime,
) -> WorkPhoto:
    folder = f"{FOLDER}/{task.candidate.examination.uuid.hex}"
    file = store(default_storage, f"{folder}/{photo.sha256}.jpg", ContentFile(photo.content))
    row = WorkPhoto.objects.create(
        task=task,
        member=member,
        number=number,
        file=file,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        size=len(photo.content),
        client_key=new.client_key,
        at=now,
    )
    after = {"number": number, "sha256": photo.sha256}
    audit.record(actor=actor, action=AuditAction.ADD_PHOTO, target=row, after=after, now=now)
    return row


def strike_photo(
    *, examination_uuid: UUID, photo_uuid: UUID, user: User, reason: str, actor: Actor, now: datetime
) -> StruckPhoto:
    """Strike out a photograph that the caller added; it stays and says so. Again changes nothing.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PracticalNotFound: it is not there, or somebody else added it.
    :raises PracticalRefused: the examination is not open any more.
    """
    why = checked_reason(reason, _("Write down why the photo is struck out."))
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        photo = WorkPhoto.objects.filter(
            uuid=photo_uuid, member__assessor=user, task__candidate__examination=examination
        ).first()
        if photo is None:
            raise not_found()
        known = StruckPhoto.objects.filter(photo=photo).first()
        if known is not None:
            return known
        require_state(examination, PracticalState.OPEN)
        row = StruckPhoto.objects.create(photo=photo, reason=why, at=now, actor_uuid=actor.user_uuid)
        audit.record(actor=actor, action=AuditAction.STRIKE_PHOTO, target=photo, reason=why, now=now)
    return row
