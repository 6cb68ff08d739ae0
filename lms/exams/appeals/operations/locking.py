"""Locks of appeals, and what several of their operations ask first."""

from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.exams.appeals.errors import AppealNotFound, PartTaken
from lms.exams.appeals.models import Appeal, AppealPart
from lms.exams.appeals.parts import parts_in, parts_in_words
from lms.exams.practical.operations.locking import lock_candidate
from lms.exams.sittings.models import Attempt

_RELATED = (
    "result",
    "attempt__candidate__sitting__scheme",
    "attempt__candidate__enrolment__person",
    "practical_result__candidate__examination__scheme",
    "practical_result__candidate__enrolment__person",
)


def lock_attempt(pk: int) -> Attempt:
    """Lock and return an attempt with its candidate: marks, acts in the room and appeals wait for each other here."""
    rows = Attempt.objects.select_for_update(of=("self",))
    return rows.select_related("candidate__sitting__scheme", "candidate__enrolment__person").get(pk=pk)


def lock_appeal(uuid: UUID) -> Appeal:
    """Lock the attempt or the practical examination of an appeal, and the appeal, and return it as it is now.

    :raises AppealNotFound: when there is none.
    """
    about = Appeal.objects.filter(uuid=uuid).values_list("attempt_id", "practical_result__candidate__uuid")
    attempt, candidate = about.first() or (None, None)
    if attempt is not None:
        lock_attempt(attempt)
    elif candidate is not None:
        lock_candidate(candidate)
    else:
        raise AppealNotFound(_("There is no such appeal."))
    return Appeal.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(uuid=uuid)


def user_of(actor: Actor) -> UUID:
    """Return who acts in person.

    :raises PartTaken: nobody does: appeals are not for programs.
    """
    if actor.user_uuid is None:
        raise PartTaken(_("Appeals are taken and decided by an examinations officer in person."))
    return actor.user_uuid


def refuse_parts(appeal: Appeal, user: UUID) -> None:
    """Write down who had a part, as far as it is known by now, and refuse somebody who had one.

    :raises PartTaken: with what the part was.
    """
    found = parts_in(appeal)
    AppealPart.objects.bulk_create(
        [
            AppealPart(appeal=appeal, user_uuid=uuid, part=part)
            for uuid, parts in found.items()
            for part in parts
        ],
        ignore_conflicts=True,
    )
    if user in found:
        words = _("You had a part in this: another examinations officer has to look at the appeal.")
        raise PartTaken(words, reasons=parts_in_words(found[user]))
