"""Questions for consent of the demonstration, and the answers of those who are asked. Every word is made up."""

from datetime import datetime
from uuid import UUID, uuid5

from certificates.referrals.consent import operations, sources
from certificates.referrals.consent.models import Consent, ConsentRequest
from certificates.referrals.consent.operations import Yes
from certificates.referrals.models import Opening
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role

_KEYS = UUID("51c9a3de-7c0e-7b52-8a43-0d6f1b2e9c74")
ASKED = ("name", "contact", "schooling", "certificates", "skills", "wish", "availability", "opinion")
TOLD = ("name", "contact", "certificates", "skills", "wish", "availability", "opinion")
WORDS = {
    "contact": "示范职业学校就业办公室，0898-0000000",
    "wish": "面点工作，包住，本市",
    "availability": "随时",
    "opinion": "学习认真，操作规范，按时到课。",
}


def was_asked(user: User) -> bool:
    """Return whether the demonstration asked this trainee before."""
    return ConsentRequest.objects.filter(client_key=_key(user)).exists()


def ask_trainee(user: User, *, opening: Opening, officer: User, now: datetime) -> ConsentRequest:
    """Ask a trainee for an opening."""
    fields = {field: WORDS.get(field, "") for field in ASKED}
    by = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    asked = {"person": user.person, "fields": fields, "by": by, "key": _key(user), "now": now}
    return operations.ask(opening=opening, **asked)  # type: ignore[arg-type]


def say_yes(request: ConsentRequest, user: User, *, secret: str, now: datetime) -> Consent:
    """Let the trainee say yes to all but the schooling, as far as something is known."""
    known = sources.values_of(request, TOLD, today=local_date(now))
    return operations.give(
        request=request,
        yes=Yes([field for field in TOLD if field in known], secret),
        by=user,
        actor=Actor(user.uuid, Role.TRAINEE),
        now=now,
    )


def _key(user: User) -> UUID:
    return uuid5(_KEYS, str(user.uuid))
