"""The forms of employers and about them, with values that fit: (address, fields, who fills it in)."""

from __future__ import annotations

from typing import Any

from lms.core.enums import Role
from tests.factories.employers import JOINS, SIGNS_UP

ITEM = "00000000-0000-7000-8000-000000000000"


def employer_rows(own: dict[str, Any]) -> list[tuple[str, dict[str, str], Role | None]]:
    """Return the forms about keys and people of employers."""
    wish = {"name": "staff", "days": "365", "secret": "x", "client_key": ITEM}
    desk = f"/authoring/employer-keys/{own['employer_key_uuid']}/revoke/"
    return [
        ("/verify/keys/new/", wish, Role.EMPLOYER),
        (desk, {"reason": "published"}, Role.PLACEMENT_OFFICER),
        ("/accounts/colleagues/invite/", {"email": "new@example.com"}, Role.EMPLOYER),
        (f"/accounts/colleagues/{own['colleague_uuid']}/owner/", {"owner": "yes"}, Role.EMPLOYER),
        (f"/accounts/join/{own['invitation_token']}/", JOINS, None),
        (f"/accounts/confirm-email/{own['confirmation_key']}/", {"password": "x"}, None),
        ("/accounts/signup/", SIGNS_UP, None),
    ]
