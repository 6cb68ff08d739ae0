"""Ways to practise on the trainee's home page: one's own mistakes, and a mock of each examination ahead."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.clock import local_date
from lms.enrolments.api import Enrolment
from lms.exams.api import ExaminationScheme, Mistakes, count_mistakes, list_mock_schemes, running_mocks


def practice_cards(person_id: int | None, enrolments: list[Enrolment], *, now: datetime) -> list[dict]:
    """Return a card for the mistakes and one for each mock examination; none for somebody without a programme."""
    if not enrolments:
        return []
    asked = [row for enrolment in enrolments for row in enrolment.version.requirements.all()]
    codes = {row.examination_scheme for row in asked if row.examination_scheme}
    mistakes = count_mistakes(person_id, today=local_date(now))
    return [_mistakes_card(mistakes), *_mock_cards(person_id, codes, now=now)]


def _mistakes_card(mistakes: Mistakes) -> dict:
    due = ngettext("%(count)s question for today", "%(count)s questions for today", mistakes.due)
    text = due % {"count": mistakes.due} if mistakes.due else _("Nothing to repeat today")
    return {"title": _("My mistakes"), "text": text, "href": reverse("practice:mistakes")}


def _mock_cards(person_id: int | None, codes: set[str], *, now: datetime) -> list[dict]:
    schemes = list_mock_schemes(codes)
    running = running_mocks(person_id, now=now) if schemes else {}
    return [_mock_card(scheme, running.get(scheme.code)) for scheme in schemes]


def _mock_card(scheme: ExaminationScheme, running: UUID | None) -> dict:
    card = {"title": _("Mock examination"), "text": scheme.title}
    if running is None:
        return {**card, "href": reverse("practice:mock", args=[scheme.code])}
    tag = {"label": _("The clock is running"), "kind": "accent"}
    href = reverse("practice:paper", args=[running])
    return {**card, "href": href, "tag": tag, "button": _("Go on with the mock examination")}
