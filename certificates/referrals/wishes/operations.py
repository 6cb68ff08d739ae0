"""Wishes are written down: by who has them, or by an officer who asked. Each is a further row."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.models import Shifts
from certificates.referrals.wishes import rules
from certificates.referrals.wishes.errors import UnusableWish, WishChangedMeanwhile, WishRefused
from certificates.referrals.wishes.models import WorkWish
from certificates.referrals.wishes.policies import people_placed_by
from certificates.referrals.wishes.queries import wish_of_row
from certificates.referrals.wishes.rules import Origin, Wish, as_kept
from courses.catalog.api import list_occupations
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unsaid import unsaid_word


class Said(NamedTuple):
    """A wish as a form brings it: the number of the one that the page showed ("0": none), and the form's own key."""

    wish: Wish
    seen: str
    client_key: UUID


def tell_wish(*, person_id: int, said: Said, actor: Actor, now: datetime) -> WorkWish:
    """Keep what somebody says of the own wishes; the same form again gives the same row.

    :raises UnusableWish: a value cannot be kept.
    :raises WishRefused: it is somebody else's.
    :raises WishChangedMeanwhile: another one was written down since the page was opened.
    """
    user = _user(actor)
    if user.person_id != person_id:
        raise WishRefused(_("Everybody says the own wishes."))
    return _keep(person_id, said, Origin.SELF, user=user, actor=actor, now=now)


def write_wish_down(*, person_id: int, said: Said, actor: Actor, now: datetime) -> WorkWish:
    """Keep what somebody told an officer; the same form again gives the same row.

    :raises UnusableWish: a value cannot be kept.
    :raises WishRefused: the person is not at a place of the officer, or is the officer.
    :raises WishChangedMeanwhile: another one was written down since the page was opened.
    """
    user = _user(actor)
    if not people_placed_by(user).filter(pk=person_id).exists():
        raise WishRefused(_("This person is not at one of your places."))
    return _keep(person_id, said, Origin.OFFICER, user=user, actor=actor, now=now)


def _keep(person_id: int, said: Said, origin: Origin, *, user: User, actor: Actor, now: datetime) -> WorkWish:
    wish = rules.settled(said.wish)
    _refuse_unusable(wish, now)
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().only("pk").get(pk=person_id)
        rows = list(WorkWish.objects.filter(person=person_id).order_by("number"))
        again = next((row for row in rows if row.client_key == said.client_key), None)
        if again is not None and wish_of_row(again) == wish:
            return again
        if again is not None or said.seen != str(len(rows)):
            raise WishChangedMeanwhile(_("Another wish was written down meanwhile. Look at it first."))
        row = _row(person_id, wish, number=len(rows) + 1, said=said)
        row.origin, row.by, row.at = origin, user.uuid, now
        row.save(force_insert=True)
        after = {"number": row.number, "mind": str(row.mind), "origin": str(origin)}
        audit.record(actor=actor, action=AuditAction.SAY_WISH, target=row, after=after, now=now)
    return row


def _row(person_id: int, wish: Wish, *, number: int, said: Said) -> WorkWish:
    return WorkWish(
        person_id=person_id,
        number=number,
        mind=wish.mind,
        occupations=as_kept(wish.occupations),
        districts=as_kept(wish.districts),
        other_place=wish.other_place,
        lowest_pay=wish.lowest_pay,
        shifts=as_kept(wish.shifts),
        needs_lodging=wish.needs_lodging,
        from_date=wish.from_date,
        client_key=said.client_key,
    )


def _refuse_unusable(wish: Wish, now: datetime) -> None:
    words = {
        "choice": _("Choose one of the list."),
        "many": _("Choose at most %(count)d.") % {"count": rules.MOST_OCCUPATIONS},
        "too_long": _("This is too long."),
        "not_printable": _("This holds a character that cannot be printed."),
        "pay": _("Say the pay in yuan a month."),
        "day": _("This day is too far away."),
    }
    if found := unsaid_word(wish.other_place):
        raise UnusableWish(_("No employer may read “%(word)s”.") % {"word": found}, field="other_place")
    codes = [row.code for row in list_occupations()] if wish.occupations else []
    wrong = rules.reasons_against(wish, occupations=codes, shifts=Shifts.values, today=local_date(now))
    for field, code in wrong:
        raise UnusableWish(words[code], field=field)


def _user(actor: Actor) -> User:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return User.objects.get(uuid=actor.user_uuid)
