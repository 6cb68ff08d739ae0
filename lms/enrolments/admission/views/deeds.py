"""Admit one person by a form; enrol or print cards for those who were chosen."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.ids import new_uuid
from lms.core.printing.fonts import missing_characters
from lms.enrolments.admission import operations
from lms.enrolments.admission.agreeing import changes_since, enrolled_since, mark_of
from lms.enrolments.admission.cards import MOST_CARDS, live_cards, print_cards
from lms.enrolments.admission.choices import find_choice, find_place, key_of
from lms.enrolments.admission.forms import AdmitForm, EnrolForm, version_text
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.enrolling import Choice, enrol_many
from lms.enrolments.admission.policies import sites_admitting
from lms.enrolments.admission.presentation import by_reason, reasons_of
from lms.enrolments.admission.queries import (
    WishedEnrolment,
    list_chosen,
    list_offered_versions,
    list_prospects,
    list_schools_at,
)
from lms.enrolments.admission.views.base import AdmissionPage
from lms.enrolments.admission.words import words_of
from lms.enrolments.changing.kept import kept_by
from lms.enrolments.enrolling import Eligibility
from lms.enrolments.entry.models import Ground
from lms.enrolments.entry.words import unsettled_texts


class Admit(AdmissionPage):
    """One person by a form, over the rules of the workbook."""

    page_title = gettext_lazy("Admit one person")
    template_name = "enrolments/admission/admit.html"

    def form(self, *args: Any, **kwargs: Any) -> AdmitForm:
        return AdmitForm(*args, sites=sites_admitting(self.request.user).order_by("code"), **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        usual = {"key": new_uuid(), "admitted": local_date(now()).isoformat(), "consent": "not_asked"}
        return super().get_context_data(form=kwargs.pop("form", None) or self.form(initial=usual), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, row = self.form(request.POST), None
        if form.is_valid():
            try:
                row = self.admit(form)
            except operations.ProblemsFound as found:
                for problem in found.problems:
                    form.add_error(problem.column.value, words_of(problem))
            except operations.DoubtsFound as found:
                for doubt in found.doubts:
                    form.add_error(doubt.column.value, words_of(doubt))
                form.ask_if_sure(found.mark)
            except DomainError as error:
                form.add_error(None, error.message)
        if row is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("%(name)s is admitted.") % {"name": row.person.full_name})
        return redirect("admissions:stay", row.uuid)

    def admit(self, form: AdmitForm) -> Admission:
        said = form.cleaned_data
        new = operations.NewAdmission(
            form.answers(), said["site"], self.request.user, said["key"], said["sure_of"]
        )
        return operations.admit_person(new=new, actor=actor_of(self.request), now=now())


class ChosenPage(AdmissionPage):
    """A page about people who were chosen in the list; without a choice it leads back there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.access.admits(request.user):
            self.key = request.GET.get("choice", "")
            self.people = list(list_chosen(request.user, find_choice(request.session, self.key)))
            if not self.people or key_of(self.key) is None:
                messages.error(request, _("Choose somebody first."))
                return redirect("admissions:index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(people=self.people, choice=self.key, back=self.back(), **kwargs)

    def back(self) -> str:
        """Return the address of the list as it was when somebody chose."""
        place = find_place(self.request.session, self.key)
        return f"{reverse('admissions:index')}?{place}" if place else reverse("admissions:index")


class Enrol(ChosenPage):
    """Choose the programme, the school and the examination; see who can be enrolled and why others cannot; enrol."""

    page_title = gettext_lazy("Enrol on a programme")
    template_name = "enrolments/admission/enrol.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(now())
        form = EnrolForm(
            self.request.GET if "version" in self.request.GET else None,
            versions=list_offered_versions(),
            schools=list_schools_at([row.site for row in self.people], today=today),
        )
        more: dict[str, Any] = {}
        if form.is_bound and form.is_valid():
            said = form.cleaned_data
            wished = WishedEnrolment(said["version"], said["school"], said["exam_date"])
            prospects = list_prospects(self.people, wished, today=today)
            unable = [(row.admission, reasons_of(row)) for row in prospects if not row.is_possible]
            able = [row for row in prospects if row.is_possible]
            formers = [row.former for row in able if row.former]
            more = {
                "programme": version_text(said["version"]),
                "school": said["school"].name,
                "prospects": prospects,
                "able": able,
                "seen": mark_of(prospects),
                "going_on": kept_by(formers, today=today, version=said["version"], school=said["school"]),
                "behind": [row for row in able if row.behind],
                "unable": unable,
                "unable_by_reason": by_reason(unable),
                "open_by_reason": by_reason(
                    (row.admission, unsettled_texts(row.verdict.unsettled))
                    for row in prospects
                    if row.is_possible and row.verdict.unsettled
                ),
            }
        return super().get_context_data(form=form, **more, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        form = context["form"]
        said = form.chosen({**request.GET.dict(), **request.POST.dict()})
        if "show" in request.POST:
            return self.show(said)
        if said != form.chosen(request.GET):
            messages.warning(
                request,
                _("The form says something else than what you looked at. Nobody was enrolled: look at this."),
            )
            return self.show(said)
        if "able" not in context:
            return self.render_to_response(context, status=422)
        seen = request.POST.get("seen", "")
        changes = changes_since(seen, context["prospects"])
        if changes:
            return self.render_to_response({**context, "changes": changes}, status=409)
        self.enrol(context, request, seen)
        return redirect(self.back())

    def show(self, said: dict[str, str]) -> HttpResponse:
        """Lead to the page that shows who can be enrolled on what the form says."""
        return redirect(f"{self.request.path}?{urlencode({'choice': self.key, **said})}")

    def enrol(self, context: dict[str, Any], request: HttpRequest, seen: str) -> None:
        """Enrol those who were shown, and say who is enrolled, who goes on, and who is not and why."""
        said = context["form"].cleaned_data
        eligibility = Eligibility(said["exam_date"], said["ground"] or Ground.ENTRY, said["proof"])
        done = enrol_many(
            people=[row.admission.person for row in context["able"]],
            choice=Choice(said["version"], said["school"], UUID(self.key), eligibility),
            actor=actor_of(request),
            now=now(),
        )
        words = ngettext(
            "%(count)s person is enrolled on %(programme)s at %(school)s.",
            "%(count)s people are enrolled on %(programme)s at %(school)s.",
            done.number,
        )
        where = {"programme": context["programme"], "school": context["school"]}
        if done.number:
            messages.success(request, words % {"count": done.number, **where})
        else:
            messages.warning(request, _("Nobody was enrolled: those who can be are enrolled already."))
        known = [row.admission.person.full_name for row in enrolled_since(seen, context["prospects"])]
        if known and done.number:
            words = _("Enrolled already by somebody else meanwhile: %(names)s")
            messages.warning(request, words % {"names": _(", ").join(known)})
        going_on = len(context["going_on"])
        if done.number and going_on:
            words = ngettext(
                "%(count)s person goes on with what was done before the withdrawal.",
                "%(count)s people go on with what was done before their withdrawal.",
                going_on,
            )
            messages.success(request, words % {"count": going_on})
        resting = [row.person.full_name for row in context["going_on"] if row.rests]
        if done.number and resting:
            words = _("Training still rests, until somebody records the return: %(names)s")
            messages.warning(request, words % {"names": _(", ").join(resting)})
        if done.completed:
            words = _(
                "Everything that is asked for was learnt before, so the programme is completed: %(names)s"
            )
            names = _(", ").join(person.full_name for person in done.completed)
            messages.success(request, words % {"names": names})
        for person, reason in done.refused:
            messages.warning(request, f"{person.full_name}{_(': ')}{reason}")


class Cards(ChosenPage):
    """Asks once, then issues a card to everybody and gives the sheet to print."""

    page_title = gettext_lazy("Print sign-in cards")
    template_name = "enrolments/admission/cards.html"
    header_icon = "user"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        are_too_many = len(self.people) > MOST_CARDS
        unprinted = [row.person for row in self.people if missing_characters(row.person.full_name)]
        return super().get_context_data(
            live=live_cards(self.people),
            most=MOST_CARDS,
            are_too_many=are_too_many,
            unprinted=unprinted,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if len(self.people) > MOST_CARDS:
            return self.render_to_response(self.get_context_data(), status=422)
        seen = request.POST.get("seen", "")[:18]
        known = int(seen) if seen.isascii() and seen.isdigit() else 0
        try:
            content = print_cards(self.people, known=known, actor=actor_of(request), now=now())
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal), status=refusal.status)
        headers = {
            "Content-Disposition": f'attachment; filename="cards-{localtime(now()):%Y%m%d-%H%M%S}.pdf"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(content, content_type="application/pdf", headers=headers)
