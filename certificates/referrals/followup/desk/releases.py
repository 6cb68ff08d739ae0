"""On the day of release: whose contact form is to be written, the form, and the paper for who has no terminal."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.issuing.deskpages import DeedPage
from certificates.referrals.consent import texts
from certificates.referrals.consent.presentation import paragraphs_of
from certificates.referrals.followup import operations, queries
from certificates.referrals.followup.desk.views import ON_A_PAGE, FollowUpDesk
from certificates.referrals.followup.forms import ReleaseForm
from certificates.referrals.followup.policies import RECEIVERS
from lms.accounts.api import Person
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form


class Releases(FollowUpDesk):
    """Whose last day is these days, or was, and whose contact form is not written yet."""

    access = RECEIVERS
    list_name = "follow_ups:releases"
    template_name = "certificates/followup/releases.html"
    list_title = page_title = gettext_lazy("Contact forms at the end of the stay")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.people_to_hand_over(self.request.user, today=local_date(now()))  # type: ignore[arg-type]
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        answers = queries.answers_of([stay.person_id for stay in page])
        rows_ = [{"stay": stay, "answer": answers.get(stay.person_id)} for stay in page]
        return super().get_context_data(page=page, rows=rows_, **kwargs)


class Release(Releases, DeedPage):
    """Write the contact form together with the person."""

    template_name = "certificates/followup/release.html"
    page_title = button = gettext_lazy("Keep the contact form")
    done = gettext_lazy("The contact form is kept.")
    what_happens = gettext_lazy(
        "Write it together with the person. Whoever calls later says a name and “job service”, no more."
    )

    def back(self) -> str:
        return reverse("follow_ups:releases")

    @cached_property
    def person(self) -> Person:
        """Return whom the address names."""
        return queries.person_to_hand_over(self.request.user, self.kwargs["released_person_uuid"])  # type: ignore[arg-type]

    def lacking(self) -> str:
        today = local_date(now())
        if queries.is_followed_up_since(self.person, today=today):
            return _("The contact form of this release is written already.")
        if not queries.districts_for(self.person).exists():
            return _("There is no district yet. A placement officer of the administration has to add one.")
        return ""

    def form(self, data: Any = None) -> ReleaseForm:
        """Return the form with the districts of the person's administration, and what the person said before."""
        answer = queries.answer_of(self.person.pk)
        initial = {"released_date": local_date(now())}
        if answer is not None and not answer.agrees:
            initial["agrees"] = "no"
        return ReleaseForm(data, districts=queries.districts_for(self.person), answer=answer, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        about = {"about": self.person.full_name, "person": self.person, "what_happens": self.what_happens}
        return super().get_context_data(**about, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                key = form.cleaned_data["client_key"]
                operations.begin_follow_up(person=self.person, form=form.said(), client_key=key, **self.who())
        if form.is_valid():
            messages.success(request, self.done)
            return redirect(self.back())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ReleasePaper(Release):
    """The words on paper, to be signed by who has no terminal."""

    template_name = "certificates/followup/paper.html"
    page_title = gettext_lazy("Agreement on paper")
    http_method_names = ("get", "head")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(text=paragraphs_of(texts.newest(texts.FOLLOW_UP)), **kwargs)
