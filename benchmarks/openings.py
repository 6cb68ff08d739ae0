"""Employers with their people, decisions and openings, as many as wished, for `benchmarks.bench_openings`."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client

from benchmarks.pages import Desk, Page, answer_of
from certificates.models import Opening, OpeningDecision
from certificates.referrals.rules import State, Step
from lms.accounts.models import RoleAssignment, User
from lms.core.clock import now
from lms.core.enums import Role
from lms.organisations.employers.rules import Decision, compared_by
from lms.organisations.models import Employer, EmployerDecision, Room
from tests.factories.accounts import a_user, sign_in
from tests.factories.openings import an_offer
from tests.factories.organisations import a_room, a_site

OWN, OPENINGS, EMPLOYERS = "/openings/", "/authoring/openings/", "/authoring/employers/"
# A page of words, some of them flagged: reading these is what a list costs besides the database.
WORDS = "制作中西式面点，包吃住，月休四天，五险。限女，年龄18-35岁。入职需缴纳服装押金300元。" * 8
ENDS = ("食品", "餐饮", "机电", "物流", "纺织", "建筑", "园林", "酒店")
STATES = (State.SUBMITTED, State.APPROVED, State.APPROVED, State.REFUSED, State.CLOSED, State.DRAFT)


@dataclass
class OpeningDesk(Desk):
    """A placement officer (`client`) and somebody of one employer, signed in, and everything that they open."""

    room: Room
    client: Client
    owner: Client
    employers: list[Employer]
    openings: list[Opening]

    @classmethod
    def opened(cls) -> "OpeningDesk":
        """Return a desk with nothing on it but one employer with fifty openings."""
        site = a_site()
        officer = sign_in(Client(), a_user(Role.PLACEMENT_OFFICER, site))
        desk = cls(a_room(site), officer, Client(), [], [])
        desk.fill(1, openings=50)
        owner = User.objects.get(role_assignments__employer=desk.employers[0])
        sign_in(desk.owner, owner)
        return desk

    def fill(self, employers: int, *, openings: int) -> None:
        """Add employers, every fifth of which waits, and openings of them."""
        begun = len(self.employers)
        rows = Employer.objects.bulk_create(_employer(begun + number) for number in range(employers))
        users = User.objects.bulk_create(_person(row) for row in rows)
        RoleAssignment.objects.bulk_create(
            RoleAssignment(
                user=user,
                employer=row,
                role=Role.EMPLOYER if row.is_verified else Role.EMPLOYER_APPLICANT,
                is_owner=True,
                valid_from=now(),
            )
            for user, row in zip(users, rows, strict=True)
        )
        EmployerDecision.objects.bulk_create(_decision(row) for row in rows if row.is_verified)
        self.employers += rows
        writing = [row for row in rows if row.is_verified]
        made = Opening.objects.bulk_create(
            _opening(writing[number % len(writing)], number) for number in range(openings)
        )
        OpeningDecision.objects.bulk_create(step for row in made for step in _steps(row))
        self.openings += [row for row in made if row.state != State.DRAFT]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def pages(self) -> dict[str, Page]:
        """Return what is opened, by name."""
        return {
            "openings": lambda chance: answer_of(self.client, OPENINGS),
            "openings, page": lambda chance: answer_of(self.client, f"{OPENINGS}?p={chance.randint(1, 9)}"),
            "openings, search": lambda chance: answer_of(self.client, f"{OPENINGS}?q={chance.choice(ENDS)}"),
            "openings, wait": lambda chance: answer_of(self.client, f"{OPENINGS}?standing=waiting"),
            "one opening": lambda chance: answer_of(
                self.client, f"{OPENINGS}{chance.choice(self.openings).uuid}/"
            ),
            "employers": lambda chance: answer_of(self.client, EMPLOYERS),
            "employers, wait": lambda chance: answer_of(self.client, f"{EMPLOYERS}?standing=waiting"),
            "one employer": lambda chance: answer_of(
                self.client, f"{EMPLOYERS}{chance.choice(self.employers).uuid}/"
            ),
            "own openings": lambda chance: answer_of(self.owner, OWN),
        }

    def size(self) -> dict[str, int]:
        """Return how much there is."""
        return {"employers": Employer.objects.count(), "openings": Opening.objects.count()}


def _employer(number: int) -> Employer:
    name = f"样板{number:04d}{ENDS[number % len(ENDS)]}有限公司"
    return Employer(
        code=f"BENCH-{number:05d}",
        name_zh=name,
        name_en=f"Specimen {number:04d} Ltd",
        key_zh=compared_by(name),
        key_en=compared_by(f"Specimen {number:04d} Ltd"),
        is_verified=number % 5 != 4,
    )


def _person(employer: Employer) -> User:
    where = employer.code.lower()
    return User(username=f"e-{where}", display_name="示范经理", email=f"hr@specimen-works-{where}.cn")


def _decision(employer: Employer) -> EmployerDecision:
    return EmployerDecision(
        employer=employer, number=1, kind=Decision.VERIFIED, checks=[], by=uuid4(), at=now()
    )


def _opening(employer: Employer, number: int) -> Opening:
    state = STATES[number % len(STATES)]
    offer = asdict(an_offer(title=f"面点师 {number}", text=f"{number} {WORDS}")) | {"occupation": None}
    at = now() - timedelta(minutes=number)
    revision = 2 + (state not in (State.SUBMITTED, State.DRAFT))
    return Opening(
        employer=employer, state=state, revision=revision, client_key=uuid4(), changed_at=at, **offer
    )


def _steps(opening: Opening) -> list[OpeningDecision]:
    """Return the history of an opening: written, sent in unless it is a draft, decided."""
    if opening.state == State.DRAFT:
        steps = [(Step.CHANGE, State.DRAFT), (Step.CHANGE, State.DRAFT)]
    else:
        steps = [(Step.CHANGE, State.DRAFT), (Step.SUBMIT, State.SUBMITTED)]
    if opening.revision > len(steps):
        last = {State.APPROVED: Step.APPROVE, State.REFUSED: Step.REFUSE, State.CLOSED: Step.CLOSE}
        steps.append((last[State(opening.state)], State(opening.state)))
    return [
        OpeningDecision(
            opening=opening,
            revision=place,
            step=step,
            state=state,
            offer={},
            reason="x",
            by=uuid4(),
            at=now(),
        )
        for place, (step, state) in enumerate(steps, start=1)
    ]
