"""The forms of employers and about them, with values that fit: (address, fields, who fills it in)."""

from __future__ import annotations

from typing import Any

from lms.core.enums import Role
from tests.factories.employers import JOINS, SIGNS_UP
from tests.factories.follow_ups import contact_fields
from tests.factories.openings import a_form

REPLY = {"answer": "declined", "why": "other", "words": "x"}
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
CONTACT = {"address": "x", "phone": "1", "email": "x@example.com"}
FACT = {
    **{"kind": "start", "day": "2026-01-01", "employer": "", "employer_name": "x", "exit_reason": ""},
    **{"occupation": "", "grade": "self_reported", "reporter": "person", "way": "call", "client_key": ITEM},
}
CORRECTED = FACT | {"is_void": "", "reason": "x"}
PROPOSAL = {"why": "x", "fields_asked": "name", "client_key": ITEM}


def employer_rows(own: dict[str, Any]) -> list[tuple[str, dict[str, Any], Role | None]]:
    """Return the forms about keys and people of employers."""
    wish = {"name": "staff", "days": "365", "secret": "x", "client_key": ITEM}
    desk = f"/authoring/employer-keys/{own['employer_key_uuid']}/revoke/"
    about = f"/authoring/employers/{own['employer_uuid']}"
    people = f"/authoring/employers/people/{own['employers_person_uuid']}"
    draft, sent = own["job_opening_uuid"], f"/authoring/openings/{own['sent_opening_uuid']}"
    asked = own["consent_request_uuid"]
    yes = {"fields_told": "name", "shown": "x", "secret": "x", "was_read_aloud": "on"}
    ask = {"number": "1", "person": ITEM, "opening": ITEM, "fields_asked": "name", "opinion": "x"}
    ask |= {"despite": "on", "client_key": ITEM}
    return [
        *follow_up_rows(own),
        (f"/work/{asked}/give/", yes, Role.TRAINEE),
        ("/authoring/consents/new/", ask, Role.PLACEMENT_OFFICER),
        ("/openings/new/", a_form(), Role.EMPLOYER),
        (f"/openings/{draft}/copy/", a_form(), Role.EMPLOYER),
        (f"/openings/{draft}/change/", a_form(seen="1"), Role.EMPLOYER),
        (f"/openings/{draft}/submit/", {"seen": "1"}, Role.EMPLOYER),
        (f"/openings/{draft}/close/", {"seen": "1"}, Role.EMPLOYER),
        (f"{sent}/refuse/", {"seen": "2", "reason": "x"}, Role.PLACEMENT_OFFICER),
        (f"{sent}/approve/", {"seen": "2"}, Role.PLACEMENT_OFFICER),
        (f"{people}/second-step/", {"evidence": "called", "note": "x"}, Role.PLACEMENT_OFFICER),
        (f"{about}/verify/", {"checks": "register", "note": "x"}, Role.PLACEMENT_OFFICER),
        (f"{about}/refuse/", {"note": "x"}, Role.PLACEMENT_OFFICER),
        (f"{about}/lift/", {"note": "x"}, Role.PLACEMENT_OFFICER),
        (f"{sent}/propose/", {"person": str(own["person_uuid"]), **PROPOSAL}, Role.PLACEMENT_OFFICER),
        (
            f"/authoring/people-and-work/{own['person_uuid']}/wish/",
            WISH,
            Role.PLACEMENT_OFFICER,
        ),
        (
            f"/authoring/people-and-work/{own['person_uuid']}/facts/{own['told_outcome_uuid']}/correct/",
            CORRECTED,
            Role.PLACEMENT_OFFICER,
        ),
        ("/wish/say/", WISH | {"step": "check"}, Role.TRAINEE),
        (f"/referrals/{own['sent_sheet_uuid']}/reply/", REPLY | {"key": ITEM}, Role.EMPLOYER),
        (
            f"/authoring/referrals/{own['referral_sheet_uuid']}/reply/",
            REPLY | {"key": ITEM, "slip_date": "2026-07-02"},
            Role.PLACEMENT_OFFICER,
        ),
        (f"/authoring/referrals/schools/{own['school_uuid']}/", CONTACT, Role.PLACEMENT_OFFICER),
        ("/verify/keys/new/", wish, Role.EMPLOYER),
        (desk, {"reason": "published"}, Role.PLACEMENT_OFFICER),
        ("/accounts/colleagues/invite/", {"email": "new@example.com"}, Role.EMPLOYER),
        (f"/accounts/colleagues/{own['colleague_uuid']}/owner/", {"owner": "yes"}, Role.EMPLOYER),
        (f"/accounts/join/{own['invitation_token']}/", JOINS, None),
        (f"/accounts/confirm-email/{own['confirmation_key']}/", {"password": "x"}, None),
        ("/accounts/signup/", SIGNS_UP, None),
    ]


def follow_up_rows(own: dict[str, Any]) -> list[tuple[str, dict[str, Any], Role | None]]:
    """Return the forms about people who left."""
    desk_of_calls, person = "/authoring/follow-ups/", own["follow_up_uuid"]
    given = {"to_user": ITEM, "reason": "x"}
    release = {"released_date": "2026-01-01", "agrees": "yes", "district": str(own["district_uuid"])}
    release |= {"phone": "13800001234", "others": "x", "wants_legal_aid": "on", "client_key": ITEM}
    named = {"name": "x", "officer": "", "legal_aid_address": "x"}
    plan = {"valid_from": "2030-01-01", "steps": "1w", "confirmed": "yes"}
    many = {"from_user": ITEM, "to_user": ITEM, "reason": "x", "batch": ITEM}
    numbers = {"phone": "13800001234", "others": "x", "district": str(own["district_uuid"]), "seen": "0"}
    return [
        (f"{desk_of_calls}districts/new/", named, Role.PLACEMENT_OFFICER),
        (f"{desk_of_calls}districts/{own['district_uuid']}/", named, Role.PLACEMENT_OFFICER),
        (f"{desk_of_calls}plans/new/", plan, Role.PLACEMENT_OFFICER),
        (f"{desk_of_calls}hand-over/", many, Role.STATION_WORKER),
        (f"{desk_of_calls}hand-over/{own['handing_uuid']}/", {}, Role.STATION_WORKER),
        (f"{desk_of_calls}{person}/numbers/", numbers, Role.STATION_WORKER),
        ("/work/calls/", {"secret": "x", "was_read_aloud": "on"}, Role.TRAINEE),
        ("/work/calls/no/", {}, Role.TRAINEE),
        (f"{desk_of_calls}{person}/", contact_fields(wanted="job", given="job"), Role.STATION_WORKER),
        (f"{desk_of_calls}{person}/hand-over/", given, Role.STATION_WORKER),
        (f"{desk_of_calls}{person}/facts/new/", FACT, Role.STATION_WORKER),
        (
            f"{desk_of_calls}{person}/facts/{own['outcome_uuid']}/correct/",
            CORRECTED,
            Role.STATION_WORKER,
        ),
        (f"{desk_of_calls}releases/{own['released_person_uuid']}/", release, Role.REGISTRAR),
        (f"{desk_of_calls}{person}/stop/", {}, Role.STATION_WORKER),
    ]
