"""Planned sessions: choose some and cancel them or give them to somebody else, move one, take a change back."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import Listing, actor_of, searches_beside
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.policies import REGISTRARS
from lms.delivery.classdesk.presentation import session_rows
from lms.delivery.classdesk.queries.staff import get_own_qualification
from lms.delivery.classdesk.queries.timetable import (
    can_be_undone,
    changes_of_batch,
    choices_for,
    chosen_sessions,
    get_own_session,
    history_of,
    list_sessions,
    names_of_users,
)
from lms.delivery.classdesk.timetable_forms import BatchForm, MoveForm, ReplaceForm
from lms.delivery.classdesk.views.base import (
    Crumb,
    DeskPage,
    FormPage,
)
from lms.delivery.classdesk.views.week import NAMES, address_of, as_day, as_uuid, narrowed_by
from lms.delivery.cohorts.models import Qualification
from lms.delivery.cohorts.queries import resting_on
from lms.delivery.register.words import told_beside
from lms.delivery.timetable.models import ClassSession
from lms.delivery.timetable.operations import (
    Cancelling,
    Move,
    Replacement,
    Seen,
    cancel_chosen,
    changed_since,
    kept_among,
    move_session,
    replace_in_sessions,
    stands_of,
    undo_changes,
)
from lms.delivery.timetable.rules import Period
from lms.delivery.timetable.seats import crowded_among, seats_text

ON_A_PAGE, MOST_CHOSEN = 100, 100
DAY = timedelta(days=1)
SEARCHED = Listing("sessions", "timetable:sessions", REGISTRARS, (*NAMES, "first", "last", "state"))


class TimetablePage(DeskPage):
    """A page about sessions; crumbs lead back to the week."""

    header_icon = "calendar-alt"

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("timetable:week"), _("Timetable"))]


def as_seen(rows: Any) -> Any:
    """Return these sessions, each with what a form carries of how it was seen."""
    stands = stands_of(rows)
    for row in rows:
        row.stands = stands[row.uuid]
    return rows


def sent_sessions(texts: list[str]) -> dict[UUID, str | None]:
    """Return the sessions that a form names, each with what was seen of it; None where it does not say."""
    found = {}
    for text in texts[:MOST_CHOSEN]:
        named, bar, seen = text.partition("~")
        if uuid := as_uuid(named):
            found[uuid] = seen if bar else None
    return found


class ListPage(TimetablePage):
    """The sessions that an address asks for."""

    page_title = gettext_lazy("Choose sessions")
    template_name = "delivery/classdesk/sessions.html"

    def rows(self) -> Any:
        query = self.request.GET
        span = as_day(query.get("first", "")), as_day(query.get("last", ""))
        if not query.get("first") and not query.get("last"):
            span = local_date(now()), None
        rows = list_sessions(self.request.user, narrowed_by(query), span, query.get("state", ""))
        held = self.resting()
        if held is None:
            return rows
        return rows.filter(pk__in=resting_on(held, (span[0] or held.valid_from) - DAY))

    def resting(self) -> Qualification | None:
        """Return the qualification whose sessions alone are asked for, if any; those after the first day asked for."""
        uuid = as_uuid(self.request.GET.get("resting", ""))
        return get_own_qualification(self.request.user, uuid) if uuid else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query, wish = self.request.GET, narrowed_by(self.request.GET)
        today = local_date(now())
        first, last = as_day(query.get("first", "")), as_day(query.get("last", ""))
        days = {name: day.isoformat() for name, day in (("first", first), ("last", last)) if day}
        held = self.resting()
        page = Paginator(self.rows(), ON_A_PAGE).get_page(query.get("p"))
        shown = list(as_seen(page))
        more = days | ({"resting": str(held.uuid)} if held else {})
        return super().get_context_data(
            page=page,
            kept={row.pk for row in kept_among(shown)},
            wish=wish,
            first=first if first or last else today,
            last=last,
            state=query.get("state", ""),
            choices=choices_for(self.request.user, since=min(first or today, today)),
            resting=held,
            address=address_of(wish, state=query.get("state", "")[:20], **more),
            most=MOST_CHOSEN,
            searches=searches_beside(self.request, SEARCHED),
            **kwargs,
        )


class Export(ListPage):
    """The same sessions as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, table = session_rows(self.rows()[:MOST_EXPORTED])
        return table_response(request, "sessions", head=head, rows=table)


class ChosenPage(TimetablePage):
    """A deed at chosen sessions: the first POST says at which, the second why; then what changed is shown."""

    template_name = "delivery/classdesk/chosen.html"
    form_class: type[BatchForm]
    button: Any
    lead: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.without_choice()

    def without_choice(self) -> HttpResponse:
        messages.error(self.request, _("Choose at least one session first."))
        back = self.request.POST.get("address", "")
        fitting = f"?{back}" if back and len(back) < 1000 and "\n" not in back else ""
        return redirect(f"{reverse('timetable:sessions')}{fitting}")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sent = sent_sessions(request.POST.getlist("session"))
        rows = as_seen(chosen_sessions(request.user, list(sent)))
        seen = {uuid: text for uuid, text in sent.items() if text is not None}
        if not rows:
            return self.without_choice()
        sites = list({row.cohort.site_id: row.cohort.site for row in rows}.values())
        if "batch" not in request.POST:
            form = self.form_class(initial={"batch": new_uuid()}, sites=sites)
            changed = changed_since(rows, seen)
            return self.render_to_response(self.get_context_data(form=form, rows=rows, changed=changed))
        form = self.form_class(request.POST, sites=sites)
        # The page shows the sessions as they are now: who is asked for a reason first is told what changed, too.
        changed = [] if form.is_valid() else changed_since(rows, seen)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.act([row.uuid for row in rows], seen, form.cleaned_data)
        if form.is_valid():
            return redirect("timetable:changed", form.cleaned_data["batch"])
        return self.render_to_response(
            self.get_context_data(form=form, rows=rows, changed=changed), status=422
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(button=self.button, lead=self.lead, **kwargs)

    def act(self, uuids: list[UUID], seen: Seen, said: dict[str, Any]) -> None:
        """Do what the form says with these sessions, as they were seen."""
        raise NotImplementedError


class Cancel(ChosenPage):
    """Cancels the chosen sessions."""

    page_title = gettext_lazy("Cancel sessions")
    form_class = BatchForm
    button = gettext_lazy("Cancel these sessions")
    lead = gettext_lazy("They stay in the timetable, crossed out. You can take it back on the next page.")

    def act(self, uuids: list[UUID], seen: Seen, said: dict[str, Any]) -> None:
        cancelling = Cancelling(uuids, said["reason"], said["batch"], seen)
        cancel_chosen(cancelling=cancelling, actor=actor_of(self.request), now=now())


class Replace(ChosenPage):
    """Gives the chosen sessions to another instructor, or another room to them."""

    page_title = gettext_lazy("Another instructor or room")
    form_class = ReplaceForm
    button = gettext_lazy("Change these sessions")
    lead = gettext_lazy(
        "All of them change, or none: what clashes is named. You can take it back on the next page."
    )

    def act(self, uuids: list[UUID], seen: Seen, said: dict[str, Any]) -> None:
        replacement = Replacement(session_uuids=uuids, seen=seen, **said)
        replace_in_sessions(replacement=replacement, actor=actor_of(self.request), now=now())


class Changed(TimetablePage):
    """What was changed together, and the way to take it back."""

    page_title = gettext_lazy("Changed sessions")
    template_name = "delivery/classdesk/changed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = changes_of_batch(self.request.user, self.kwargs["batch_uuid"])
        return super().get_context_data(
            changes=rows,
            by=names_of_users(rows[:1]).get(rows[0].changed_by, "–"),
            can_undo=can_be_undone(rows) and not kept_among([row.session for row in rows]),
            undo=new_uuid(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        batch = changes_of_batch(request.user, self.kwargs["batch_uuid"])[0].batch
        undo = as_uuid(request.POST.get("undo", "")) or new_uuid()
        try:
            undo_changes(batch=batch, undo=undo, actor=actor_of(request), now=now())
        except DomainError as error:
            messages.error(request, " ".join([error.message, *error.reasons]))
            return redirect(request.path)
        messages.success(request, _("The change is taken back."))
        return redirect("timetable:changed", undo)


class OneSession(TimetablePage):
    """A page about one session."""

    def session(self) -> ClassSession:
        if not hasattr(self, "_session"):
            self._session = get_own_session(self.request.user, self.kwargs["session_uuid"])
        return self._session

    def get_page_subtitle(self) -> str:
        return self.session().cohort.code

    def url(self) -> str:
        return reverse("timetable:session", args=[self.session().uuid])

    def crumbs(self) -> list[Crumb]:
        day = local_date(self.session().begins_at, zone=self.session().cohort.site.time_zone)
        query = urlencode({"cohort": str(self.session().cohort.uuid), "day": day.isoformat()})
        return [Crumb(f"{reverse('timetable:week')}?{query}", _("Timetable"))]


class Show(OneSession):
    """One session, how its register stands, what became of it, and what can be done."""

    page_title = gettext_lazy("Session")
    template_name = "delivery/classdesk/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.session()
        register = getattr(session, "register", None)
        as_seen([session])
        is_planned, is_kept = session.state == "planned", bool(kept_among([session]))
        return super().get_context_data(
            session=session,
            register=register,
            told=told_beside(register, session),
            history=history_of(session),
            is_free=is_planned and not is_kept,
            is_kept=is_planned and is_kept,
            crowded=[seats_text(one.seats, one.people) for one in crowded_among([session])]
            if is_planned
            else (),
            now=now(),
            **kwargs,
        )


class MoveOne(OneSession, FormPage):
    """Another time or room for one session."""

    page_title = gettext_lazy("Move the session")
    button = gettext_lazy("Move the session")
    told = gettext_lazy("The session is moved.")

    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs(), Crumb(self.url(), self.session().cohort.code)]

    def form(self, *args: Any, **kwargs: Any) -> forms.Form:
        session = self.session()
        last = session.last_change
        seen = str(last.uuid) if last else ""
        return MoveForm(*args, sites=[session.cohort.site], stands=seen, **kwargs)

    def initial(self) -> dict[str, Any]:
        session = self.session()
        begins = session.begins_at.astimezone(ZoneInfo(session.cohort.site.time_zone))
        return {
            "day": begins.date(),
            "begins": begins.time(),
            "minutes": session.minutes,
            "room": session.room.uuid,
            "batch": new_uuid(),
        }

    def act(self, said: dict[str, Any]) -> Move:
        zone = ZoneInfo(self.session().cohort.site.time_zone)
        begins = datetime.combine(said["day"], said["begins"], tzinfo=zone)
        period = Period(begins, begins + timedelta(minutes=said["minutes"]))
        names = ("room", "reason", "batch", "is_meant", "seen")
        move = Move(self.session().uuid, period, **{name: said[name] for name in names})
        move_session(move=move, actor=actor_of(self.request), now=now())
        return move

    def back(self, done: Move | None = None) -> str:
        return reverse("timetable:changed", args=[done.batch]) if done else self.url()
