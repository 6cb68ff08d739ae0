"""Consents of the demonstration: one question waits, one yes is in force, one was taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from certificates.issuing.queries import list_credentials_of
from certificates.referrals.consent import operations, queries
from certificates.referrals.consent.models import ConsentRequest, Way
from certificates.referrals.consent.operations import Yes
from certificates.referrals.models import Opening
from certificates.referrals.rules import State
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.enums import Role

_KEYS = UUID("51c9a3de-7c0e-7b52-8a43-0d6f1b2e9c74")
ASKED = ("name", "contact", "schooling", "certificates", "skills", "wish", "availability", "opinion")
TOLD = ("name", "certificates")
WORDS = {
    "contact": "示范职业学校就业办公室，0898-0000000",
    "wish": "面点工作，包住，本市",
    "availability": "随时",
    "opinion": "学习认真，操作规范，按时到课。",
}


def ask_for_demonstration(
    *, employer_id: int, trainees: Sequence[User], secret: str, officer: User, now: datetime
) -> None:
    """Ask three trainees for the opening that runs, once; two answer, one of them takes it back."""
    opening = Opening.objects.filter(employer=employer_id, state=State.APPROVED, until_date__gt=now).first()
    if opening is None or ConsentRequest.objects.filter(opening=opening).exists():
        return
    known = queries.people_of_officer(officer).filter(pk__in=[user.person_id for user in trainees])
    mine = set(known.values_list("pk", flat=True))
    # Who holds a certificate comes first: there is more to see.
    asked = sorted(
        (user for user in trainees if user.person_id in mine),
        key=lambda user: not list_credentials_of(user.person_id).exists(),
    )[:3]
    by = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    for place, user in enumerate(asked):
        said = {
            "fields": {field: WORDS.get(field, "") for field in ASKED},
            "key": uuid5(_KEYS, str(user.uuid)),
        }
        request = operations.ask(opening=opening, person=user.person, by=by, now=now, **said)  # type: ignore[arg-type]
        if place:
            _answer(request, user, secret, is_taken_back=place == 2, now=now)


def _answer(request: ConsentRequest, user: User, secret: str, *, is_taken_back: bool, now: datetime) -> None:
    who = {"actor": Actor(user.uuid, Role.TRAINEE), "now": now}
    told = [field for field in TOLD if field in operations.sources.values_of(request, TOLD)]
    yes = Yes([*told, "contact", "wish"], secret)
    consent = operations.give(request=request, yes=yes, by=user, **who)  # type: ignore[arg-type]
    system = Actor.system("demonstration")
    operations.disclose(consent=consent, fields=told, way=Way.SHEET, actor=system, now=now)
    if is_taken_back:
        operations.withdraw(consent=consent, by=user, **who)  # type: ignore[arg-type]
