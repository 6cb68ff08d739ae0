"""Follow-up in Wagtail's interface: what is due, one person, calls and visits that wait for the network, hand-over."""

import json
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.issuing.deskpages import DeedPage, DeskPage
from certificates.issuing.officers import names_of
from certificates.referrals.followup import handing, operations, queries
from certificates.referrals.followup.desk.correcting import correction_form, correction_in
from certificates.referrals.followup.errors import FollowUpChangedMeanwhile
from certificates.referrals.followup.forms import (
    ContactFormFields,
    HandOverForm,
    ListForm,
    OutcomeForm,
)
from certificates.referrals.followup.holding import why_stopped
from certificates.referrals.followup.models import FollowUp, FollowUpContact
from certificates.referrals.followup.policies import CALLERS, is_coordinator
from certificates.referrals.followup.queries import Wish
from certificates.referrals.followup.rules import Bucket
from certificates.referrals.outcomes.operations import correct_outcome, record_outcome
from certificates.referrals.outcomes.queries import history_of
from lms.core.cells import as_cell
from lms.core.clock import local_date, now
from lms.core.crypto import lookup_hash
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form, problem_response, wants_json
from lms.core.workbooks.writing import Page, workbook

ON_A_PAGE, MOST_EXPORTED = 50, 5000
JOURNAL_PURPOSE = "follow-up-journal"
BUCKETS = {
    Bucket.OVERDUE: gettext_lazy("Overdue"),
    Bucket.TODAY: gettext_lazy("Today"),
    Bucket.COMING: gettext_lazy("Coming"),
    Bucket.LATER: gettext_lazy("Later"),
    Bucket.DONE: gettext_lazy("Plan finished"),
}


def about_queue(user: Any) -> dict[str, str]:
    """Return `key`, under which the browser seals what waits for the network: only this person's pages get it."""
    words = {
        "waiting": _("Waiting on this device: {count}. It is sent when the network is back."),
        "memory": _("This browser cannot keep it: do not close the page."),
        "sent": _("Everything is at the server."),
        "conflict": _("Not taken: {why}"),
        "newest": _("Written last: {newest}"),
        "kept": _("Written down"),
        "mend": _("Open the person's page to mend it."),
        "discard": _("Discard what waits here"),
        "again": _("Send it all the same"),
        "signed_out": _(
            "You are signed out, or this page is too old. It stays here: sign in and open this page again."
        ),
    }
    key = lookup_hash(str(user.uuid), purpose=JOURNAL_PURPOSE)
    return {"key": key, "words": json.dumps(words, ensure_ascii=False)}


class FollowUpDesk(DeskPage):
    """What the pages of this desk share."""

    access = CALLERS
    list_name = "follow_ups:index"
    list_title = gettext_lazy("Follow-up")

    def follow_up(self) -> FollowUp:
        """Return the follow-up of the address, as far as the reader may see it."""
        return queries.own_follow_up(self.request.user, self.kwargs["follow_up_uuid"])  # type: ignore[arg-type]


class DueList(FollowUpDesk):
    """Who is to be called: overdue first."""

    template_name = "certificates/followup/index.html"
    page_title = FollowUpDesk.list_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, found = self.found()
        page = Paginator(found.order, ON_A_PAGE).get_page(self.request.GET.get("p"))
        asked = {name: value for name, value in form.data.items() if name in form.fields and value}
        counts = [(BUCKETS[bucket], number) for bucket, number in found.counts.items()]
        shown = {"form": form, "page": page, "rows": due_rows(page), "counts": counts}
        shown |= {"address": urlencode(asked), "queue": about_queue(self.request.user)}
        shown |= {"arranges": is_coordinator(self.request.user)}  # type: ignore[arg-type]
        return super().get_context_data(**shown, **kwargs)

    def found(self) -> tuple[ListForm, queries.DueList]:
        """Return the form and what it finds."""
        user: Any = self.request.user
        form = ListForm(self.request.GET)
        everybody = [("", pgettext_lazy("due", "All"))]
        districts = [(str(row.uuid), row.name) for row in queries.offered_districts(user)]
        officers = [(str(row.uuid), row.display_name) for row in queries.offered_officers(user)]
        form.fields["district"].choices = everybody + districts  # type: ignore[attr-defined]
        form.fields["officer"].choices = everybody + officers  # type: ignore[attr-defined]
        asked = form.cleaned_data if form.is_valid() else {}
        wish = Wish(
            bucket=Bucket(asked["bucket"]) if asked.get("bucket") else None,
            district=asked.get("district") or None,
            officer=asked.get("officer") or None,
            name=asked.get("name", "").strip(),
        )
        return form, queries.due_list(user, wish, today=local_date(now()))


def due_rows(order: Any) -> list[dict[str, Any]]:
    """Return the lines of a part of the list."""
    stands = dict(order)
    tries = queries.tries_of(list(stands))
    return [
        {
            "row": row,
            "stands": stands[row.pk],
            "bucket": BUCKETS[stands[row.pk].bucket],
            "tries": tries.get((row.pk, stands[row.pk].step or 0), 0),
        }
        for row in queries.rows_of(list(stands))
    ]


class PrintedList(DueList):
    """The list on paper, with room to write; no number to call leaves the screen."""

    template_name = "certificates/followup/print.html"
    page_title = gettext_lazy("Print the list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _form, found = self.found()
        return FollowUpDesk.get_context_data(self, rows=due_rows(found.order[:200]), today=local_date(now()))


class Export(DueList):
    """The list as a workbook, without numbers to call."""

    page_title = gettext_lazy("Workbook")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _form, found = self.found()
        heads = [_("Name"), _("District"), _("Due"), _("Day"), _("Officer"), _("Not reached")]
        lines = [
            [
                as_cell(line["row"].person.full_name),
                as_cell(line["row"].district.name),
                str(line["bucket"]),
                f"{line['stands'].due_date:%Y-%m-%d}",
                as_cell(line["row"].assigned_to.display_name if line["row"].assigned_to else "–"),
                line["tries"],
            ]
            for line in due_rows(found.order[:MOST_EXPORTED])
        ]
        content = workbook([Page(_("Follow-up"), [heads, *lines], widths=(20, 20, 12, 12, 20, 10))])
        headers = {
            "Content-Disposition": 'attachment; filename="follow-up.xlsx"',
            "Cache-Control": "no-store",
        }
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(content, content_type=kind, headers=headers)


class OneFollowUp(FollowUpDesk):
    """One person: whom to call, what was done, what became of the person; and the form, which waits for the network."""

    template_name = "certificates/followup/one.html"
    page_title = pgettext_lazy("follow-up", "Person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.follow_up()
        contacts = list(row.contacts.order_by("-contact_date", "-pk"))
        today = local_date(now())
        form = kwargs.pop("form", None) or ContactFormFields(
            initial={"seen": row.revision, "contact_date": today, "mode": "call"}
        )
        outcomes = history_of(row.person_id)
        names = names_of({one.by for one in contacts} | {one.by for one in outcomes})
        stands = queries.standings(today)(row.released_date, row.settled)
        shown: dict[str, Any] = {
            "row": row,
            "form": form,
            "stands": stands,
            "bucket": BUCKETS[stands.bucket],
            "contacts": [{"row": one, "by": names.get(one.by, "–")} for one in contacts],
            "outcomes": [{"row": one, "by": names.get(one.by, "–")} for one in outcomes],
            "queue": about_queue(self.request.user),
        }
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep a contact: from the form, or from what waited on the device."""
        row = self.follow_up()
        form = ContactFormFields(request.POST)
        if form.is_valid():
            try:
                contact = self.keep(form)
            except DomainError as error:
                newer = newer_than_page(row) if isinstance(error, FollowUpChangedMeanwhile) else {}
                if wants_json(request):
                    return problem_response(error, **newer)
                if newer:
                    # Shown below now: sent once more, it is sent all the same.
                    form.data = form.data.copy()
                    form.data["seen"] = newer["seen"]
                with domain_errors_to_form(form):
                    raise
            else:
                return self.kept(contact)
        if wants_json(request):
            faults = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
            return JsonResponse({"faults": faults}, status=422)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def keep(self, form: ContactFormFields) -> FollowUpContact:
        """Keep what the valid form says."""
        return operations.record_contact(
            user=self.request.user,  # type: ignore[arg-type]
            new=form.contact(self.kwargs["follow_up_uuid"]),
            client_key=form.cleaned_data["client_key"],
            **self.who(),
        )

    def kept(self, contact: FollowUpContact) -> HttpResponse:
        """Say that it is kept."""
        if wants_json(self.request):
            return JsonResponse({"kept": str(contact.client_key)})
        messages.success(self.request, _("The contact is recorded."))
        return redirect("follow_ups:person", follow_up_uuid=self.kwargs["follow_up_uuid"])


def newer_than_page(row: FollowUp) -> dict[str, str]:
    """Return what a device shows beside a contact that rests on an older page, and the page it rests on then."""
    contact = row.contacts.order_by("-pk").first()
    if contact is None:
        return {"seen": str(row.revision), "newest": ""}
    by = names_of({contact.by}).get(contact.by, "–")
    words = [contact.get_mode_display(), contact.get_result_display(), contact.note, by]
    newest = " · ".join([f"{contact.contact_date:%Y-%m-%d}", *filter(None, words)])
    return {"seen": str(row.revision), "newest": newest}


class FollowUpDeed(FollowUpDesk, DeedPage):
    """One deed, then back to the person."""

    template_name = "accounts/employers/desk/deed.html"
    what_happens: Any

    def back(self) -> str:
        return reverse("follow_ups:person", args=[self.kwargs["follow_up_uuid"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        about = self.follow_up().person.full_name
        return super().get_context_data(about=about, what_happens=self.what_happens, **kwargs)

    def form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        return self.form_class(data)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.follow_up()
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.do(form)
        if form.is_valid():
            messages.success(request, self.done)
            return redirect(self.after())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def after(self) -> str:
        """Return where it goes on."""
        return self.back()


class RunningDeed(FollowUpDeed):
    """A deed with somebody who is still followed up; after a stop the page says so instead of its form."""

    def lacking(self) -> str:
        return why_stopped(self.follow_up())


class Stop(RunningDeed):
    """End the plan because the person asked for it."""

    form_class = forms.Form
    page_title = button = gettext_lazy("No more contact")
    done = gettext_lazy("The follow-up has ended. Nobody calls or visits.")
    what_happens = gettext_lazy("The plan ends at once, and the numbers to call are deleted.")

    def do(self, form: forms.Form) -> None:
        operations.stop_follow_up(
            user=self.request.user,  # type: ignore[arg-type]
            follow_up_uuid=self.kwargs["follow_up_uuid"],
            **self.who(),
        )


class HandOver(RunningDeed):
    """Give the person to another officer."""

    page_title = button = gettext_lazy("Hand over to another officer")
    done = gettext_lazy("The other officer follows the person up now.")
    what_happens = gettext_lazy("Only the new officer, and who arranges the districts, see the person then.")

    def form(self, data: Any = None) -> forms.Form:
        return HandOverForm(data, users=queries.callers_for(self.follow_up()))

    def after(self) -> str:
        return reverse("follow_ups:index")

    def do(self, form: forms.Form) -> None:
        handing.hand_over(
            user=self.request.user,  # type: ignore[arg-type]
            follow_up_uuid=self.kwargs["follow_up_uuid"],
            to_uuid=form.cleaned_data["to_user"],
            reason=form.cleaned_data["reason"],
            **self.who(),
        )


class NewFact(FollowUpDeed):
    """Record what became of the person."""

    page_title = button = gettext_lazy("Record a fact about work or study")
    done = gettext_lazy("The fact is recorded.")
    what_happens = gettext_lazy("It stays as it is written. What was wrong is corrected by a newer one.")

    def form(self, data: Any = None) -> forms.Form:
        return OutcomeForm(data, employers=queries.offered_employers())

    def do(self, form: forms.Form) -> None:
        key, person = form.cleaned_data["client_key"], self.follow_up().person_id
        fact = form.fact()  # type: ignore[attr-defined]
        record_outcome(person_id=person, new=fact, client_key=key, **self.who())


class CorrectFact(FollowUpDeed):
    """Write what stands instead of a fact."""

    page_title = button = gettext_lazy("Correct this fact")
    done = gettext_lazy("The correction is recorded.")
    what_happens = gettext_lazy("The earlier fact stays to be read; the newer one counts.")

    def form(self, data: Any = None) -> forms.Form:
        return correction_form(self.follow_up().person_id, self.kwargs["outcome_uuid"], data)

    def do(self, form: forms.Form) -> None:
        key, person = form.cleaned_data["client_key"], self.follow_up().person_id
        correction = correction_in(form, self.kwargs["outcome_uuid"])  # type: ignore[arg-type]
        correct_outcome(person_id=person, correction=correction, client_key=key, **self.who())
