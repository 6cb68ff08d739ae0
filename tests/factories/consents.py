"""Consents for tests: a question, a yes, what was handed out."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from certificates.referrals.consent import operations
from certificates.referrals.consent.models import Consent, ConsentRequest, ConsentWithdrawal, Disclosure, Way
from certificates.referrals.consent.operations import Yes
from certificates.referrals.models import Opening
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import now
from lms.core.enums import Role
from tests.factories.accounts import PIN, a_user, employer_user_of, trainee_at
from tests.factories.openings import an_approved_opening
from tests.factories.organisations import a_site, an_employer

WRITTEN = {"contact": "示范职业学校就业办 0898-0000001", "opinion": "认真，守时"}
ASKED = ("name", "contact", "opinion")


def an_opening(**more: Any) -> Opening:
    """Return an opening of a new employer that runs."""
    return an_approved_opening(employer_user_of(an_employer()), **more)


def officer_for(trainee: User) -> User:
    """Return a placement officer at the trainee's place."""
    assert trainee.person is not None
    return a_user(Role.PLACEMENT_OFFICER, trainee.person.site)


def ask(
    trainee: User | None = None,
    *,
    opening: Opening | None = None,
    officer: User | None = None,
    fields: Iterable[str] = ASKED,
    **more: Any,
) -> ConsentRequest:
    """Ask a trainee, as an officer of the place would."""
    trainee = trainee or trainee_at(a_site())
    officer = officer or officer_for(trainee)
    words = more.pop("words", WRITTEN)
    asked = {field: words.get(field, "") for field in [*fields, *(words.keys() - WRITTEN.keys())]}
    said = {"opening": opening or an_opening(), "person": trainee.person, "fields": asked}
    by = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    return operations.ask(**said | {"by": by, "key": uuid4(), "now": now()} | more)


def as_oneself(request: ConsentRequest) -> dict[str, Any]:
    """Return the person of a question who acts, and when."""
    user = User.objects.get(person=request.person_id)
    return {"by": user, "actor": Actor(user.uuid, Role.TRAINEE), "now": now()}


def give(request: ConsentRequest, *, fields: Iterable[str] = ASKED, **more: Any) -> Consent:
    """Say yes, as the person would."""
    said = {"yes": Yes(fields=fields, secret=PIN)} | as_oneself(request) | more
    return operations.give(request=request, **said)


def refuse(request: ConsentRequest, **more: Any) -> Any:
    """Say no, as the person would."""
    return operations.refuse(request=request, **as_oneself(request) | more)


def a_consent(trainee: User | None = None, **more: Any) -> Consent:
    """Return a yes of a trainee."""
    fields = more.pop("fields", ASKED)
    return give(ask(trainee, **more), fields=fields)


def withdraw(consent: Consent, **more: Any) -> ConsentWithdrawal:
    """Take a yes back, as the person would."""
    return operations.withdraw(consent=consent, **as_oneself(consent.request) | more)


def disclose(consent: Consent, *, fields: Iterable[str] = ("name",), way: Way = Way.SHEET) -> Disclosure:
    """Write down that something left."""
    who = {"actor": Actor.system("test"), "now": now()}
    return operations.disclose(consent=consent, fields=fields, way=way, **who)


def consent_values(trainee: User) -> dict[str, Any]:
    """Return what addresses name of a question to a trainee, which waits."""
    return {"consent_request_uuid": ask(trainee).uuid}
