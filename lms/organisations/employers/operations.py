"""Writes to employers as bodies: building blocks of a caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.audit_actions import AuditAction
from lms.organisations.employers import rules
from lms.organisations.errors import CreditCodeTaken, UnusableCreditCode
from lms.organisations.models import Employer


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """What an organisation says of itself; the code is normalised."""

    name_zh: str
    name_en: str
    credit_code: str
    contact_person: str
    contact_phone: str
    address: str
    about: str = ""


def checked_credit_code(raw: str) -> str:
    """Return a code as it is kept.

    :raises UnusableCreditCode: it cannot be one.
    """
    code = rules.normalise_code(raw)
    words = {
        "wrong_length": _("The code has 18 characters."),
        "impossible_letter": _(
            "The letters I, O, S, V and Z stand in no code: look whether it is 1, 0, 5, U or 2."
        ),
        "wrong_form": _("This cannot be a code: compare it with the business licence."),
        "wrong_check_character": _("One character is wrong or two are swapped: compare all 18."),
    }
    for reason in rules.reasons_against_code(code):
        raise UnusableCreditCode(words[reason], field="credit_code")
    return code


def sign_up_employer(*, employer: NewEmployer, actor: Actor, now: datetime) -> Employer:
    """Keep a new employer that nobody has verified, inside the caller's transaction.

    :raises UnusableCreditCode: the code cannot be one.
    :raises CreditCodeTaken: an employer has it already.
    """
    code = checked_credit_code(employer.credit_code)
    row = Employer(
        code=f"E-{code}",
        name_zh=employer.name_zh,
        name_en=employer.name_en,
        credit_code=code,
        contact_person=employer.contact_person,
        contact_phone=employer.contact_phone,
        address=employer.address,
        about=employer.about,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        words = _("An organisation with this code is here already. Ask one of its people for an invitation.")
        raise CreditCodeTaken(words, field="credit_code") from error
    audit.record(actor=actor, action=AuditAction.SIGN_UP_EMPLOYER, target=row, now=now)
    return row
