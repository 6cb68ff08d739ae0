"""Where employers' replies to schools go, before placement officers."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.issuing.deskpages import DeedPage
from certificates.referrals.sheets import returns
from certificates.referrals.sheets.desk.views import ReferralDesk
from certificates.referrals.sheets.forms import ContactForm
from lms.organisations.api import ContactChangedMeanwhile, School, contact_of


class SchoolList(ReferralDesk):
    """The schools by which sheets are issued at one's places, each with where slips go back."""

    template_name = "certificates/referrals/schools.html"
    page_title = gettext_lazy("Where replies go")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = returns.schools_of_officer(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(returns=returns.returns_of(schools), **kwargs)


class ChangeSchoolContact(ReferralDesk, DeedPage):
    """Write down where replies to one school go."""

    template_name = "accounts/employers/desk/deed.html"
    form_class = ContactForm
    page_title = button = gettext_lazy("Change where replies go")
    done = gettext_lazy("It is kept. Sheets that are issued from now on say so.")

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(SchoolList.page_title))]

    def back(self) -> str:
        return reverse("referral_desk:schools")

    @cached_property
    def school(self) -> School:
        """Return the school that the address names, of the officer's places."""
        return returns.own_school(self.request.user, self.kwargs["school_uuid"])  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stands = contact_of(self.school)
        initial = asdict(stands) | {"seen": stands.digest()}
        form = kwargs.setdefault("form", ContactForm(initial=initial))
        if form.has_error(NON_FIELD_ERRORS, ContactChangedMeanwhile.code):
            form.over(stands)
        what = _(
            "It stands on the reply slip of each sheet, for everybody to read. Leave out what is not public."
        )
        return super().get_context_data(about=self.school.name, what_happens=what, **kwargs)

    def do(self, form: forms.Form) -> None:
        assert isinstance(form, ContactForm)  # noqa: S101 - says which form `form_class` is
        returns.keep_return(
            user=self.request.user,  # type: ignore[arg-type]
            school_uuid=self.kwargs["school_uuid"],
            new=form.contact(),
            **self.who(),
        )
