"""People who were released over three years and are followed up, for `benchmarks.bench_follow_ups`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from django.test import Client

from benchmarks.pages import Desk, Page, answer_of
from certificates.models import FollowUp
from certificates.referrals.followup.arranging import count_for_letters
from lms.accounts.models import Person, User
from lms.core.clock import local_date
from lms.organisations.models import Room, Site
from tests.factories.accounts import sign_in
from tests.factories.follow_ups import a_caller, a_coordinator, a_district
from tests.factories.organisations import a_room, a_site

ADDRESS = "/authoring/follow-ups/"
WORKERS = 25


@dataclass
class Station(Desk):
    """One administration with a coordinator (`client`), and workers of whom one looks (`worker`)."""

    site: Site
    room: Room
    client: Client
    worker: Client
    callers: list[tuple[User, object]]

    @classmethod
    def opened(cls) -> "Station":
        """Return a station that follows nobody up yet."""
        site = a_site()
        workers = [a_caller(site) for _ in range(WORKERS)]
        callers = [(worker, a_district(site, officer=worker)) for worker in workers]
        client = sign_in(Client(), a_coordinator(site.administration))
        return cls(site, a_room(site), client, sign_in(Client(), workers[0]), callers)

    def fill(self, number: int) -> None:
        """Add people with a plan, shared out among the workers."""
        now, begun = datetime.now(UTC), Person.objects.count()
        people = Person.objects.bulk_create(
            (
                Person(full_name=f"示范{place}", sort_name=f"shifan{place}", site=self.site)
                for place in range(begun, begun + number)
            ),
            batch_size=2_000,
        )
        FollowUp.objects.bulk_create(
            (self._plan(person, place, now) for place, person in enumerate(people)), batch_size=2_000
        )

    def _plan(self, person: Person, place: int, now: datetime) -> FollowUp:
        worker, district = self.callers[place % WORKERS]
        return FollowUp(
            person=person,
            released_date=local_date(now) - timedelta(days=place * 7 % 1095),
            district=district,
            assigned_to=worker,
            phone="138 0000 0000",
            settled=place % 5,
            opened_by=uuid4(),
            opened_at=now,
            client_key=uuid4(),
        )

    def pages(self) -> dict[str, Page]:
        """Return what is opened: the due list, and what the letters of a day count."""
        return {
            "due list of all": lambda _chance: answer_of(self.client, ADDRESS),
            "due list of an officer": lambda _chance: answer_of(self.worker, ADDRESS),
            "overdue only": self.overdue,
            "counts of all letters of a day": lambda _chance: count_for_letters(datetime.now(UTC)),
        }

    def overdue(self, chance: Random) -> None:
        """Open some page of those who are overdue."""
        answer_of(self.client, ADDRESS, {"bucket": "overdue", "p": chance.randint(1, 9)})

    def size(self) -> dict[str, int]:
        """Return how many people are followed up."""
        return {"people": FollowUp.objects.count()}
