"""Batches before officers and registrars: the list, preparing, one batch, and what is done with it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.issuing.batches.desk.forms import (
    ChoiceForm,
    PreparedForm,
    StateFilter,
)
from certificates.issuing.batches.desk.shown import (
    MOST_AT_ONCE,
    get_batch,
    get_entry,
    list_batches,
    list_candidates,
    list_entries,
)
from certificates.issuing.batches.models import Batch, BatchEntry, BatchState, EntryState
from certificates.issuing.batches.operations import (
    approve_batch,
    cancel_batch,
    drop_entry,
    prepare_batch,
    retry_entry,
)
from certificates.issuing.batches.policies import may_approve
from certificates.issuing.batches.queries import (
    Judged,
    doubts_about,
    judge_enrolments,
    progress_of,
    stuck_among,
)
from certificates.issuing.batches.together import add_transcripts
from certificates.issuing.deskpages import (
    NO_LONGER,
    OFFICERS,
    OWN_DEED,
    ApprovalPage,
    DeedPage,
    DeskPage,
    Press,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.queries import ready_kinds
from certificates.issuing.officers import names_of
from certificates.issuing.studies.rules import STUDIED
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid

BATCHES_ON_A_PAGE, ENTRIES_ON_A_PAGE = 50, 100
LEFT_OUT_SHOWN = 10
TOGETHER = gettext_lazy("These transcripts are approved or cancelled together with their certificates.")


class Page(DeskPage):
    """A page about batches."""

    list_name = "batch_desk:index"
    list_title = gettext_lazy("Certificates in batches")
    page_title = list_title
    header_icon = "list-ul"


class BatchList(Page):
    """All batches that one sees."""

    template_name = "certificates/batches/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = StateFilter(self.request.GET)
        state = chosen.cleaned_data["state"] if chosen.is_valid() else ""
        rows = list_batches(self.request.user, state=state)  # type: ignore[arg-type]
        page = Paginator(rows, BATCHES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        names = names_of(row.prepared_by for row in page)
        shown = [(row, names.get(row.prepared_by, "")) for row in page]
        address = f"state={state}" if state else ""
        is_officer = self.request.user.holds_any_role(frozenset({Role.ISSUING_OFFICER}))
        shared = {"filter": chosen, "page": page, "rows": shown, "address": address, "is_officer": is_officer}
        return super().get_context_data(**shared, **kwargs)


class Prepare(Page):
    """Chooses a class or programme, shows who is eligible and who is not and why, and prepares the batch."""

    template_name = "certificates/batches/prepare.html"
    page_title = gettext_lazy("Prepare a batch")

    @cached_property
    def choice(self) -> ChoiceForm:
        asked = self.request.GET or None
        return ChoiceForm(self.request.user, ready_kinds(local_date(now())), asked)  # type: ignore[arg-type]

    @cached_property
    def judged(self) -> list[Judged]:
        """Return who was chosen, each with the reason why not."""
        if not self.choice.is_valid():
            return []
        rows = list_candidates(self.request.user, **self.choice.cleaned_data)  # type: ignore[arg-type]
        return judge_enrolments(rows[: MOST_AT_ONCE + 1], self.kind, now=now())[:MOST_AT_ONCE]

    @property
    def kind(self) -> CredentialKind:
        return CredentialKind(self.choice.cleaned_data["kind"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", PreparedForm([], initial={"key": new_uuid()}))
        ticked = set(form.data.getlist("person")) if form.is_bound else None
        eligible = [
            (one, not (one.former or one.doubt) if ticked is None else str(one.enrolment.uuid) in ticked)
            for one in self.judged
            if not one.reason
        ]
        return super().get_context_data(
            choice=self.choice,
            is_chosen=self.choice.is_valid(),
            eligible=eligible,
            refused=[one for one in self.judged if one.reason],
            most=MOST_AT_ONCE if len(self.judged) == MOST_AT_ONCE else 0,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        shown = {str(one.enrolment.uuid): one.enrolment for one in self.judged}
        form = PreparedForm(list(shown), request.POST)
        if self.choice.is_valid() and form.is_valid():
            chosen = [shown[key] for key in form.cleaned_data["person"]]
            with domain_errors_to_form(form):
                batch = prepare_batch(chosen, kind=self.kind, key=form.cleaned_data["key"], **self.who())
                messages.success(
                    request, _("The batch is prepared. Now another issuing officer approves it.")
                )
                return redirect("batch_desk:batch", batch.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OneBatch(Page):
    """A page about one batch."""

    @cached_property
    def batch(self) -> Batch:
        return get_batch(self.request.user, self.kwargs["credential_batch_uuid"])  # type: ignore[arg-type]

    def get_page_subtitle(self) -> str:
        return str(self.batch.school)


class BatchPage(OneBatch):
    """How far a batch is, and what became of each person."""

    template_name = "certificates/batches/batch.html"
    page_title = gettext_lazy("Batch")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user = self.batch, self.request.user
        page = Paginator(list_entries(batch), ENTRIES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        names = names_of([batch.prepared_by, batch.approved_by])
        is_officer = may_approve(user, batch.school_id)  # type: ignore[arg-type]
        stuck = stuck_among(batch.entries.all()) if batch.state == BatchState.APPROVED else frozenset()
        progress = progress_of(batch)
        progress = replace(progress, failed=progress.failed + len(stuck))
        return super().get_context_data(
            batch=batch,
            page=page,
            progress=progress,
            is_running=batch.state == BatchState.APPROVED and progress.waiting > 0,
            prepared_by=names.get(batch.prepared_by, ""),
            approved_by=names.get(batch.approved_by, "") if batch.approved_by else "",
            is_own=batch.prepared_by == user.uuid,  # type: ignore[union-attr]
            has_transcripts=batch.kind in STUDIED,
            is_officer=is_officer,
            stuck=stuck,
            **kwargs,
        )


class Deed(OneBatch, DeedPage):
    """One deed: a form, then back to the batch."""

    template_name = "enrolments/external/form.html"

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(BatchPage.page_title))]

    def back(self) -> str:
        return reverse("batch_desk:batch", args=[self.batch.uuid])

    def about(self) -> str:
        """Return what the form is about."""
        return ""

    def lacking(self) -> str:
        if self.batch.state != BatchState.PREPARED:
            return str(NO_LONGER) % {"state": self.batch.get_state_display()}
        return str(TOGETHER) if self.batch.goes_with_id else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.about(), **kwargs)


class Approve(Deed, ApprovalPage):
    """Lets the batch be issued, after a look at who is in it."""

    template_name = "certificates/batches/approve.html"
    page_title = gettext_lazy("Approve the batch")
    button = gettext_lazy("Approve and issue")
    done = gettext_lazy("The batch is approved. The certificates are being issued.")

    def about(self) -> str:
        total = progress_of(self.batch).total
        return _("%(kind)s · %(school)s · people: %(total)s") % {
            "kind": self.batch.get_kind_display(),
            "school": self.batch.school,
            "total": total,
        }

    def lacking(self) -> str:
        own = self.batch.prepared_by == self.request.user.uuid  # type: ignore[union-attr]
        return super().lacking() or (str(OWN_DEED) if own else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = list(list_entries(self.batch))
        doubts = doubts_about([entry.enrolment for entry in entries], today=local_date(now()))
        told = [(entry, doubts.get(entry.enrolment_id, "")) for entry in entries]
        return super().get_context_data(batch=self.batch, entries=told, doubtful=len(doubts), **kwargs)

    def approve(self) -> None:
        approve_batch(batch_uuid=self.batch.uuid, **self.who())


class Cancel(Deed):
    """Gives up a batch that was not approved."""

    page_title = gettext_lazy("Cancel the batch")
    button = gettext_lazy("Cancel the batch")
    done = gettext_lazy("The batch is cancelled. Its people can be put into another one.")

    def do(self, form: forms.Form) -> None:
        cancel_batch(batch_uuid=self.batch.uuid, reason=form.cleaned_data["reason"], **self.who())


class Drop(Deed):
    """Leaves somebody out for whom it failed."""

    access = OFFICERS
    page_title = pgettext_lazy("batch", "Leave out")
    button = pgettext_lazy("batch", "Leave out")
    done = gettext_lazy("Left out. If a number had been taken, it is void.")

    @cached_property
    def entry(self) -> BatchEntry:
        return get_entry(self.request.user, self.kwargs["batch_entry_uuid"])  # type: ignore[arg-type]

    @cached_property
    def batch(self) -> Batch:
        return self.entry.batch

    def about(self) -> str:
        return f"{self.entry.enrolment.person.full_name} · {self.entry.reason}"

    def lacking(self) -> str:
        state = self.entry.get_state_display()
        is_failed = self.entry.state == EntryState.FAILED or stuck_among([self.entry])
        return "" if is_failed else str(NO_LONGER) % {"state": state}

    def do(self, form: forms.Form) -> None:
        drop_entry(entry_uuid=self.entry.uuid, reason=form.cleaned_data["reason"], **self.who())


class AddTranscripts(Press):
    """Prepares the transcripts that go with a batch, and says who gets none and why."""

    done = gettext_lazy("The transcripts are prepared. They are approved together with this batch.")

    @cached_property
    def batch(self) -> Batch:
        return get_batch(self.request.user, self.kwargs["credential_batch_uuid"])  # type: ignore[arg-type]

    def back(self) -> str:
        return reverse("batch_desk:batch", args=[self.batch.uuid])

    def do(self, **who: Any) -> None:
        added = add_transcripts(batch_uuid=self.batch.uuid, **who)
        for one in added.left_out[:LEFT_OUT_SHOWN]:
            messages.warning(self.request, f"{one.enrolment.person.full_name}: {one.reason}")


class Retry(Press):
    """Tries once more what failed."""

    done = gettext_lazy("It is being tried again.")

    @cached_property
    def entry(self) -> BatchEntry:
        return get_entry(self.request.user, self.kwargs["batch_entry_uuid"])  # type: ignore[arg-type]

    def back(self) -> str:
        return reverse("batch_desk:batch", args=[self.entry.batch.uuid])

    def do(self, **who: Any) -> None:
        retry_entry(entry_uuid=self.entry.uuid, **who)
