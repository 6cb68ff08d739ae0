"""Who at a site has a name, or had it before a correction: perhaps one person twice. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lms.enrolments.admission.models import Admission


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody in training at a site: the name that was looked for, the one of now, the date of birth."""

    name: str
    name_now: str
    born: date | None

    @property
    def is_former(self) -> bool:
        """Return whether the name is one of before."""
        return self.name != self.name_now


def namesakes_at(site_id: int, names: Iterable[str], *, but: int | None = None) -> list[Namesake]:
    """Return who in training at a site has one of these names or had it, but for one person; at most one query.

    Few people have former names: those are compared here, one by one.
    """
    wanted = set(names)
    if not wanted:
        return []
    here = Admission.objects.filter(site=site_id, left_date__isnull=True).exclude(person=but)
    rows = here.filter(Q(person__full_name__in=wanted) | ~Q(person__former_names=""))
    people = [row.person for row in rows.select_related("person").defer("person__resident_id").order_by("pk")]
    return [
        Namesake(name, person.full_name, person.birth_date)
        for person in people
        for name in person.names
        if name in wanted
    ]
