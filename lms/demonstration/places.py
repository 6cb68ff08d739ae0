"""The bodies and places of the demonstration; every name says that it is made up."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.demonstration.equipment import COMPUTER_ROOM, furnish
from lms.demonstration.equipment import WORKSHOPS as EQUIPPED
from lms.organisations.api import (
    Administration,
    Employer,
    NewContact,
    NewOrganisation,
    PairingOverlaps,
    Room,
    School,
    SchoolContact,
    Site,
    add_organisation,
    add_room,
    contact_of,
    keep_school_contact,
    numbered,
    pair_school,
    plan_room,
    seats_of,
)

ADMINISTRATION = ("DEMO-ADM", "示范省培训管理中心", "Demonstration Province Training Administration")
SCHOOLS = (
    ("DEMO-SCH-1", "示范职业学校", "Demonstration Vocational School", "示校长"),
    ("DEMO-SCH-2", "样板技工学校", "Specimen Technical School", "样校长"),
)
# Where replies to schools go: offices that nobody has.
CONTACTS_OF_SCHOOLS = {
    "DEMO-SCH-1": ("示范市样板区示范路2号 就业指导办公室", "000-0000 0001", "jobs@vocational.example"),
    "DEMO-SCH-2": ("示范市样板区样板路3号 就业指导办公室", "000-0000 0002", "jobs@technical.example"),
}
SITES = (
    ("DEMO-SITE-1", "示范第一教学点", "Demonstration Site One"),
    ("DEMO-SITE-2", "示范第二教学点", "Demonstration Site Two"),
    ("DEMO-SITE-3", "示范第三教学点", "Demonstration Site Three"),
)
EMPLOYERS = (
    ("DEMO-EMP-1", "示范面点餐饮有限公司", "Demonstration Pastry Catering Ltd"),
    ("DEMO-EMP-2", "样板机电安装有限公司", "Specimen Electrical Installation Ltd"),
    ("DEMO-EMP-3", "范例烘焙食品有限公司", "Example Bakery Foods Ltd"),
)
WAITING_EMPLOYER = "DEMO-EMP-3"
# What employers say of themselves: code, who answers, what they do. No body has such codes.
FACTS_OF_EMPLOYERS = {
    "DEMO-EMP-1": ("91000000MA0DEMA018", "示范用人单位", "中式面点制作，供应食堂和门店。"),
    "DEMO-EMP-2": ("91000000MA0DEMA02B", "样板用人单位", "住宅和商铺的电气安装与维修。"),
    "DEMO-EMP-3": ("91000000MA0DEMA03E", "范例用人单位", "烘焙食品的生产和销售。"),
}
# Which school teaches where, and since how many days. Two at the first site: a transfer between them can be walked.
PAIRINGS = (
    ("DEMO-SCH-1", "DEMO-SITE-1", 400),
    ("DEMO-SCH-2", "DEMO-SITE-1", 300),
    ("DEMO-SCH-1", "DEMO-SITE-2", 1300),
    ("DEMO-SCH-2", "DEMO-SITE-3", 200),
)
# A room for each examination of a day, and one in which a visitor can plan; each has five rows of six seats with an
# aisle in the middle.
ROOM_NAMES = ("计算机教室一", "计算机教室二", "计算机教室三", "计算机教室四")
ROOM_PLAN = [[*row[:3], "", *row[3:]] for row in numbered(5, 6)]
# A workshop for the practical examination of each programme, with places to work at instead of seats.
WORKSHOPS = {"LVE": "电工实训室", "CPC5": "面点实训室"}
WORKSHOP_PLAN = [[*row[:1], "", *row[1:]] for row in numbered(3, 2)]


@dataclass(frozen=True, slots=True)
class Places:
    """The bodies by their codes."""

    administration: Administration
    schools: dict[str, School]
    sites: dict[str, Site]
    employers: dict[str, Employer]
    rooms: dict[tuple[str, int], Room]
    workshops: dict[tuple[str, str], Room]


def _facts_of(employer: str) -> dict[str, Any]:
    credit_code, person, about = FACTS_OF_EMPLOYERS[employer]
    return {
        "is_verified": employer != WAITING_EMPLOYER,
        "credit_code": credit_code,
        "contact_person": person,
        "contact_phone": "000-0000 0000",
        "address": "示范市样板区示范路1号",
        "about": about,
    }


def _with_contact(school: School, *, actor: Actor, now: datetime) -> School:
    """Say where replies go, also of an older installation; what somebody wrote since stays."""
    if school.contact:
        return school
    new = NewContact(SchoolContact(*CONTACTS_OF_SCHOOLS[school.code]), seen=contact_of(school).digest())
    return keep_school_contact(school=school, new=new, actor=actor, now=now)


def _room(site: Site, name: str, plan: list[list[str]], *, actor: Actor, now: datetime) -> Room:
    room = add_room(site=site, name=name, seats=len(seats_of(plan)), actor=actor, now=now)
    return room if room.plan else plan_room(room_uuid=room.uuid, plan=plan, actor=actor, now=now)


def build_places(*, actor: Actor, now: datetime) -> Places:
    """Add what is missing of the demonstration's places."""
    code, zh, en = ADMINISTRATION
    administration = add_organisation(
        kind=Administration, organisation=NewOrganisation(code, zh, en), actor=actor, now=now
    )
    schools = {
        code: add_organisation(
            kind=School,
            organisation=NewOrganisation(code, zh, en, {"principal": principal}),
            actor=actor,
            now=now,
        )
        for code, zh, en, principal in SCHOOLS
    }
    schools = {code: _with_contact(school, actor=actor, now=now) for code, school in schools.items()}
    sites = {
        code: add_organisation(
            kind=Site,
            organisation=NewOrganisation(code, zh, en, {"administration": administration}),
            actor=actor,
            now=now,
        )
        for code, zh, en in SITES
    }
    employers = {
        code: add_organisation(
            kind=Employer,
            organisation=NewOrganisation(code, zh, en, _facts_of(code)),
            actor=actor,
            now=now,
        )
        for code, zh, en in EMPLOYERS
    }
    for school, site, days in PAIRINGS:
        since = local_date(now - timedelta(days=days))
        with suppress(PairingOverlaps):  # an installation of before has a later one
            pair_school(school=schools[school], site=sites[site], valid_from=since, actor=actor, now=now)
    rooms = {
        (code, number): _room(site, name, ROOM_PLAN, actor=actor, now=now)
        for code, site in sites.items()
        for number, name in enumerate(ROOM_NAMES)
    }
    workshops = {
        (code, programme): _room(site, name, WORKSHOP_PLAN, actor=actor, now=now)
        for code, site in sites.items()
        for programme, name in WORKSHOPS.items()
    }
    for room in rooms.values():
        furnish(room, COMPUTER_ROOM, actor=actor, now=now)
    for (_site, programme), room in workshops.items():
        furnish(room, EQUIPPED[programme], actor=actor, now=now)
    return Places(administration, schools, sites, employers, rooms, workshops)
