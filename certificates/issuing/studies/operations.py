"""Sets how long a programme's schooling is at a school; diplomas that were issued keep what they say."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.errors import UnusableSchooling
from certificates.issuing.studies.models import Schooling
from certificates.issuing.studies.rules import MOST_YEARS
from courses.catalog.api import Programme, ProgrammeKind
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import School


def set_schooling(
    *, school: School, programme: Programme, years: int, actor: Actor, now: datetime
) -> Schooling:
    """Say how many years a diploma programme takes at a school; the same again changes nothing.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableSchooling: when the programme gives no diploma, or the years are not one to six.
    """
    if programme.kind != ProgrammeKind.DIPLOMA or not 1 <= years <= MOST_YEARS:
        raise UnusableSchooling(_("Only diploma programmes have a length of schooling, of one to six years."))
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, school.pk)
        former = Schooling.objects.filter(school=school, programme=programme).order_by("-pk").first()
        if former is not None and former.years == years:
            return former
        row = Schooling.objects.create(school=school, programme=programme, years=years, set_at=now)
        after = {"school": school.code, "programme": programme.code, "years": years}
        audit.record(actor=actor, action=AuditAction.SET_SCHOOLING, target=row, after=after, now=now)
    return row
