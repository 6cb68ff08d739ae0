"""People of the demonstration who have left at different days, and who calls them."""

from datetime import datetime

from certificates.api import Callers, Left, follow_up_for_demonstration
from lms.accounts.api import NewPerson, Person, add_person, find_user
from lms.core.actor import Actor
from lms.demonstration.places import Places

# Days since the release, from a few days to two years: each stands elsewhere in the plan. Some were handed to the
# officer of the school, one has asked for an end.
LEFT = {
    "示范甲": Left(3),
    "示范乙": Left(7),
    "示范丙": Left(9, is_handed_over=True),
    "示范丁": Left(28, is_handed_over=True),
    "示范戊": Left(35),
    "示范己": Left(88),
    "示范庚": Left(95),
    "示范辛": Left(185),
    "示范壬": Left(370, has_stopped=True),
    "示范癸": Left(735),
    "示范子": Left(7, is_handed_over=True),
}


def follow_people_up(places: Places, *, now: datetime) -> None:
    """Add the people and their follow-ups that are missing."""
    staff = [find_user(name) for name in ("station", "placement2", "placement")]
    site = next(iter(places.sites.values()))
    if None in staff:
        return
    callers = Callers(*staff)  # type: ignore[arg-type]
    for name, left in LEFT.items():
        person = Person.objects.filter(full_name=name, site=site).first()
        if person is None:
            actor = Actor.system("demonstration")
            person = add_person(person=NewPerson(full_name=name, site=site), actor=actor, now=now)
        follow_up_for_demonstration(person, left, callers=callers, now=now)
