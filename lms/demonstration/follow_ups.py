"""People of the demonstration who have left at different days, and who calls them."""

from datetime import datetime

from certificates.api import follow_up_for_demonstration
from lms.accounts.api import NewPerson, Person, add_person, find_user
from lms.core.actor import Actor
from lms.demonstration.places import Places

# Days since the release, from a few days to two years: each stands elsewhere in the plan.
LEFT = (3, 7, 9, 28, 35, 88, 95, 185, 370, 735)
NAMES = (
    "示范甲",
    "示范乙",
    "示范丙",
    "示范丁",
    "示范戊",
    "示范己",
    "示范庚",
    "示范辛",
    "示范壬",
    "示范癸",
)


def follow_people_up(places: Places, *, now: datetime) -> None:
    """Add the people and their follow-ups that are missing."""
    worker, officer = find_user("station"), find_user("placement2")
    site = next(iter(places.sites.values()))
    if worker is None or officer is None:
        return
    for name, days in zip(NAMES, LEFT, strict=True):
        person = Person.objects.filter(full_name=name, site=site).first()
        if person is None:
            actor = Actor.system("demonstration")
            person = add_person(person=NewPerson(full_name=name, site=site), actor=actor, now=now)
        follow_up_for_demonstration(person=person, days=days, worker=worker, officer=officer, now=now)
