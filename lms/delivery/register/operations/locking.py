"""The lock: from then on the register counts, and the ledger says so."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import RegisterLocked, RegisterNotReady
from lms.delivery.hours.learning.operations import take_back_taught
from lms.delivery.hours.operations import enter_register
from lms.delivery.hours.proofs import achieve_hours
from lms.delivery.register.models import Register, RegisterState
from lms.delivery.register.operations.locks import known_session, lock_session, register_of
from lms.delivery.register.queries import marks_of, rule_on
from lms.enrolments.api import lock_with_others

log = logging.getLogger(__name__)


def lock_register(*, session_uuid: UUID, actor: Actor, now: datetime) -> Register:
    """Lock a signed register and enter its minutes into the ledger, once; learning accepted of that time is taken back.

    :raises SessionNotFound: there is none.
    :raises RegisterNotReady: it is not signed.
    :raises RegisterLocked: somebody locked it already.
    """
    with transaction.atomic(durable=True):
        lock_with_others(marks_of(register_of_known(session_uuid)))
        session = lock_session(session_uuid)
        register = register_of(session)
        refuse_unlockable(register)
        register.state, register.locked_at = RegisterState.LOCKED, now
        register.save(update_fields=["state", "locked_at"])
        enter_register(register=register, session=session, now=now)
        audit.record(actor=actor, action=AuditAction.LOCK_REGISTER, target=register, now=now)
        people = register.marks.values_list("enrolment__person", flat=True)
        take_back_taught(register=register, people=people, actor=actor, now=now)
        achieve_hours(register.marks.values_list("enrolment_id", flat=True), actor=actor, now=now)
    return register


def register_of_known(session_uuid: UUID) -> Register | None:
    """Return the register without a lock, to know whose enrolments to lock first.

    :raises SessionNotFound: there is no such session.
    """
    return Register.objects.filter(session=known_session(session_uuid)).first()


def refuse_unlockable(register: Register) -> None:
    """Refuse to lock what is locked, or not signed.

    :raises RegisterLocked: somebody locked it already.
    :raises RegisterNotReady: it is not signed.
    """
    if register.state == RegisterState.LOCKED:
        raise RegisterLocked(_("Somebody has locked this register already."))
    if register.state != RegisterState.SIGNED:
        raise RegisterNotReady(_("Only a signed register can be locked."))


class RegistersNotLocked(Exception):
    """So many registers could not be locked; whoever watches the jobs sees it."""


def lock_due_registers(*, actor: Actor, now: datetime) -> int:
    """Lock every signed register whose days are over by the rule in force, each in its own transaction.

    What somebody else locks or opens meanwhile is left to the next time. One broken register holds up no other.
    Returns how many were locked.

    :raises RegistersNotLocked: at the end, when any broke; what could be locked is.
    """
    days = rule_on(local_date(now)).lock_after_days
    due = Register.objects.filter(state=RegisterState.SIGNED, signed_at__lte=now - timedelta(days=days))
    locked, broken = 0, {}
    for uuid in due.order_by("signed_at").values_list("session__uuid", flat=True):
        try:
            lock_register(session_uuid=uuid, actor=actor, now=now)
            locked += 1
        except (RegisterLocked, RegisterNotReady):
            log.info("A register was changed while it was to be locked.")
        except Exception as error:
            broken[uuid] = type(error).__name__
    for uuid, kind in broken.items():
        # The words of an error may quote what stands in a row of the database: its kind is enough to find it.
        log.error("The register of session %s could not be locked: %s.", uuid, kind)
    if broken:
        raise RegistersNotLocked(len(broken))
    return locked
