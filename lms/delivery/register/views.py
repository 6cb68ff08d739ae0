"""The instructor's day and the register of a session, in Wagtail's interface, made for a tablet."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import wants_json
from lms.delivery.errors import SessionNotFound, SignedMeanwhile
from lms.delivery.register.forms import MarkForm, SignForm
from lms.delivery.register.models import AttendanceState, RegisterState
from lms.delivery.register.operations import MarkWish, Saved, save_marks, sign_register
from lms.delivery.register.policies import INSTRUCTORS, kept_by
from lms.delivery.register.queries import day_of, find_register, marks_of, roster_of, unsigned
from lms.delivery.register.tablet import about_tablet, gone_people, reply_of, words_of_mark, words_of_said
from lms.delivery.register.words import standing_of, standings
from lms.delivery.timetable.models import SessionState

MOST_UNSIGNED = 20


class TeachingPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page of who teaches."""

    access = INSTRUCTORS
    header_icon = "calendar-check"
    page_title = gettext_lazy("My teaching day")
    request: HttpRequest
    kwargs: dict[str, Any]


class Day(TeachingPage):
    """The sessions that one teaches on a day, each with how its register stands; today also what is not signed yet."""

    template_name = "delivery/day.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(now())
        day = _day(self.request.GET.get("day", "")) or today
        step, own = timedelta(days=1), kept_by(self.request.user)
        return super().get_context_data(
            day=day,
            today=today,
            before=day - step,
            after=day + step,
            lessons=standings(day_of(own, day)),
            unsigned=standings(unsigned(own, now())[:MOST_UNSIGNED] if day == today else []),
            now=now(),
            **kwargs,
        )


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # The neighbours of the first and the last day of all would be no days.
    return day if day and 2000 <= day.year <= 2100 else None


class RegisterPage(TeachingPage):
    """The register of one session: mark each person, sign when everybody is marked."""

    template_name = "delivery/register.html"
    page_title = pgettext_lazy("attendance", "Register")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.session = self.register = None
        self.refusal: DomainError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> None:
        """Find the session of the address.

        :raises SessionNotFound: the user does not teach it.
        """
        related = ("cohort__site", "course", "unit", "room", "instructor")
        rows = kept_by(self.request.user).select_related(*related)
        self.session = rows.filter(uuid=self.kwargs["session_uuid"]).first()
        if self.session is None:
            raise SessionNotFound(_("There is no such session."))
        self.register = find_register(self.session)

    def get_page_subtitle(self) -> str:
        return self.session.cohort.code

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        day = local_date(self.session.begins_at, zone=self.session.cohort.site.time_zone)
        address = f"{reverse('teaching:day')}?{urlencode({'day': day.isoformat()})}"
        back = {"url": address, "label": str(TeachingPage.page_title)}
        return [*self.breadcrumbs_items, back, {"url": "", "label": str(self.page_title)}]

    def forms(self, data: Any = None) -> list[MarkForm]:
        marks, signature = marks_of(self.register), self.signature()
        return [
            MarkForm(data, enrolment=row, mark=marks.get(key), signature=signature)
            for key, row in roster_of(self.session).items()
        ]

    def signature(self) -> str:
        """Return what stands for the signature that the page shows."""
        return self.register.signature if self.register else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = kwargs.pop("forms", None) or self.forms()
        return super().get_context_data(
            session=self.session,
            register=self.register,
            forms=forms,
            standing=standing_of(self.register, self.session),
            sign=kwargs.pop("sign", None) or self.sign_form(),
            missing=sum(form.mark is None for form in forms),
            tablet=about_tablet(self.request.user),  # type: ignore[arg-type]
            is_locked=bool(self.register) and self.register.state == RegisterState.LOCKED,
            is_open=self.session.state == SessionState.PLANNED and now() >= self.session.begins_at,
            refusal=self.refusal,
            **kwargs,
        )

    def sign_form(self) -> SignForm:
        """Return what the signature begins with: what the last one said, or that all was taught."""
        minutes = self.register.delivered_minutes if self.register else self.session.minutes
        why = self.register.short_because if self.register else ""
        return SignForm(
            initial={"delivered_minutes": minutes, "short_because": why, "signature": self.signature()}
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep the marks; with the signature, when that was asked for. What was wrong is shown with what was typed."""
        forms, sign = self.forms(request.POST), SignForm(request.POST)
        if wants_json(request):
            return self.saved_by_itself(forms)
        is_signing = "sign" in request.POST
        rest = self.rest()
        wrong = [form for form in forms if not (form.is_valid() and form.is_possible(self.session, rest))]
        if wrong or (is_signing and not sign.is_valid()):
            return self.again(forms, sign, wrong=wrong)
        try:
            saved = self.saved(forms)
            self.tell_gone(forms)
        except DomainError as error:
            self.refusal = error
            return self.again(forms, sign, status=error.status)
        self.load()
        if saved.conflicts:
            return self.conflicts(saved)
        if is_signing:
            return self.sign(sign)
        words = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", len(saved.marks))
        messages.success(request, words % {"count": len(saved.marks)})
        return redirect(request.path)

    def sign(self, sign: SignForm) -> HttpResponse:
        """Sign what is saved; refused, the page shows what is kept, on which the next marks rest."""
        try:
            sign_register(
                session_uuid=self.session.uuid,
                delivered_minutes=sign.cleaned_data["delivered_minutes"],
                beside=sign.beside(),
                actor=actor_of(self.request),
                now=now(),
            )
        except SignedMeanwhile as error:
            messages.error(self.request, error.message)
            return redirect(self.request.path)
        except DomainError as error:
            self.refusal = error
            self.load()
            return self.again(self.forms(), sign, status=error.status)
        messages.success(self.request, _("The register is signed."))
        return redirect("teaching:day")

    def saved_by_itself(self, forms: list[MarkForm]) -> HttpResponse:
        """Keep what the page's script sends, each person apart: what is wrong with one holds nobody up."""
        saved = self.saved([form for form in forms if form.is_valid() and form.is_possible(self.session)])
        self.load()
        return reply_of(self.request.POST, forms, saved, self.session)

    def rest(self) -> str:
        """Return what is said of those who are not marked: present, where the button for everybody else was used."""
        return AttendanceState.PRESENT if "rest" in self.request.POST else ""

    def tell_gone(self, forms: list[MarkForm]) -> None:
        """Say that marks came of people who do not belong to the session, or not any more; they are not taken."""
        gone = gone_people(self.session, self.request.POST, forms)
        if gone:
            words = _(
                "Not in this class on that day any more, so the mark was not taken: %(names)s. Tell the registrar if "
                "the person was in class."
            )
            names = _(", ").join(name or _("somebody who was never in it") for name in gone.values())
            messages.warning(self.request, words % {"names": names})

    def saved(self, forms: list[MarkForm]) -> Saved:
        rest = self.rest()
        said = [(form, form.said(rest)) for form in forms]
        wishes = [
            MarkWish(
                form.enrolment.uuid,
                words,
                form.cleaned_data["based_on"] or 0,
                form.cleaned_data["signature"],
            )
            for form, words in said
            if words is not None
        ]
        return save_marks(
            session_uuid=self.session.uuid, wishes=wishes, actor=actor_of(self.request), now=now()
        )

    def conflicts(self, saved: Saved) -> HttpResponse:
        for row in saved.conflicts:
            words = _(
                "%(name)s: meanwhile “%(kept)s” was written, by somebody else or in another window; you wrote "
                "“%(wished)s” here. Look at it and save again."
            )
            if row.is_signed:
                words = _(
                    "%(name)s: the register was signed meanwhile with “%(kept)s”; you wrote “%(wished)s”, which is not "
                    "saved. Save it again if it is right; that takes the signature back, so sign again then."
                )
            said = {"kept": words_of_mark(row.kept), "wished": words_of_said(row.wish.said)}
            messages.error(self.request, words % {"name": row.enrolment.person.full_name, **said})
        return redirect(self.request.path)

    def again(
        self, forms: list[MarkForm], sign: SignForm, status: int = 422, wrong: Sequence[MarkForm] = ()
    ) -> HttpResponse:
        """Show the form as it was typed, the rows that are wrong named above; nothing of it was saved."""
        self.load()
        context = self.get_context_data(forms=forms, sign=sign, wrong=wrong)
        return self.render_to_response(context, status=status)
