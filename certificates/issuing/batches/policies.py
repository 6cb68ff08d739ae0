"""Who prepares batches, who approves them, and which ones somebody sees: by school, or by one's own sites."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.issuing.batches.models import Batch, BatchEntry
from certificates.issuing.errors import MayNotIssue
from certificates.issuing.policies import STAFF
from lms.accounts.api import User, assignments_of
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.api import Enrolment


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """Return the enrolments that this user may put into a batch: of one's schools, or at one's sites."""
    schools, sites = _places(user)
    return Enrolment.objects.filter(Q(school__in=schools) | Q(site__in=sites))


def batches_of(user: User) -> QuerySet[Batch]:
    """Return the batches of one's schools, and those in which everybody is at one's own sites."""
    schools, sites = _places(user)
    elsewhere = BatchEntry.objects.filter(batch=OuterRef("pk")).exclude(enrolment__site__in=sites)
    return Batch.objects.filter(Q(school__in=schools) | ~Exists(elsewhere))


def may_approve(user: User, school_id: int) -> bool:
    """Return whether this user is an issuing officer of the school."""
    return assignments_of(user, (Role.ISSUING_OFFICER,)).filter(school=school_id).exists()


def refuse_preparer(actor: Actor, enrolments: Iterable[Enrolment]) -> None:
    """Refuse whoever is not an issuing officer or registrar of all these people.

    :raises MayNotIssue: for anybody else.
    """
    keys, user = {row.pk for row in enrolments}, _user(actor)
    if user is None or enrolments_of(user).filter(pk__in=keys).distinct().count() < len(keys):
        raise MayNotIssue


def refuse_keeper(actor: Actor, batch: Batch) -> None:
    """Refuse whoever does not see the batch: such a one neither cancels it nor tries its entries again.

    :raises MayNotIssue: for anybody else.
    """
    user = _user(actor)
    if user is None or not batches_of(user).filter(pk=batch.pk).exists():
        raise MayNotIssue


def refuse_approver(actor: Actor, batch: Batch) -> None:
    """Refuse whoever is not an issuing officer of the batch's school.

    :raises MayNotIssue: for anybody else.
    """
    refuse_officer_of(actor, batch.school_id)


def refuse_officer_of(actor: Actor, school_id: int) -> None:
    """Refuse whoever is not an issuing officer of a school.

    :raises MayNotIssue: for anybody else.
    """
    user = _user(actor)
    if user is None or not may_approve(user, school_id):
        raise MayNotIssue


def _user(actor: Actor) -> User | None:
    return User.objects.filter(uuid=actor.user_uuid, is_active=True).first() if actor.user_uuid else None


def _places(user: User) -> tuple[Any, Any]:
    held = assignments_of(user, STAFF)
    return held.filter(school__isnull=False).values("school"), held.filter(site__isnull=False).values("site")
