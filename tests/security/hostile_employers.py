"""The forms of employers and about them, with values that fit: (address, fields, who fills it in)."""

from __future__ import annotations

from typing import Any

from lms.core.enums import Role
from tests.factories.employers import JOINS, SIGNS_UP
from tests.factories.openings import a_form

ITEM = "00000000-0000-7000-8000-000000000000"
WISH = {
    "mind": "wish",
    "districts": "460100",
    "other_place": "x",
    "lowest_pay": "4000",
    "shifts": "day",
    "needs_lodging": "yes",
    "from_date": "",
    "seen": "0",
    "client_key": ITEM,
}
PROPOSAL = {"why": "x", "fields_asked": "name", "client_key": ITEM}


def employer_rows(own: dict[str, Any]) -> list[tuple[str, dict[str, str], Role | None]]:
    """Return the forms about keys and people of employers."""
    wish = {"name": "staff", "days": "365", "secret": "x", "client_key": ITEM}
    desk = f"/authoring/employer-keys/{own['employer_key_uuid']}/revoke/"
    draft, sent = own["job_opening_uuid"], f"/authoring/openings/{own['sent_opening_uuid']}"
    return [
        ("/openings/new/", a_form(), Role.EMPLOYER),
        (f"/openings/{draft}/copy/", a_form(), Role.EMPLOYER),
        (f"/openings/{draft}/change/", a_form(seen="1"), Role.EMPLOYER),
        (f"/openings/{draft}/submit/", {"seen": "1"}, Role.EMPLOYER),
        (f"/openings/{draft}/close/", {"seen": "1"}, Role.EMPLOYER),
        (f"{sent}/refuse/", {"seen": "2", "reason": "x"}, Role.PLACEMENT_OFFICER),
        (f"{sent}/approve/", {"seen": "2"}, Role.PLACEMENT_OFFICER),
        (f"{sent}/propose/", {"person": str(own["person_uuid"]), **PROPOSAL}, Role.PLACEMENT_OFFICER),
        (
            f"/authoring/people-and-work/{own['person_uuid']}/wish/",
            WISH,
            Role.PLACEMENT_OFFICER,
        ),
        ("/wish/say/", WISH | {"step": "check"}, Role.TRAINEE),
        ("/verify/keys/new/", wish, Role.EMPLOYER),
        (desk, {"reason": "published"}, Role.PLACEMENT_OFFICER),
        ("/accounts/colleagues/invite/", {"email": "new@example.com"}, Role.EMPLOYER),
        (f"/accounts/colleagues/{own['colleague_uuid']}/owner/", {"owner": "yes"}, Role.EMPLOYER),
        (f"/accounts/join/{own['invitation_token']}/", JOINS, None),
        (f"/accounts/confirm-email/{own['confirmation_key']}/", {"password": "x"}, None),
        ("/accounts/signup/", SIGNS_UP, None),
    ]
