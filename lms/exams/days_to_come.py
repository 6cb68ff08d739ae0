"""Days of examinations to come at a site, written and practical ones, for the planner below."""

from datetime import date, datetime

from lms.core.clock import local_date
from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.sittings.models import Sitting, SittingState
from lms.organisations.api import Site


def examination_days(site: Site, *, now: datetime) -> list[tuple[str, date]]:
    """Return the code of the scheme and the day of each examination that is planned at a site; two queries.

    A practical one counts under the codes of its tasks, too, as far as everybody is given them.
    """
    written = Sitting.objects.filter(site=site, state=SittingState.SCHEDULED, opens_at__gt=now)
    practical = PracticalExamination.objects.filter(
        site=site, state=PracticalState.SCHEDULED, starts_at__gt=now
    )
    rows = list(written.order_by("opens_at").values_list("scheme__code", "opens_at"))
    columns = ("scheme__code", "scheme__groups", "starts_at")
    for code, groups, at in practical.order_by("starts_at").values_list(*columns):
        sure = [task for group in groups if group["count"] == len(group["tasks"]) for task in group["tasks"]]
        rows += [(code, at), *((task, at) for task in sure)]
    return [(code, local_date(at, zone=site.time_zone)) for code, at in rows]
