"""The people of the demonstration and how they sign in; every name is evidently made up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stdnum.cn import ric

from lms.accounts.api import (
    NewPerson,
    NewUser,
    Person,
    User,
    add_person,
    add_user,
    find_user,
    grant_role,
)
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.demonstration.places import Places

STAFF_PASSWORD = "demo-2026-weiliao"  # noqa: S105 - public on purpose, see docs/decisions/0009
PIN = "246813"
NINE_YEARS = 3287  # days: so long ago that nobody in training was born then
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
GIVEN = ("示例", "样张", "模板")
# Names that documents must print right: rare characters, and the interpunct of minority names.
RARE_NAMES = ("王㛃𠅤", "李䶮示", "古丽·示例")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One demonstration sign-in of staff or of an employer."""

    username: str
    name: str
    role: Role
    place: str
    email: str = ""


STAFF = (
    StaffMember("instructor", "示范教师", Role.INSTRUCTOR, "DEMO-SCH-1"),
    StaffMember("instructor2", "样板教师", Role.INSTRUCTOR, "DEMO-SCH-1"),
    StaffMember("reviewer", "示范审稿员", Role.CONTENT_REVIEWER, "DEMO-SCH-1"),
    StaffMember("registrar", "示范教务员", Role.REGISTRAR, "DEMO-SITE-1"),
    StaffMember("registrar2", "样板教务员", Role.REGISTRAR, "DEMO-SITE-3"),
    # What only a second person of the same site may confirm must be possible to try.
    StaffMember("registrar3", "模板教务员", Role.REGISTRAR, "DEMO-SITE-1"),
    StaffMember("registrar4", "毕业教务员", Role.REGISTRAR, "DEMO-SITE-2"),
    StaffMember("registrar5", "备用教务员", Role.REGISTRAR, "DEMO-SITE-2"),
    StaffMember("registrar6", "练习教务员", Role.REGISTRAR, "DEMO-SITE-3"),
    # Whoever prepares a batch or asks for an end does not approve it.
    StaffMember("issuing", "示范发证员", Role.ISSUING_OFFICER, "DEMO-SCH-1"),
    StaffMember("issuing2", "样板发证员", Role.ISSUING_OFFICER, "DEMO-SCH-1"),
    StaffMember("examofficer", "示范考务员", Role.EXAMINATIONS_OFFICER, "DEMO-SCH-1"),
    StaffMember("examofficer2", "样板考务员", Role.EXAMINATIONS_OFFICER, "DEMO-SCH-1"),
    StaffMember("examofficer3", "模板考务员", Role.EXAMINATIONS_OFFICER, "DEMO-SCH-1"),
    StaffMember("invigilator", "示范监考员", Role.INVIGILATOR, "DEMO-SITE-1"),
    StaffMember("invigilator2", "样板监考员", Role.INVIGILATOR, "DEMO-SITE-1"),
    StaffMember("invigilator3", "模板监考员", Role.INVIGILATOR, "DEMO-SITE-2"),
    StaffMember("invigilator4", "备用监考员", Role.INVIGILATOR, "DEMO-SITE-2"),
    StaffMember("invigilator5", "练习监考员", Role.INVIGILATOR, "DEMO-SITE-3"),
    StaffMember("invigilator6", "演示监考员", Role.INVIGILATOR, "DEMO-SITE-3"),
    StaffMember("assessor", "示范考评员", Role.ASSESSOR, "DEMO-SCH-1"),
    StaffMember("assessor2", "样板考评员", Role.ASSESSOR, "DEMO-SCH-1"),
    StaffMember("assessor3", "模板考评员", Role.ASSESSOR, "DEMO-SCH-1"),
    StaffMember("assessor4", "备用考评员", Role.ASSESSOR, "DEMO-SCH-1"),
    StaffMember("assessor5", "练习考评员", Role.ASSESSOR, "DEMO-SCH-2"),
    StaffMember("assessor6", "演示考评员", Role.ASSESSOR, "DEMO-SCH-2"),
    StaffMember("assessor7", "样张考评员", Role.ASSESSOR, "DEMO-SCH-2"),
    StaffMember("placement", "示范就业指导员", Role.PLACEMENT_OFFICER, "DEMO-SCH-1"),
    # Arranges the districts, and sees who is followed up in all of them.
    StaffMember("placement2", "统筹就业指导员", Role.PLACEMENT_OFFICER, "DEMO-ADM"),
    StaffMember("station", "示范社区工作人员", Role.STATION_WORKER, "DEMO-ADM"),
    StaffMember("authority", "示范主管部门", Role.AUTHORITY_READER, "DEMO-ADM"),
    StaffMember("auditor", "示范审计员", Role.AUDITOR, "DEMO-ADM"),
    StaffMember("admin", "示范管理员", Role.ADMINISTRATOR, "DEMO-ADM"),
    StaffMember("employer", "示范用人单位", Role.EMPLOYER, "DEMO-EMP-1", "hr@pastry.example"),
    StaffMember("employer2", "样板用人单位", Role.EMPLOYER, "DEMO-EMP-2", "hr@electrical.example"),
    # Waits until a placement officer has looked at it.
    StaffMember("employer3", "范例用人单位", Role.EMPLOYER_APPLICANT, "DEMO-EMP-3", "hr@bakery.example"),
)


def trainee_names() -> list[str]:
    """Return the names of the demonstration's trainees, always in the same order."""
    made_up = [surname + given for given in GIVEN for surname in SURNAMES]
    return [*RARE_NAMES, *made_up]


def build_staff(places: Places, *, actor: Actor, now: datetime) -> None:
    """Add the staff and employer sign-ins that are missing."""
    bodies = {
        places.administration.code: places.administration,
        **places.schools,
        **places.sites,
        **places.employers,
    }
    for member in STAFF:
        user = find_user(member.username)
        if user is None:
            new = NewUser(member.username, member.name, STAFF_PASSWORD, email=member.email)
            user = add_user(user=new, actor=actor, now=now)
        elif member.role is Role.EMPLOYER_APPLICANT:
            continue  # somebody may have verified the employer since
        grant_role(user=user, role=member.role, place=bodies[member.place], actor=actor, now=now)


def trainee_number(index: int) -> str:
    """Return the sign-in number of the trainee at this place of the list."""
    return f"26{index + 1:04d}"


def build_trainees(places: Places, *, actor: Actor, now: datetime) -> list[User]:
    """Add the trainees that are missing and return all, in order."""
    sites = list(places.sites.values())
    return [
        add_trainee(index, name, sites[_site_of(index)], actor=actor, now=now)
        for index, name in enumerate(trainee_names())
    ]


def _site_of(index: int) -> int:
    """Two thirds sit at the first site, where the demonstration's staff work."""
    return (0, 0, 1, 0, 0, 2)[index % 6]


def add_trainee(index: int, name: str, site: object, *, actor: Actor, now: datetime) -> User:
    """Return the trainee with the number of this place of the list; add the person where it is missing."""
    number = trainee_number(index)
    user = find_user(number)
    if user is not None:
        return user
    person: Person = add_person(
        person=NewPerson(name, site, made_up_resident_id(index)), actor=actor, now=now
    )  # type: ignore[arg-type]
    user = add_user(user=NewUser(number, name, PIN, person=person), actor=actor, now=now)
    grant_role(user=user, role=Role.TRAINEE, place=site, actor=actor, now=now)  # type: ignore[arg-type]
    return user


def made_up_resident_id(index: int) -> str:
    """Return a number that is formally right and belongs to nobody in training: births of 1901 to 1909."""
    born = date(1901, 1, 1) + timedelta(days=47 * index % NINE_YEARS)
    body = f"110105{born:%Y%m%d}{index % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")
