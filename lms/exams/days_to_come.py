"""Days of examinations to come at a site, written and practical ones, for the planner below."""

from datetime import datetime

from lms.core.clock import local_date
from lms.enrolments.api import ExaminationDay
from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.sittings.models import Sitting, SittingState
from lms.organisations.api import Site


def examination_days(site: Site, *, now: datetime) -> list[ExaminationDay]:
    """Return the scheme, the day and the room of each examination that is planned at a site; two queries.

    A practical one counts under the codes of its tasks, too, as far as everybody is given them.
    """
    written = Sitting.objects.filter(site=site, state=SittingState.SCHEDULED, opens_at__gt=now)
    practical = PracticalExamination.objects.filter(
        site=site, state=PracticalState.SCHEDULED, starts_at__gt=now
    )
    rows = list(written.order_by("opens_at").values_list("scheme__code", "opens_at", "room__uuid"))
    columns = ("scheme__code", "scheme__groups", "starts_at", "room__uuid")
    for code, groups, at, room in practical.order_by("starts_at").values_list(*columns):
        sure = [task for group in groups if group["count"] == len(group["tasks"]) for task in group["tasks"]]
        rows += [(one, at, room) for one in (code, *sure)]
    return [ExaminationDay(code, local_date(at, zone=site.time_zone), str(room)) for code, at, room in rows]
