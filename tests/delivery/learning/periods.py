"""Learning that happened, for tests: `learnt(enrolment, minutes)`; `accepted([enrolment])` looks and says yes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lms.core.actor import Actor
from lms.delivery.api import accept_learning, digest_of_offers, offers_of
from lms.delivery.models import LearningEntry, LearningPeriod
from lms.enrolments.api import Enrolment, EnrolmentState
from tests.factories.courses import lessons_of
from tests.factories.teaching import ACTOR, NINE


def learnt(enrolment, minutes: int, *, at=NINE + timedelta(hours=5), lesson: int = 0) -> LearningPeriod:
    """Let somebody have learnt a lesson for so long without a pause."""
    zeros = dict.fromkeys(("keys", "pointers", "scrolls", "media_seconds"), 0)
    return LearningPeriod.objects.create(
        enrolment=enrolment,
        lesson=lessons_of(enrolment)[lesson],
        day=at.date(),
        began_at=at,
        ended_at=at + timedelta(minutes=minutes),
        active_seconds=60 * minutes,
        signs=2 * minutes,
        rule_version=1,
        **zeros,
    )


def accepted(enrolments: Iterable[Enrolment], *, now: datetime, actor: Actor = ACTOR) -> list[LearningEntry]:
    """Look at what can be accepted and say yes to it."""
    keys = [row.pk for row in enrolments]
    return accept_learning(enrolments=keys, seen=what_is_seen(enrolments, now=now), actor=actor, now=now)


def what_is_seen(enrolments: Iterable[Enrolment], *, now: datetime) -> str:
    """Return the digest of what a registrar is shown of these enrolments."""
    rows = Enrolment.objects.filter(pk__in=[row.pk for row in enrolments], state=EnrolmentState.ACTIVE)
    return digest_of_offers(offers_of(list(rows.select_related("version")), now=now), now=now)
