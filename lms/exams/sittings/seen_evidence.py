"""How far people are with the held answers of an attempt: what a page showed, and who went on since (ADR 0239)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lms.exams.sittings.models import Attempt
from lms.exams.sittings.people import when_by_whom
from lms.exams.sittings.room_models import ActKind, ActState


@dataclass(frozen=True, slots=True)
class EvidenceStand:
    """The last word on held answers: `token` is other after each word, `at` and `by` say whose it was."""

    token: str
    at: datetime | None = None
    by: UUID | None = None
    is_asked: bool = False

    @property
    def in_words(self) -> str:
        """Return what is said to whoever chooses from the table and had not seen it."""
        again = _("Nothing was done now. Look at what the table says, then choose again.")
        return f"{self.happened} {again}"

    @property
    def happened(self) -> str:
        """Return whose the last word is, and when it was said."""
        words = (
            _("Meanwhile, at %(time)s, %(name)s asked for a decision on held answers of this candidate.")
            if self.is_asked
            else _("Meanwhile, at %(time)s, %(name)s decided on held answers of this candidate.")
        )
        return str(words % when_by_whom(self.at, self.by))


def stand_of(attempt: Attempt) -> EvidenceStand:
    """Return how far it is: the newest decision, and the newest request with what became of it."""
    decision = attempt.decisions.order_by("-pk").first()
    act = attempt.acts.filter(kind__in=(ActKind.COUNT, ActKind.DISCOUNT)).order_by("-pk").first()
    token = f"{decision.pk if decision else 0}.{act.pk if act else 0}.{act.state if act else ''}"
    if act is not None and act.state != ActState.DONE:
        is_asked = act.state == ActState.WAITING
        at, by = (act.asked_at, act.asked_by) if is_asked else (act.decided_at, act.decided_by)
        if at is not None and (decision is None or decision.at <= at):
            return EvidenceStand(token, at, by, is_asked)
    return EvidenceStand(token, decision.at, decision.actor_uuid) if decision else EvidenceStand(token)
