"""A placement officer with as many people and openings as wished, for `benchmarks.bench_matching`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.issued import issue_all
from benchmarks.pages import Desk, Page, answer_of
from certificates.models import (
    ConsentRequest,
    Opening,
    OpeningDecision,
    Proposal,
    WorkWish,
)
from certificates.referrals.consent.operations import text_asked_with
from certificates.referrals.consent.texts import REFERRAL
from certificates.referrals.wishes.districts import DISTRICTS
from courses.catalog.models import Occupation, Programme, ProgrammeVersion
from lms.accounts.models import Person, User
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.enrolments.models import Admission, Enrolment
from lms.organisations.models import Room, School, Site
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import a_version
from tests.factories.organisations import a_room, a_school_paired_with, a_site, an_employer

EMPLOYERS = 60  # of at most fifty openings each
NAMES = ("古丽娜尔·示范", "王示范", "李示范", "阿依古丽·示范", "张示范", "陈示范")
THEN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PROPOSED_OF = 3  # one person in so many was proposed, some twice
ASKED_OF = 9  # one in so many was asked by the other page


@dataclass
class PlacementOffice(Desk):
    """One site with an officer who is signed in."""

    site: Site
    school: School
    room: Room
    versions: list[ProgrammeVersion]
    officer: User
    client: Client
    openings: list[Opening] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def opened(cls, openings: int) -> "PlacementOffice":
        """Return a site where nobody is yet, and employers with openings."""
        site = a_site()
        officer = a_user(Role.PLACEMENT_OFFICER, site)
        versions = [_trade(place) for place in range(6)]
        office = cls(
            site=site,
            school=a_school_paired_with(site),
            room=a_room(site),
            versions=versions,
            officer=officer,
            client=sign_in(Client(), officer),
        )
        office.offer(openings)
        return office

    def offer(self, number: int) -> None:
        """Add openings that run, each with its decisions."""
        employers, chance = [an_employer() for _ in range(EMPLOYERS)], random.Random(1)
        rows = [
            _opening(place, self.versions[place % len(self.versions)], employers[place % EMPLOYERS], chance)
            for place in range(number)
        ]
        self.openings = Opening.objects.bulk_create(rows, batch_size=1_000)
        OpeningDecision.objects.bulk_create(
            OpeningDecision(
                opening=row, revision=2, step="submit", state="submitted", offer={}, by=uuid4(), at=THEN
            )
            for row in self.openings
        )

    def fill(self, number: int) -> None:
        """Add people with stays, trainings, papers, wishes and proposals."""
        chance = random.Random(2)
        people = self._people(number)
        self._stays(people, chance)
        self._train(people, chance)
        self._wish(people, chance)
        self._propose(people, chance)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _people(self, number: int) -> list[Person]:
        places = [next(self.numbers) for _ in range(number)]
        people = Person.objects.bulk_create(
            Person(full_name=NAMES[place % len(NAMES)], sort_name=f"ren {place:06d}", site=self.site)
            for place in places
        )
        User.objects.bulk_create(
            User(
                username=f"{30_000_000 + place}",
                display_name=person.full_name,
                person=person,
                password=make_password(None),
            )
            for place, person in zip(places, people, strict=True)
        )
        return people

    def _stays(self, people: list[Person], chance: random.Random) -> None:
        today = local_date(now())
        Admission.objects.bulk_create(
            Admission(
                person=person,
                site=self.site,
                number=f"S{person.pk:08d}",
                admitted_date=THEN.date(),
                forecast_date=today + timedelta(days=chance.randrange(-30, 500))
                if chance.random() < 0.9
                else None,
                schooling="junior",
                created_at=THEN,
            )
            for person in people
            if chance.random() < 0.8
        )

    def _train(self, people: list[Person], chance: random.Random) -> None:
        """Six in ten have graduated with a paper, the others are in training."""
        rows = Enrolment.objects.bulk_create(
            Enrolment(
                person=person,
                version=chance.choice(self.versions),
                school=self.school,
                site=self.site,
                state="completed" if (is_over := chance.random() < 0.6) else "active",
                completed_at=THEN if is_over else None,
                enrolled_at=THEN,
                client_key=uuid4(),
            )
            for person in people
        )
        issue_all([row for row in rows if row.state == "completed"])

    def _wish(self, people: list[Person], chance: random.Random) -> None:
        """Eight in ten were asked, one of ten of these twice, and some do not know yet."""
        trades = [version.programme.occupation.code for version in self.versions]
        rows = []
        for person in people:
            times = 0 if chance.random() < 0.2 else 1 + (chance.random() < 0.1)
            rows += [self._said(person, number + 1, trades, chance) for number in range(times)]
        WorkWish.objects.bulk_create(rows, batch_size=2_000)

    def _said(self, person: Person, number: int, trades: list[str], chance: random.Random) -> WorkWish:
        shared = {
            "person": person,
            "number": number,
            "origin": "self",
            "by": uuid4(),
            "at": THEN,
            "client_key": uuid4(),
        }
        if chance.random() < 0.1:
            return WorkWish(mind="undecided", **shared)
        places = sorted(one.code for one in chance.sample(DISTRICTS, chance.randrange(0, 4)))
        return WorkWish(
            mind="wish",
            occupations=" ".join(sorted(chance.sample(trades, chance.randrange(0, 3)))),
            districts=" ".join(places),
            lowest_pay=chance.choice((None, 300_000, 400_000, 500_000, 600_000)),
            shifts=chance.choice(("", "day", "day two")),
            needs_lodging=chance.random() < 0.5,
            from_date=chance.choice((None, date(2027, 1, 1), date(2027, 6, 1))),
            **shared,
        )

    def _propose(self, people: list[Person], chance: random.Random) -> None:
        """Propose some; each is asked by it. Some more are asked by an officer who did not match."""
        some = people[::PROPOSED_OF]
        pairs = {(chance.choice(self.openings).pk, person.pk) for person in some for _ in range(2)}
        _ask(self, pairs | {(chance.choice(self.openings).pk, person.pk) for person in people[1::ASKED_OF]})
        Proposal.objects.bulk_create(
            (
                Proposal(
                    opening_id=opening,
                    person_id=person,
                    revision=3,
                    group="open",
                    reasons=[],
                    why="试",
                    by=self.officer.uuid,
                    at=THEN + timedelta(minutes=place),
                    client_key=uuid4(),
                )
                for place, (opening, person) in enumerate(sorted(pairs))
            ),
            batch_size=2_000,
        )

    def pages(self) -> dict[str, Page]:
        """Return what is opened, each at a place that chance chooses."""
        return {
            "people for an opening": self.beside_opening,
            "openings for a person": self.beside_person,
            "people and wishes": self.listed,
        }

    def beside_opening(self, chance: random.Random) -> None:
        """Open everybody beside some opening."""
        opening = self.openings[chance.randrange(len(self.openings))]
        answer_of(self.client, reverse("opening_desk:people", args=[opening.uuid]))

    def beside_person(self, chance: random.Random) -> None:
        """Open every opening beside some person."""
        place = chance.randrange(Person.objects.count())
        person = Person.objects.filter(site=self.site).order_by("pk")[place]
        answer_of(self.client, reverse("matching_desk:person", args=[person.uuid]))

    def listed(self, chance: random.Random) -> None:
        """Open some page of the list."""
        answer_of(
            self.client,
            reverse("matching_desk:index"),
            {"p": chance.randrange(1, Person.objects.count() // 50)},
        )

    def size(self) -> dict[str, int]:
        """Return how much there is."""
        return {
            "people": Person.objects.count(),
            "openings": Opening.objects.count(),
            "wishes": WorkWish.objects.count(),
            "proposals": Proposal.objects.count(),
        }


def _ask(office: PlacementOffice, pairs: set[tuple[int, int]]) -> None:
    employers = {row.pk: row.employer_id for row in office.openings}
    text = text_asked_with(REFERRAL)
    ConsentRequest.objects.bulk_create(
        (
            ConsentRequest(
                opening_id=opening,
                person_id=person,
                employer_id=employers[opening],
                revision=3,
                text=text,
                fields=["name"],
                asked_by=office.officer.uuid,
                asked_at=THEN + timedelta(minutes=place),
                asks_until=now() + timedelta(days=30),
                client_key=uuid4(),
            )
            for place, (opening, person) in enumerate(sorted(pairs))
        ),
        batch_size=2_000,
    )


def _trade(place: int) -> ProgrammeVersion:
    """Return a version of a programme of a trade of its own."""
    version = a_version()
    occupation, _made = Occupation.objects.get_or_create(
        code=f"9-99-99-{place:02d}", defaults={"title_zh": f"示范工种{place}", "title_en": f"Trade {place}"}
    )
    Programme.objects.filter(pk=version.programme_id).update(occupation=occupation)
    return ProgrammeVersion.objects.select_related("programme__occupation").get(pk=version.pk)


def _opening(place: int, version: ProgrammeVersion, employer: Any, chance: random.Random) -> Opening:
    asks, trade = chance.random() < 0.5, version.programme.occupation
    today = local_date(now())
    low = chance.randrange(3_000, 6_000, 500)
    return Opening(
        employer=employer,
        title=f"岗位 {place}",
        occupation=trade if chance.random() < 0.8 else None,
        wanted_kind="training_certificate" if asks else "",
        district=f"海南省{chance.choice(DISTRICTS).zh}",
        pay_from=low * 100,
        pay_to=(low + 1_500) * 100,
        insurance="five",
        lodging=chance.choice(("none", "free", "paid")),
        shifts=chance.choice(("day", "two", "three", "night")),
        number_wanted=3,
        from_date=today,
        until_date=today + timedelta(days=chance.randrange(20, 170)),
        text="制作面点，包吃住" * 20,
        state="approved",
        revision=3,
        client_key=uuid4(),
        changed_at=THEN,
    )
