"""Writes to employers as bodies: building blocks of a caller's transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_public_token
from lms.organisations.audit_actions import AuditAction
from lms.organisations.employers import rules
from lms.organisations.employers.models import EmployerDecision
from lms.organisations.employers.queries import holders_of_code
from lms.organisations.employers.rules import CODE_LENGTH, Decision, Standing
from lms.organisations.errors import CreditCodeTaken, DecisionRefused, UnusableCreditCode
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


@dataclass(frozen=True, slots=True)
class EmployerContact:
    """How an employer is reached and what it does: what its own people may change."""

    contact_person: str
    contact_phone: str
    address: str
    about: str

    def digest(self) -> str:
        """Return by what a form says which one it showed."""
        return hashlib.sha256(
            "\n".join(getattr(self, field.name) for field in fields(self)).encode()
        ).hexdigest()


def contact_of_employer(employer: Employer) -> EmployerContact:
    """Return how an employer is reached now."""
    return EmployerContact(**{field.name: getattr(employer, field.name) for field in fields(EmployerContact)})


def correct_employer(
    employer: Employer, contact: EmployerContact, *, actor: Actor, now: datetime
) -> list[str]:
    """Change how a locked employer is reached, inside the caller's transaction; return which columns changed.

    The trail says which, not what: a contact person is a person.
    """
    changed = [
        field.name
        for field in fields(contact)
        if getattr(contact, field.name) != getattr(employer, field.name)
    ]
    if changed:
        for name in changed:
            setattr(employer, name, getattr(contact, name))
        employer.save(update_fields=changed)
        audit.record(
            actor=actor,
            action=AuditAction.CORRECT_EMPLOYER,
            target=employer,
            after={"changed": changed},
            now=now,
        )
    return changed


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

    A code is somebody's when an officer has stood for it; before, several may say that it is theirs.

    :raises UnusableCreditCode: the code cannot be one.
    :raises CreditCodeTaken: a verified or suspended employer has it.
    """
    code = checked_credit_code(employer.credit_code)
    if holders_of_code(code).exists():
        words = _("An organisation with this code is here already. Ask one of its people for an invitation.")
        raise CreditCodeTaken(words, field="credit_code")
    row = Employer(
        name_zh=employer.name_zh,
        name_en=employer.name_en,
        credit_code=code,
        contact_person=employer.contact_person,
        contact_phone=employer.contact_phone,
        address=employer.address,
        about=employer.about,
    )
    _insert(row, f"E-{code}")
    audit.record(actor=actor, action=AuditAction.SIGN_UP_EMPLOYER, target=row, now=now)
    return row


def _insert(row: Employer, name: str) -> None:
    """Keep a new row under this name; under a made-up one where somebody said before that the code is theirs."""
    row.code = name
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.code = f"E-{new_public_token()[:CODE_LENGTH]}"
        row.save(force_insert=True)


OWN_LOOK = gettext_lazy("You stand for it already. Another officer has to look at it, too.")
_ACTION_OF = {
    Decision.LOOKED_AT: AuditAction.FIRST_LOOK_AT_EMPLOYER,
    Decision.VERIFIED: AuditAction.REGISTER_EMPLOYER,
    Decision.REFUSED: AuditAction.REFUSE_EMPLOYER,
    Decision.SUSPENDED: AuditAction.SUSPEND_EMPLOYER,
    Decision.LIFT_LOOKED_AT: AuditAction.FIRST_LOOK_AT_LIFTING,
    Decision.LIFTED: AuditAction.LIFT_SUSPENSION,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says of an employer: the decision, what was compared, a note or the reason."""

    decision: Decision
    checks: Sequence[str] = ()
    note: str = ""


def decide_about_employer(
    *, employer: Employer, said: Said, has_look_alikes: bool, actor: Actor, now: datetime
) -> Decision:
    """Write down what an officer decides about a locked employer; a building block. Return what it came to.

    The first who verifies one that looks like another, or lifts its suspension, is written down, and another officer
    has to do it, too.

    :raises DecisionRefused: it changes nothing now, lacks a check, a reason or the second officer, or another that is
        verified has the code.
    """
    by = actor.user_uuid
    if by is None:
        raise ValueError("A person decides about an employer.")
    last = employer.decisions.order_by("-number").first()
    standing = rules.standing_of(is_verified=employer.is_verified, last=last.kind if last else "")
    _refuse_unless_fit(said, standing)
    decision = said.decision
    if decision in rules.FIRST_OF_TWO:
        looked_by = last.by if last else None
        if rules.is_own_first_look(decision, standing=standing, looked_by=looked_by, user_uuid=by):
            raise DecisionRefused(str(OWN_LOOK))
        if rules.takes_two(standing=standing, has_look_alikes=has_look_alikes):
            decision = rules.FIRST_OF_TWO[decision]
    row = EmployerDecision.objects.create(
        employer=employer,
        number=last.number + 1 if last else 1,
        kind=decision,
        checks=sorted(said.checks),
        note=said.note,
        by=by,
        at=now,
    )
    is_verified = decision in (Decision.VERIFIED, Decision.LIFTED)
    if employer.is_verified != is_verified:
        _let_be_verified(employer, is_verified)
    after = {"decision": row.number, "checks": row.checks}
    audit.record(
        actor=actor,
        action=_ACTION_OF[decision],
        target=employer,
        reason=said.note[:200],
        after=after,
        now=now,
    )
    return decision


def _let_be_verified(employer: Employer, is_verified: bool) -> None:
    """Say whether an officer stands for it. That two with one code are not is the database's to say."""
    employer.is_verified = is_verified
    try:
        with transaction.atomic():
            employer.save(update_fields=["is_verified"])
    except IntegrityError as error:
        words = _(
            "Another employer with this code is verified. Suspend that one first, if it is not the real one."
        )
        raise DecisionRefused(words) from error


def _refuse_unless_fit(said: Said, standing: Standing) -> None:
    if not rules.may_come(standing, said.decision):
        raise DecisionRefused(_("Somebody decided meanwhile. Look at it again."))
    if said.decision is Decision.VERIFIED and not set(said.checks) >= rules.NEEDED_CHECKS:
        words = _("Compare the public register, and call the number that stands there, before you verify.")
        raise DecisionRefused(words, field="checks")
    if said.decision is not Decision.VERIFIED and not said.note.strip():
        raise DecisionRefused(_("Give the reason."), field="note")
