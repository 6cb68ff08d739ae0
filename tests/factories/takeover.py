"""A plan with one class of everybody: `a_plan_of(place)` of a planned site, without asking the solver."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from courses.catalog.api import ProgrammeVersion
from lms.enrolments.admission.models import Admission
from lms.enrolments.models import PlanProposal
from lms.enrolments.proposals.offered import code_of
from tests.factories.courses import NOW
from tests.factories.proposals import TODAY, PlannedSite


def a_plan_of(place: PlannedSite, **changes: Any) -> PlanProposal:
    """Return a plan that was made: one class of the first programme, from next week on, but for what is changed."""
    outcome = outcome_of(place.versions[0], place.stays)
    outcome["cohorts"][0] |= {
        "room": str(place.room.uuid),
        "instructor": str(place.instructor.uuid),
        **changes,
    }
    return PlanProposal.objects.create(
        site=place.site, by=place.registrar, at=NOW, client_key=uuid4(), outcome=outcome
    )


def outcome_of(version: ProgrammeVersion, stays: Sequence[Admission]) -> dict[str, Any]:
    """Return what the planner would keep of one class of these people, without room and instructor."""
    first, code = TODAY + timedelta(days=7), code_of(version)
    people = [str(stay.uuid) for stay in stays]
    one = {
        "code": f"{code} morning {first.isoformat()}",
        "programme": code,
        "group": "",
        "band": "morning",
        "room": "",
        "instructor": "",
        "first": first.isoformat(),
        "last": (first + timedelta(days=60)).isoformat(),
        "exam": (first + timedelta(days=70)).isoformat(),
        "is_planned": False,
        "certificate": (first + timedelta(days=90)).isoformat(),
        "people": people,
        "is_fixed": False,
    }
    reached = {"standing": "reached", "cohorts": [one["code"]], "exams_only": [], "alone": None}
    return {
        "inputs": "0" * 64,
        "day": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=300)).isoformat(),
        "reached": len(people),
        "bound": len(people),
        "of": len(people),
        "conflict_count": 0,
        "cohorts": [one],
        "people": [{"stay": stay, **reached} for stay in people],
        "unplanned": [],
        "conflicts": [],
    }
