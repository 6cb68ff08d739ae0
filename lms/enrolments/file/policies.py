"""Who reads which files: registrars, of people who are or were at their sites. Never one's own."""

from datetime import date

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from lms.accounts.api import Person, User, but_ones_own
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.policies import sites_admitting
from lms.enrolments.changing.models import Transfer
from lms.enrolments.models import Enrolment


def people_on_file(user: User) -> QuerySet[Person]:
    """Return the people whose file the user reads: at the user's sites now, or trained there before."""
    sites = sites_admitting(user)
    stayed = Admission.objects.filter(site__in=sites).values("person")
    taught = Enrolment.objects.filter(site__in=sites).values("person")
    left = Transfer.objects.filter(from_site__in=sites).values("enrolment__person")
    known = Q(site__in=sites) | Q(pk__in=stayed) | Q(pk__in=taught) | Q(pk__in=left)
    rows = Person.objects.filter(known).select_related("user", "site").defer("resident_id")
    return but_ones_own(rows, user, "pk")


def horizon_of(user: User, person: Person) -> date | None:
    """Return the last day that the user may read of somebody who went elsewhere; None for who is at the user's sites.

    Somebody of whom only an ended enrolment is kept there reads no further than the enrolment's own records.
    """
    sites = sites_admitting(user)
    if sites.filter(pk=person.site_id).exists():
        return None
    ends = Admission.objects.filter(person=person, site__in=sites).order_by("-left_date")
    moves = Transfer.objects.filter(enrolment__person=person, from_site__in=sites)
    left = moves.aggregate(last=Max(Coalesce("ended_on", "on")))["last"]
    days = [ends.values_list("left_date", flat=True).first(), left]
    return max((day for day in days if day is not None), default=date.min)
