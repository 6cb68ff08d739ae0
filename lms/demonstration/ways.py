"""What makes people's ways to the target differ: papers of other bodies, groups kept apart, a move, accepted learning.

Most are on the way, some have arrived, some are at risk, each for another reason, as at a site that is at work.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.accounts.api import User, find_user
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.delivery.api import (
    Doings,
    Sign,
    accept_learning,
    count_sign_of_life,
    digest_of_offers,
    list_lesson_states,
    offers_of,
    open_lesson,
)
from lms.demonstration.places import Places
from lms.demonstration.stages import LONG, Stage, placed
from lms.demonstration.teaching.cast import CLASSES, SITE
from lms.demonstration.teaching.pupils import staff
from lms.enrolments.api import (
    Admission,
    AskedIssuer,
    Enrolment,
    EnrolmentState,
    NewCertificate,
    Placing,
    SiteOrder,
    add_group,
    move_to_site,
    place_people,
    record_certificate,
    verify_certificate,
)

_KEYS = uuid.UUID("c1b7d6f0-5a0e-4a77-9a55-3f1f7a3f6e21")
_ISSUER = "样板技能评价中心（演示）"
_EARLIER = ("中式烹调师", "焊工", "汽车维修工", "砌筑工", "美发师")
# Of the newly admitted, those whom the first site keeps apart, by group.
_APART = (("A", 2), ("B", 1))
# Who learns beside the class in the evening: how many of each class, for how many minutes, how many days ago.
_LEARNERS, _EVENING_MINUTES, _DAYS_AGO = 2, 24, 6


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of another body: kind, occupation, level, and how many days ago it was issued."""

    kind: str
    occupation: str
    level: int | None
    days: int


OF_PROGRAMME = {
    "CPC5": Paper("skill_level", "中式面点师", 5, 8),
    "LVE": Paper("special_operation", "低压电工作业", None, 8),
}


def go_different_ways(places: Places, users: list[User], *, actor: Actor, now: datetime) -> None:
    """Record what people hold, keep some apart, move one, and accept what was learnt; again only what is missing."""
    for place, (user, papers) in enumerate(_holders(users)):
        for number, paper in enumerate(papers):
            # Somebody struck it out or recorded another one: that is theirs.
            with suppress(DomainError):
                _record(user, paper, 1000 + 10 * place + number, now=now)
    _keep_apart(places, users, actor=actor, now=now)
    _move_one(places, users, now=now)
    _learn_in_the_evening(now=now)


def _holders(users: list[User]) -> Iterator[tuple[User, list[Paper]]]:
    """Yield who holds which papers of other bodies."""
    for index, row in enumerate(placed(users)):
        yield row.user, papers_of(index, row.stage, row.programme)
    for index, user in enumerate(_pupils()):
        yield user, [] if index % 5 == 1 else [_earlier(index)]


def papers_of(index: int, stage: Stage, programme: str) -> list[Paper]:
    """Return what somebody at this place of the list holds: of the programme that is completed, and from before."""
    if stage is Stage.GRADUATED:
        return [OF_PROGRAMME[programme]] + ([] if index % 4 == 1 else [_earlier(index)])
    if stage is Stage.ADMITTED:
        return []
    if programme in LONG:
        return [] if index % 6 == 5 else [_earlier(index)]
    return [] if index % 4 == 3 else [_earlier(index), _earlier(index + 1)]


def _earlier(index: int) -> Paper:
    return Paper("skill_level", _EARLIER[index % len(_EARLIER)], 5, 700 + 90 * (index % 7))


def _pupils() -> list[User]:
    """Return the people of the classes whose cast gives them no paper."""
    names = [pupil.name for row in CLASSES for pupil in row.pupils if not pupil.holds_certificate]
    known = {row.person.full_name: row for row in _members()}
    return [known[name].person.user for name in names if name in known]


def _members() -> list[Enrolment]:
    codes = [row.code for row in CLASSES]
    rows = Enrolment.objects.filter(cohort_stays__cohort__code__in=codes, site__code=SITE)
    return list(rows.select_related("person__user", "version").order_by("pk").distinct())


def _record(user: User, paper: Paper, serial: int, *, now: datetime) -> None:
    registrar = staff("registrar", Role.REGISTRAR)
    issued = local_date(now) - timedelta(days=paper.days)
    new = NewCertificate(
        person=user.person,  # type: ignore[arg-type]
        kind=paper.kind,
        occupation=paper.occupation,
        level=paper.level,
        number=_number(user, paper, issued, serial),
        issuer=_ISSUER,
        issued=issued,
        client_key=_key("paper", user.username, paper.occupation),
    )
    row = record_certificate(new=new, actor=registrar, now=now)
    if not row.verifications.exists():
        asked = AskedIssuer("telephone", _ISSUER, "confirmed", local_date(now), "示范教务员")
        verify_certificate(uuid=row.uuid, asked=asked, actor=registrar, now=now)


def _number(user: User, paper: Paper, issued: date, serial: int) -> str:
    if paper.kind == "special_operation":
        return f"T{user.person.resident_id}"  # type: ignore[union-attr]
    return f"S000046000001{issued:%y}{paper.level}{serial:06d}"


def _keep_apart(places: Places, users: list[User], *, actor: Actor, now: datetime) -> None:
    """Put some of the newly admitted of the first site into groups that it keeps apart."""
    registrar = find_user("registrar")
    new = [row.user.person for row in placed(users) if row.stage is Stage.ADMITTED]
    stays = Admission.objects.filter(person__in=new, site__code=SITE, left_date__isnull=True).order_by("pk")
    waiting = list(stays.values_list("uuid", flat=True))
    for code, count in _APART:
        here, waiting = tuple(waiting[:count]), waiting[count:]
        # A group of this code is there since an earlier start, or a visitor's.
        with suppress(DomainError):
            group = add_group(site=places.sites[SITE], code=code, actor=actor, now=now)
            placing = Placing(here, group.uuid, local_date(now), registrar, _key("apart", code))  # type: ignore[arg-type]
            place_people(placing=placing, actor=staff("registrar", Role.REGISTRAR), now=now)


def _move_one(places: Places, users: list[User], *, now: datetime) -> None:
    """Let one who is half-way be transferred to the first site, with everything that was learnt before."""
    half_way = [row.user.person for row in placed(users) if row.stage is Stage.HALF_WAY]
    there = Admission.objects.filter(person__in=half_way, site__code="DEMO-SITE-2", left_date__isnull=True)
    stay, registrar = there.order_by("pk").first(), find_user("registrar")
    if stay is None or registrar is None:
        return
    order = SiteOrder(
        stay.uuid, places.sites[SITE], None, local_date(now), "authority", registrar, _key("move")
    )
    with suppress(DomainError):
        move_to_site(order=order, actor=staff("registrar", Role.REGISTRAR), now=now)


def _learn_in_the_evening(*, now: datetime) -> None:
    """Let some of each class learn one evening; a registrar has accepted what counts of the first one's."""
    rows = [row for row in _members() if row.state == EnrolmentState.ACTIVE]
    learners = [row for one in CLASSES for row in _of_class(rows, one.code)[:_LEARNERS]]
    if any(row.learning_entries.exists() for row in learners):
        return
    at = start_of_day(local_date(now) - timedelta(days=_DAYS_AGO)) + timedelta(hours=19)
    for row in learners:
        _learn(row, at)
    chosen = learners[::_LEARNERS]
    seen = digest_of_offers(offers_of(chosen, now=now), now=now)
    registrar = staff("registrar", Role.REGISTRAR)
    accept_learning(enrolments=[row.pk for row in chosen], seen=seen, actor=registrar, now=now)


def _of_class(rows: list[Enrolment], code: str) -> list[Enrolment]:
    return [row for row in rows if row.cohort_stays.filter(cohort__code=code).exists()]


def _learn(enrolment: Enrolment, at: datetime) -> None:
    state = next((row for row in list_lesson_states(enrolment) if not row.is_completed), None)
    if state is None or state.is_opened:
        return
    about = {"enrolment_uuid": enrolment.uuid, "lesson_uuid": state.lesson.uuid}
    open_lesson(actor=Actor(None, Role.TRAINEE.value), now=at, **about)
    for minute in range(_EVENING_MINUTES + 1):
        sign = Sign(uuid.UUID(int=1), minute + 1, 60_000, 0, Doings(scrolls=4))
        count_sign_of_life(sign=sign, now=at + timedelta(minutes=minute), **about)


def _key(*parts: str) -> uuid.UUID:
    return uuid.uuid5(_KEYS, ":".join(parts))
