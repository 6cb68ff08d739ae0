"""Places for tests: an administration, training sites with a room, schools, pairings, employers.

Codes are counted up, so that each call makes a new place.
"""

from datetime import date
from itertools import count

from lms.organisations.models import Administration, Employer, Pairing, Room, School, Site

_numbers = count(1)


def _code(prefix: str) -> str:
    return f"{prefix}-{next(_numbers):04d}"


def an_administration(*, name: str = "示范主管部门") -> Administration:
    """Return a new administration."""
    return Administration.objects.create(code=_code("ADM"), name_zh=name, name_en="Demonstration Authority")


def a_site(*, name: str = "第一示范培训点") -> Site:
    """Return a new training site under its own administration."""
    return Site.objects.create(
        code=_code("SITE"), name_zh=name, name_en="Demonstration Site", administration=an_administration()
    )


def a_room(site: Site, *, seats: int = 60) -> Room:
    """Return a new classroom of the site."""
    return Room.objects.create(site=site, name=_code("Room"), seats=seats)


def a_school(*, name: str = "示范职业学校") -> School:
    """Return a new school."""
    return School.objects.create(
        code=_code("SCH"), name_zh=name, name_en="Demonstration Vocational School", principal="示范校长"
    )


def a_school_paired_with(site: Site, *, since: date = date(2020, 1, 1), until: date | None = None) -> School:
    """Return a new school that teaches at the site, from 2020 on unless told otherwise."""
    school = a_school()
    Pairing.objects.create(school=school, site=site, valid_from=since, valid_until=until)
    return school


def a_waiting_employer(**more: str) -> Employer:
    """Return a new employer that nobody has verified."""
    said = {"name_zh": "样板机电公司", "name_en": "Specimen Electrical"} | more
    return Employer.objects.create(code=_code("EMP"), **said)


def an_employer() -> Employer:
    """Return a new employer that a placement officer has checked."""
    return Employer.objects.create(
        code=_code("EMP"), name_zh="示范餐饮公司", name_en="Demo Catering", is_verified=True
    )
