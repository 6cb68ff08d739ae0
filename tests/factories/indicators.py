"""People who completed, were referred and worked, written as rows in bulk: for figures of many, not for use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from certificates.models import (
    Consent,
    ConsentRequest,
    ConsentText,
    Disclosure,
    Opening,
    Outcome,
    ReferralSheet,
    SheetReply,
)
from certificates.referrals.consent.texts import REFERRAL, newest
from courses.catalog.api import ProgrammeVersion
from lms.accounts.models import Person, User
from lms.core.clock import start_of_day
from lms.enrolments.models import Enrolment
from lms.organisations.models import School, Site
from tests.factories.organisations import a_school_paired_with

NAME = ["name"]
CONFIRMS = {"interview": "interview", "started": "start"}


@dataclass(frozen=True)
class Told:
    """A fact: its kind, day, employer by name, and in which occupation."""

    kind: str
    day: date
    employer: str = ""
    occupation: int | None = None


@dataclass(frozen=True)
class Life:
    """What became of one person after the training: days of referrals, replies to the last of them, facts.

    What an employer replies by `way` of the portal is a fact as well.
    """

    completed: date
    version: ProgrammeVersion
    site: Site
    referred: tuple[date, ...] = ()
    replies: tuple[tuple[str, date], ...] = ()
    way: str = "portal"
    facts: tuple[Told, ...] = ()


def live(lives: Sequence[Life], opening: Opening | None = None) -> list[Person]:
    """Write the rows of some lives, in their order; who is referred is referred to this opening."""
    mark = uuid4().hex[:8]
    people = Person.objects.bulk_create(
        [
            Person(full_name=f"示范{mark}{n}", sort_name=f"{mark}{n:06d}", site=life.site)
            for n, life in enumerate(lives)
        ],
        batch_size=1000,
    )
    schools = {life.site.pk: life.site for life in lives}
    paired = {pk: a_school_paired_with(site) for pk, site in schools.items()}
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                person=person,
                version=life.version,
                school=paired[life.site.pk],
                site=life.site,
                state="completed",
                enrolled_at=start_of_day(life.completed - timedelta(days=100)),
                completed_at=noon(life.completed),
                client_key=uuid4(),
            )
            for person, life in zip(people, lives, strict=True)
        ],
        batch_size=1000,
    )
    _tell(people, lives)
    if opening is not None:
        _refer(
            [(person, life) for person, life in zip(people, lives, strict=True) if life.referred],
            opening,
            paired,
        )
    return people


def noon(day: date) -> datetime:
    """Return an instant in the middle of a day."""
    return start_of_day(day) + timedelta(hours=12)


def _tell(people: Sequence[Person], lives: Sequence[Life]) -> None:
    rows = [
        Outcome(
            person=person,
            kind=told.kind,
            day=told.day,
            employer_name=told.employer,
            occupation_id=told.occupation,
            exit_reason="own_wish" if told.kind == "exit" else "",
            grade="self_reported",
            reporter="person",
            way="call",
            by=uuid4(),
            at=noon(told.day),
            client_key=uuid4(),
        )
        for person, life in zip(people, lives, strict=True)
        for told in life.facts
    ]
    Outcome.objects.bulk_create(rows, batch_size=1000)


# Of each referral: who, the life it is in, the day.
Given = tuple[User, Life, date]


def _refer(referred: Sequence[tuple[Person, Life]], opening: Opening, schools: dict[int, School]) -> None:
    users = User.objects.bulk_create(
        [User(username=f"t{uuid4().hex[:20]}", person=person) for person, _life in referred], batch_size=1000
    )
    given = [
        (user, life, day) for user, (_p, life) in zip(users, referred, strict=True) for day in life.referred
    ]
    sheets = _sheets(_consents(given, opening), given, schools)
    last = {id(life): sheet for sheet, (_user, life, _day) in zip(sheets, given, strict=True)}
    for person, life in referred:
        _reply(person, life, last[id(life)], opening)


def _consents(given: Sequence[Given], opening: Opening) -> list[Consent]:
    words = newest(REFERRAL)
    text, _is_new = ConsentText.objects.get_or_create(
        purpose=words.purpose,
        version=words.version,
        defaults={"zh": words.zh, "en": words.en, "sha256": words.sha256},
    )
    about = {"employer_id": opening.employer_id, "text": text, "fields": NAME}
    asked = ConsentRequest.objects.bulk_create(
        [
            ConsentRequest(
                person_id=user.person_id,
                opening=opening,
                revision=opening.revision,
                asked_by=uuid4(),
                asked_at=noon(day),
                asks_until=noon(day) + timedelta(days=30),
                client_key=uuid4(),
                **about,
            )
            for user, _life, day in given
        ],
        batch_size=1000,
    )
    return Consent.objects.bulk_create(
        [
            Consent(
                request=request,
                person_id=request.person_id,
                text_sha256=words.sha256,
                language="zh-hans",
                was_read_aloud=False,
                given_by=user,
                given_at=request.asked_at,
                expires_at=request.asks_until,
                **about,
            )
            for request, (user, _life, _day) in zip(asked, given, strict=True)
        ],
        batch_size=1000,
    )


def _sheets(
    consents: Sequence[Consent], given: Sequence[Given], schools: dict[int, School]
) -> list[ReferralSheet]:
    left = Disclosure.objects.bulk_create(
        [
            Disclosure(
                consent=consent,
                person_id=consent.person_id,
                employer_id=consent.employer_id,
                fields=NAME,
                way="sheet",
                at=consent.given_at,
            )
            for consent in consents
        ],
        batch_size=1000,
    )
    return ReferralSheet.objects.bulk_create(
        [
            ReferralSheet(
                consent=row.consent,
                disclosure=row,
                school=schools[life.site.pk],
                content="{}",
                document_sha256="0" * 64,
                token="-",
                token_hash=uuid4().hex * 2,
                made_by=uuid4(),
                made_at=row.at,
            )
            for row, (_user, life, _day) in zip(left, given, strict=True)
        ],
        batch_size=1000,
    )


def _reply(person: Person, life: Life, sheet: ReferralSheet, opening: Opening) -> None:
    SheetReply.objects.bulk_create(
        SheetReply(
            sheet=sheet,
            answer=answer,
            day=day if answer in CONFIRMS else None,
            why="filled" if answer == "declined" else "",
            way=life.way,
            by=None if life.way == "link" else uuid4(),
            at=noon(day) + timedelta(minutes=number),
            client_key=uuid4(),
        )
        for number, (answer, day) in enumerate(life.replies)
    )
    Outcome.objects.bulk_create(
        Outcome(
            person=person,
            kind=CONFIRMS[answer],
            day=day,
            employer_id=opening.employer_id,
            occupation_id=opening.occupation_id,
            grade="employer_confirmed",
            reporter="employer",
            way=life.way,
            by=uuid4(),
            at=noon(day),
            client_key=uuid4(),
        )
        for answer, day in life.replies
        if life.way != "link" and answer in CONFIRMS
    )
