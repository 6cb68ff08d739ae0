"""What the addresses of teaching name at a site: a cohort with a session to come, one whose register is corrected."""

from datetime import date
from typing import Any
from uuid import uuid4

from lms.accounts.models import User
from lms.delivery.api import NewHoliday, add_holiday, cancel_sessions
from lms.delivery.tools.operations import NewTool, add_tool
from lms.organisations.models import Room, Site
from tests.factories.courses import NOW
from tests.factories.equipment import broken, equipped
from tests.factories.teaching import ACTOR, a_correction, taught_at


def equipment_at(room: Room) -> dict[str, Any]:
    """Return the names of what the room has, some of it out of order."""
    row = equipped(room, 3)
    return {
        "room_equipment_uuid": row.uuid,
        "equipment_kind_uuid": row.kind.uuid,
        "outage_uuid": broken(row, 1, date(2026, 10, 1)).uuid,
    }


def classes_at(site: Site, instructor: User) -> dict[str, Any]:
    """Return the names of what is taught at the site by the instructor."""
    session, other, batch = taught_at(site, instructor), taught_at(site), uuid4()
    cancel_sessions(session_uuids=[other.uuid], reason="r", batch=batch, actor=ACTOR, now=NOW)
    correction = a_correction(site, instructor)
    holiday = NewHoliday(site, date(2026, 10, 1), "国庆节")
    held = other.instructor.teaching_qualifications.get()
    return {
        "session_uuid": session.uuid,
        "cohort_uuid": session.cohort.uuid,
        "cohort_member_uuid": session.cohort.members.get().uuid,
        "batch_uuid": batch,
        "qualification_uuid": held.uuid,
        "site_uuid": site.uuid,
        **equipment_at(session.room),
        "tool_uuid": add_tool(tool=NewTool(site, "刀", 3), actor=ACTOR, now=NOW).uuid,
        "holiday_uuid": add_holiday(holiday=holiday, actor=ACTOR, now=NOW).uuid,
        "correction_uuid": correction.uuid,
        "attendance_mark_uuid": correction.mark.uuid,
    }
