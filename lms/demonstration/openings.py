"""Work that an employer of the demonstration offers, and who is referred to it."""

from collections.abc import Sequence
from datetime import datetime

from certificates.api import offer_work_for_demonstration, refer_for_demonstration, wish_for_demonstration
from lms.accounts.api import Person, User, find_user
from lms.demonstration.people import PIN
from lms.demonstration.places import Places


def offer_work(places: Places, *, now: datetime) -> None:
    """Add the openings that are missing."""
    author, officer = find_user("employer"), find_user("placement")
    employer = places.employers["DEMO-EMP-1"]
    # Somebody may have suspended the employer of an older installation.
    if author and officer and employer.is_verified:
        offer_work_for_demonstration(
            employer_id=employer.pk, author=author.uuid, officer=officer.uuid, now=now
        )


def refer_people(places: Places, users: list[User], *, now: datetime) -> None:
    """Refer some trainees to that employer: asked, agreed, sent, answered, taken back."""
    officer, author = find_user("placement"), find_user("employer")
    if officer and author and places.employers["DEMO-EMP-1"].is_verified:
        refer_for_demonstration(author=author, trainees=users, secret=PIN, officer=officer, now=now)


def wish_work(people: Sequence[Person], *, now: datetime) -> None:
    """Add the wishes that are missing of some people."""
    officer = find_user("placement")
    if officer:
        wish_for_demonstration(people=people, officer=officer, now=now)
