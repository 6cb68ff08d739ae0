"""What became of somebody whom nobody follows up, before a placement officer: read, and corrected where it is wrong."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.issuing.deskpages import DeedPage
from certificates.issuing.officers import names_of
from certificates.referrals.followup.desk.correcting import correction_form, correction_in
from certificates.referrals.followup.queries import follow_up_of
from certificates.referrals.matching.desk.views import PeopleDesk
from certificates.referrals.outcomes.errors import OutcomeNotFound
from certificates.referrals.outcomes.operations import correct_outcome
from certificates.referrals.outcomes.queries import history_of


class Facts(PeopleDesk):
    """Everything that was written about a person's work, with who wrote it."""

    template_name = "certificates/matching/facts.html"
    page_title = _("What became of the person")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("matching_desk:person", args=[self.person.uuid]), self.person.full_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_followed = follow_up_of(self.person.pk) is not None
        rows = [] if is_followed else history_of(self.person.pk)
        names = names_of({row.by for row in rows})
        facts = [{"row": row, "by": names.get(row.by, "–")} for row in rows]
        shown = {"person": self.person, "facts": facts, "is_followed": is_followed}
        return super().get_context_data(**shown, **kwargs)


class CorrectFact(PeopleDesk, DeedPage):
    """Write what stands instead of a fact, or that there was nothing of the kind."""

    template_name = "accounts/employers/desk/deed.html"
    page_title = button = _("Correct this fact")
    done = _("The correction is recorded.")

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), self.person.full_name)]

    def back(self) -> str:
        return reverse("matching_desk:facts", args=[self.person.uuid])

    def form_class(self, data: Any = None) -> forms.Form:  # type: ignore[override]
        """Return the form as the fact stands. Who is followed up is whoever's who follows up."""
        if follow_up_of(self.person.pk) is not None:
            raise OutcomeNotFound
        return correction_form(self.person.pk, self.kwargs["told_outcome_uuid"], data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = _("The earlier fact stays to be read; the newer one counts.")
        return super().get_context_data(about=self.person.full_name, what_happens=what, **kwargs)

    def do(self, form: forms.Form) -> None:
        correction = correction_in(form, self.kwargs["told_outcome_uuid"])  # type: ignore[arg-type]
        key = form.cleaned_data["client_key"]
        correct_outcome(person_id=self.person.pk, correction=correction, client_key=key, **self.who())
