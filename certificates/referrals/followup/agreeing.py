"""A person says whether somebody may call after release: alone at a terminal; on paper for who has none.

A no binds at once: what runs ends, and no paper overrules what was said at a terminal.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.consent import texts
from certificates.referrals.consent.operations import text_asked_with
from certificates.referrals.followup.errors import FollowUpNotFound, FollowUpRefused, UnusableFollowUp
from certificates.referrals.followup.holding import end, person_of
from certificates.referrals.followup.models import AnswerWay, FollowUp, FollowUpAnswer, StopReason
from certificates.referrals.followup.queries import answer_of
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What a person says at a terminal; a yes is proved by the own secret."""

    agrees: bool
    secret: str = ""
    was_read_aloud: bool = False


def answer_follow_up(*, said: OwnAnswer, by: User, actor: Actor, now: datetime) -> FollowUpAnswer:
    """Say yes or no for oneself; a no ends at once what runs. Again the same: no change.

    :raises FollowUpNotFound: for anybody but a trainee.
    :raises UnusableFollowUp: the secret is wrong.
    """
    if by.person_id is None or not by.holds_any_role(frozenset({Role.TRAINEE})):
        raise FollowUpNotFound
    if said.agrees and not by.check_password(said.secret):
        raise UnusableFollowUp(_("This is not your PIN."), field="secret")
    with transaction.atomic(durable=True):
        person = Person.objects.select_for_update().only("pk").get(pk=by.person_id)
        before = answer_of(person.pk)
        if not said.agrees:
            running = FollowUp.objects.select_for_update().filter(person=person, stopped_at__isnull=True)
            for follow_up in running:
                end(follow_up, StopReason.ASKED, actor=actor, now=now)
        if before is not None and (before.agrees, before.way) == (said.agrees, AnswerWay.TERMINAL):
            return before
        return _kept(person, said, AnswerWay.TERMINAL, actor=actor, now=now)


def answer_for_release(person: Person, *, agrees: bool, actor: Actor, now: datetime) -> FollowUpAnswer:
    """Return the answer on which a contact form rests; what was signed on paper is written down. The person is locked.

    :raises FollowUpRefused: the person said no at a terminal, and the form says yes.
    """
    before = answer_of(person.pk)
    if before is not None and agrees and before.way == AnswerWay.TERMINAL and not before.agrees:
        raise FollowUpRefused(
            _("This person said no at a terminal. Only the person changes that, at a terminal.")
        )
    if before is not None and before.agrees == agrees:
        return before
    return _kept(person, OwnAnswer(agrees), AnswerWay.PAPER, actor=actor, now=now)


def _kept(person: Person, said: OwnAnswer, way: AnswerWay, *, actor: Actor, now: datetime) -> FollowUpAnswer:
    row = FollowUpAnswer.objects.create(
        person=person,
        agrees=said.agrees,
        way=way,
        text=text_asked_with(texts.FOLLOW_UP),
        language="en" if (get_language() or "").startswith("en") else "zh-hans",
        was_read_aloud=said.was_read_aloud,
        by=person_of(actor),
        terminal=actor.terminal_uuid,
        at=now,
    )
    after = {"agrees": said.agrees, "way": way.value}
    audit.record(actor=actor, action=AuditAction.ANSWER_FOLLOW_UP, target=row, after=after, now=now)
    return row
