"""What one person can still finish before the release, and the plan that reaches the target."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lms.core.clock import now
from lms.enrolments.admission.views.base import StayPage
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.schedule import first_free
from lms.enrolments.proposals.loading import load_facts
from lms.enrolments.proposals.operations import programmes_of
from lms.enrolments.proposals.shown_person import outlook_rows, scale_of, step_rows, unrecorded
from lms.enrolments.proposals.words import to_record_texts


class Outlook(StayPage):
    """Which programmes can still end in time, until when each must begin, and why the others do not fit."""

    page_title = gettext_lazy("What can still be finished")
    template_name = "enrolments/proposals/person.html"

    def crumbs(self) -> list[dict[str, str]]:
        url = reverse("admissions:stay", args=[self.stay().uuid])
        return [{"url": url, "label": self.stay().person.full_name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay = self.stay()
        more = {} if stay.left_date else self.outlook()
        return super().get_context_data(**more, **kwargs)

    def outlook(self) -> dict[str, Any]:
        """Return the plan as the page shows it."""
        stay = self.stay()
        facts = load_facts(stay.site, now=now(), only=stay.uuid)
        person = facts.people[0]
        plan = for_person(person, facts.programmes, facts.site, facts.rule)
        scale = scale_of(plan, facts)
        safe = scale.at(plan.safe_until) if scale and plan.safe_until else None
        rows = outlook_rows(plan, facts, programmes_of(person.code, facts))
        return {
            "plan": plan,
            "facts": facts,
            "free_from": first_free(person),
            "in_class_until": max((one.until for one in person.in_class), default=None),
            "is_overdue": person.is_overdue_on(facts.day),
            "rows": rows,
            "has_bars": any(row["bars"] for row in rows),
            "steps": step_rows(plan, facts),
            "scale": scale,
            "safe_at": safe,
            "unrecorded": unrecorded(facts, stay),
            "unknown": [why.value for why in plan.unknown],
            "to_record": to_record_texts({"unknown": [why.value for why in plan.unknown]}),
        }
