"""Openings and wishes of the demonstration: one that runs, one with marked words, one draft, one that has ended.

Every word is made up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen, approve_opening, submit_opening, write_opening
from certificates.referrals.rules import SKILL_LEVEL, Offer, fen_of
from certificates.referrals.wishes.models import WorkWish
from certificates.referrals.wishes.operations import Said, write_wish_down
from certificates.referrals.wishes.policies import people_placed_by
from certificates.referrals.wishes.rules import UNDECIDED, Wish
from courses.catalog.api import list_occupations
from lms.accounts.api import Person, User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role

_KEYS = UUID("0f4b2d0e-5a51-7c31-9a5e-3a7c1d2b8e60")
# What it is called, the level wanted, pay, what it says.
Written = tuple[str, int | None, tuple[int, int], str]
OPENINGS: tuple[Written, ...] = (
    ("中式面点师", 5, (4500, 6000), "制作包子、馒头、花卷等面点，早班，包吃住，每周休息一天。持健康证上岗。"),
    ("面点学徒", None, (3200, 3800), "跟班学习，限女，18-35岁。入职交工装押金200元。"),
    ("蒸点操作工", None, (3800, 4500), "看管蒸柜和醒发箱，按单出品。"),
    ("面点帮工", None, (4000, 4800), "和面、成形、看管蒸柜，早班，包吃住。"),
)
RUNS, WAITS, DRAFT, ENDED = OPENINGS

WISHES = (
    Wish(other_place="示范市", lowest_pay=fen_of(4000), shifts=("day",), needs_lodging=True),
    Wish(districts=("460200",), lowest_pay=fen_of(6500)),
    UNDECIDED,
    Wish(districts=("460100", "460400"), lowest_pay=fen_of(5000), shifts=("day", "two")),
)


def offer_work_for_demonstration(*, employer_id: int, author: UUID, officer: UUID, now: datetime) -> None:
    """Write the openings that are missing, and take each to its state."""
    for said in (RUNS, WAITS, DRAFT):
        _kept(said, employer_id, author, officer, now=now)


def opening_of_then(author: User, officer: User, *, now: datetime) -> Opening:
    """Return an opening of `author`'s employer that ran at that time; the first time it is written and approved."""
    held = author.role_assignments.get(role=Role.EMPLOYER, ended_at__isnull=True)
    assert held.employer_id  # noqa: S101 - the role is held at an employer
    return _kept(ENDED, held.employer_id, author.uuid, officer.uuid, now=now)


def _kept(said: Written, employer_id: int, author: UUID, officer: UUID, *, now: datetime) -> Opening:
    key = uuid5(_KEYS, f"{employer_id} {OPENINGS.index(said)}")
    known = Opening.objects.filter(client_key=key).first()
    if known is not None:
        return known
    who = {"employer_id": employer_id, "actor": Actor(author, Role.EMPLOYER), "now": now}
    opening = write_opening(offer=_offer(*said, now), client_key=key, **who)  # type: ignore[arg-type]
    if said is not DRAFT:
        opening = submit_opening(seen=_seen(opening), **who)  # type: ignore[arg-type]
    if said in (RUNS, ENDED):
        by = Actor(officer, Role.PLACEMENT_OFFICER)
        opening = approve_opening(seen=_seen(opening), actor=by, now=now)
    return opening


def wish_for_demonstration(*, people: Sequence[Person], officer: User, now: datetime) -> None:
    """Write down the wishes that are missing: one fits the opening that runs, one does not, one does not know yet."""
    actor = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    placed = set(people_placed_by(officer).values_list("pk", flat=True))
    # In the order in which they come: graduates first.
    for wish, person in zip(WISHES, [one for one in people if one.pk in placed], strict=False):
        if not WorkWish.objects.filter(person=person).exists():
            said = Said(wish, "0", uuid5(_KEYS, f"wish {person.uuid}"))
            write_wish_down(person_id=person.pk, said=said, actor=actor, now=now)


def _seen(opening: Opening) -> Seen:
    return Seen(opening.uuid, str(opening.revision))


def _offer(title: str, level: int | None, pay: tuple[int, int], text: str, now: datetime) -> Offer:
    today = local_date(now)
    return Offer(
        title=title,
        occupation=next((row.code for row in list_occupations() if row.title_zh == title), ""),
        wanted_kind=SKILL_LEVEL if level else "",
        wanted_level=level,
        district="示范市样板区",
        pay_from=fen_of(pay[0]),
        pay_to=fen_of(pay[1]),
        insurance="five",
        lodging="free",
        shifts="day",
        number_wanted=2,
        from_date=today,
        until_date=today + timedelta(days=90),
        text=text,
    )
