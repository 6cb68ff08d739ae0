"""Days without teaching, and who may teach what until when."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.policies import instructors_run_by, sites_run_by
from lms.delivery.classdesk.presentation import free_day_rows, qualification_rows
from lms.delivery.classdesk.queries.staff import (
    count_planned,
    get_own_holiday,
    get_own_qualification,
    list_free_days,
    list_qualifications,
)
from lms.delivery.classdesk.staff_forms import EndForm, HolidayForm, QualifyForm
from lms.delivery.classdesk.views.base import Crumb, DeskPage, FormPage
from lms.delivery.classdesk.views.week import as_day
from lms.delivery.cohorts.models import Qualification
from lms.delivery.cohorts.operations import NewQualification, add_qualification, end_qualification
from lms.delivery.cohorts.queries import resting_on
from lms.delivery.timetable.models import ClassSession
from lms.delivery.timetable.operations import add_holidays, remove_holiday
from lms.delivery.timetable.rules import days_between

ON_A_PAGE = 50


class FreeDays(FormPage):
    """The days of a year without teaching, and the form to add some."""

    header_icon = "calendar-alt"
    page_title = gettext_lazy("Days without teaching")
    template_name = "delivery/classdesk/days.html"
    button = gettext_lazy("Add the days")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("timetable:week"), _("Timetable"))]

    def form(self, *args: Any, **kwargs: Any) -> forms.Form:
        return HolidayForm(*args, sites=sites_run_by(self.request.user).order_by("code"), **kwargs)

    def year(self) -> int:
        text, today = self.request.GET.get("year", ""), local_date(now())
        return int(text) if text.isdecimal() and 2000 <= int(text[:5]) <= 2100 else today.year

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.year()
        return super().get_context_data(
            year=year,
            rows=list_free_days(self.request.user, year),
            has_sites=sites_run_by(self.request.user).count() > 1,
            **kwargs,
        )

    def act(self, said: dict[str, Any]) -> Any:
        days = days_between(said["first"], said["last"])
        who = {"actor": actor_of(self.request), "now": now()}
        return {**said, "new": add_holidays(site=said["site"], days=days, name=said["name"], **who)}

    def tell(self, done: dict[str, Any]) -> None:
        free = done["new"]
        if free:
            words = ngettext("%(count)d day is kept free.", "%(count)d days are kept free.", free)
            messages.success(self.request, words % {"count": free})
        known = (done["last"] - done["first"]).days + 1 - free
        if known:
            words = ngettext(
                "%(count)d day was free already and keeps its name.",
                "%(count)d days were free already and keep their names.",
                known,
            )
            messages.info(self.request, words % {"count": known})
        planned = count_planned(done["site"].pk, done["first"], done["last"])
        if planned:
            query = {"site": done["site"].uuid, "first": done["first"], "last": done["last"]}
            words = ngettext(
                "%(count)d session is planned on it all the same.",
                "%(count)d sessions are planned on them all the same.",
                planned,
            ) % {"count": planned}
            url = f"{reverse('timetable:sessions')}?{urlencode(query)}"
            told = format_html('{} <a href="{}">{}</a>', words, url, _("Look at them and cancel them"))
            messages.warning(self.request, told)

    def back(self, done: dict[str, Any] | None = None) -> str:
        year = done["first"].year if done else self.year()
        return f"{reverse('timetable:days')}?year={year}"


class ExportFreeDays(FreeDays):
    """The same days as a table to keep."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        year = self.year()
        head, table = free_day_rows(list_free_days(request.user, year))
        return table_response(request, f"free-days-{year}", head=head, rows=table)


class RemoveDay(DeskPage):
    """Lets a day be taught on again."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_own_holiday(request.user, kwargs["holiday_uuid"])
        try:
            remove_holiday(holiday_uuid=row.uuid, actor=actor_of(request), now=now())
        except DomainError as error:
            messages.error(request, error.message)
        else:
            words = _(
                "%(day)s can be taught on again. Sessions that were cancelled do not come back by themselves."
            )
            messages.success(request, words % {"day": row.day.isoformat()})
        return redirect(f"{reverse('timetable:days')}?year={row.day.year}")


class Teachers(DeskPage):
    """Who may teach what, and until when."""

    page_title = gettext_lazy("Who may teach")
    template_name = "delivery/classdesk/teachers.html"

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("cohorts:index"), _("Cohorts"))]

    def rows(self) -> Any:
        words, state = (self.request.GET.get(name, "").strip()[:100] for name in ("words", "state"))
        return list_qualifications(self.request.user, words, state, today=local_date(now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "").strip()[:100] for name in ("words", "state")}
        today = local_date(now())
        return super().get_context_data(
            page=Paginator(self.rows(), ON_A_PAGE).get_page(self.request.GET.get("p")),
            address=urlencode({name: text for name, text in asked.items() if text}),
            today=today,
            soon=today + timedelta(days=90),
            **asked,
            **kwargs,
        )


class ExportTeachers(Teachers):
    """The same as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, table = qualification_rows(self.rows()[:MOST_EXPORTED])
        return table_response(request, "teaching-qualifications", head=head, rows=table)


class TeacherForm(FormPage):
    """A form about who may teach what; it leads back to the list."""

    def crumbs(self) -> list[Crumb]:
        index = Crumb(reverse("cohorts:index"), _("Cohorts"))
        return [index, Crumb(reverse("cohorts:teachers"), _("Who may teach"))]

    def back(self, done: Any = None) -> str:
        return reverse("cohorts:teachers")


class Qualify(TeacherForm):
    """Adds what an instructor may teach."""

    page_title = gettext_lazy("Add a qualification")
    button = gettext_lazy("Add the qualification")
    told = gettext_lazy("The qualification is kept.")

    def form(self, *args: Any, **kwargs: Any) -> forms.Form:
        return QualifyForm(*args, instructors=instructors_run_by(self.request.user), **kwargs)

    def act(self, said: dict[str, Any]) -> Qualification:
        return add_qualification(
            qualification=NewQualification(**said), actor=actor_of(self.request), now=now()
        )


class EndTeaching(TeacherForm):
    """Says on which day a qualification ends: earlier, or later when it was renewed."""

    page_title = gettext_lazy("Change until when it holds")
    form_class = EndForm
    button = gettext_lazy("Keep the day")
    told = gettext_lazy("The day is kept.")

    def row(self) -> Qualification:
        if not hasattr(self, "_row"):
            self._row = get_own_qualification(self.request.user, self.kwargs["qualification_uuid"])
        return self._row

    def get_page_subtitle(self) -> str:
        return self.row().instructor.display_name

    def initial(self) -> dict[str, Any]:
        return {"valid_until": self.row().valid_until}

    def way(self, form: forms.Form) -> Crumb | None:
        day = as_day(str(form["valid_until"].value() or "")) if form.errors else None
        rows = resting_on(self.row(), day).order_by("begins_at") if day else ClassSession.objects.none()
        # Those to come can be given away; where there are none, those that were held say why.
        first = rows.filter(begins_at__gte=now()).first() or rows.first()
        if first is None:
            return None
        query = {"resting": self.row().uuid, "first": local_date(first.begins_at)}
        return Crumb(f"{reverse('timetable:sessions')}?{urlencode(query)}", _("Look at these sessions"))

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.row()
        return [
            (_("Instructor"), row.instructor.display_name),
            (_("Programme"), row.programme.title),
            (_("Certificate or title"), row.title),
            (_("First day on which it holds"), row.valid_from.isoformat()),
        ]

    def act(self, said: dict[str, Any]) -> Qualification:
        return end_qualification(
            qualification_uuid=self.row().uuid, **said, actor=actor_of(self.request), now=now()
        )
