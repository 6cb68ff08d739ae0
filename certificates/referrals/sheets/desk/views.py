"""Referrals before placement officers: who waits for a sheet, every sheet with its replies, a reply on paper."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import View

from certificates.issuing import storage
from certificates.issuing.deskpages import DeedPage, DeskPage, NarrowedList, paper
from certificates.issuing.officers import names_of
from certificates.issuing.places import betraying_among
from certificates.referrals.consent.models import Consent
from certificates.referrals.consent.operations import WORK_CHANGED
from certificates.referrals.consent.queries import is_live
from certificates.referrals.consent.sources import other_names_on_papers
from certificates.referrals.outcomes.words import what_is_at_odds
from certificates.referrals.sheets import operations, packs, queries
from certificates.referrals.sheets.content import schools_for
from certificates.referrals.sheets.errors import UnusableSheet
from certificates.referrals.sheets.facts import starts_of
from certificates.referrals.sheets.forms import IssueForm, PaperReplyForm, SearchForm
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay
from certificates.referrals.sheets.operations import Order
from certificates.referrals.sheets.presentation import SheetRow, facts_of, sheet_page, sheet_row
from certificates.referrals.sheets.printing import print_sheet
from certificates.referrals.sheets.returns import returns_of
from certificates.referrals.sheets.rules import Standing
from lms.accounts.api import named
from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.core.tables import table_response
from lms.organisations.api import School

OFFICERS = Roles(Role.PLACEMENT_OFFICER)


class ReferralDesk(DeskPage):
    """What the pages of this desk share."""

    access = OFFICERS
    list_name = "referral_desk:index"
    list_title = pgettext_lazy("work", "Referrals")
    header_icon = "mail"

    def sheet(self) -> ReferralSheet:
        """Return the sheet that the address names, of a person at one of the officer's places."""
        return queries.sheet_for_officer(self.request.user, self.kwargs["referral_sheet_uuid"])  # type: ignore[arg-type]


class Referrals(ReferralDesk, NarrowedList):
    """Who consented and waits for a sheet, and every sheet with how it stands."""

    template_name = "certificates/referrals/desk.html"
    page_title = ReferralDesk.list_title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format"):
            return table_response(request, "referrals", head=_head(), rows=_table(self.rows(self.found())))
        return super().get(request, *args, **kwargs)

    @cached_property
    def form(self) -> SearchForm:  # type: ignore[override]
        return SearchForm(self.request.GET)

    def found(self) -> QuerySet[ReferralSheet]:
        found = _found(queries.sheets_for_officer(self.request.user), self.narrowed["q"].strip())  # type: ignore[arg-type]
        standing = self.narrowed["standing"]
        return queries.that_stand(found, Standing(standing), at=now()) if standing else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = queries.consents_to_refer(self.request.user, at=now())  # type: ignore[arg-type]
        return super().get_context_data(waiting=waiting, **kwargs)

    def rows(self, found: Iterable[ReferralSheet]) -> list[SheetRow]:
        return [sheet_row(row, at=now(), is_inside=True) for row in found]


class IssueSheet(ReferralDesk):
    """What a sheet would say, by which school; then it is issued."""

    template_name = "certificates/referrals/issue.html"
    page_title = gettext_lazy("Issue the referral sheet")

    @cached_property
    def consent(self) -> Consent:
        user: Any = self.request.user
        return queries.consent_of_question(user, self.kwargs["given_request_uuid"])

    @cached_property
    def schools(self) -> list[School]:
        return schools_for(self.consent.person_id, today=local_date(now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"consent": self.consent}
        try:
            school, said = operations.drafted(self.consent, _school_in(self.request), now=now())
        except DomainError as error:
            return super().get_context_data(**shown, lacking=error.message, **kwargs)
        first = {"school": school, "seen": said.digest()}
        shown["form"] = kwargs.pop("form", None) or IssueForm(self.schools, initial=first)
        shown |= {"said": said, "facts": facts_of(said), "returns": returns_of(self.schools)}
        shown["other_names"] = other_names_on_papers(self.consent.person, today=local_date(now()))
        return super().get_context_data(**shown, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.elsewhere() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if elsewhere := self.elsewhere():
            return elsewhere
        form = IssueForm(self.schools, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        order = Order(self.consent, said["school"].uuid, said["seen"], said["slip_to"] or None)
        try:
            sheet = operations.issue_sheet(order, officer=request.user, **self.who())  # type: ignore[arg-type]
        except UnusableSheet as error:
            form.add_error(error.field, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except DomainError as error:  # an open form grows old: the page says how things stand now
            messages.warning(request, error.message or _("That did not work."))
            return redirect(request.path)
        messages.success(request, _("The sheet is issued. The employer reads it on its page."))
        return redirect("referral_desk:referral", sheet.uuid)

    def elsewhere(self) -> HttpResponse | None:
        """Return where to go on when there is nothing to issue here any more; None while there is."""
        if queries.waits_for_its_sheet(self.consent, at=now()):
            return None
        if sheet := getattr(self.consent, "sheet", None):
            messages.info(self.request, _("This sheet has been issued already. Here it is."))
            return redirect("referral_desk:referral", sheet.uuid)
        if is_live(self.consent, at=now()):
            messages.warning(self.request, WORK_CHANGED)
        else:
            messages.warning(self.request, _("The consent has ended. There is nothing to issue any more."))
        return redirect(self.list_name)


class SheetPreview(AccessMixin, View):
    """The sheet as it would be, void."""

    access = OFFICERS

    def get(self, request: HttpRequest, given_request_uuid: UUID) -> HttpResponse:
        consent = queries.consent_to_refer(request.user, given_request_uuid, at=now())  # type: ignore[arg-type]
        _school, said = operations.drafted(consent, _school_in(request), now=now())
        return paper("preview", print_sheet(said, token="", is_void=True))


class OneReferral(ReferralDesk):
    """One referral: what was told to whom, and every reply."""

    template_name = "certificates/referrals/desk_referral.html"
    page_title = pgettext_lazy("work", "Referral")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet()
        replies = list(sheet.replies.all())
        names = names_of([sheet.made_by, *(row.by for row in replies)])
        telling = betraying_among({row.words for row in replies if row.words})
        starts = starts_of(sheet)
        shown = sheet_page(sheet, at=now(), is_inside=True) | {
            "made_by": names.get(sheet.made_by, "–"),
            "replies": [
                {"row": row, "by": names.get(row.by, "–") if row.by else "–", "tells": row.words in telling}
                for row in replies
            ],
            "is_live": queries.is_live(sheet, at=now()),
            "at_odds": what_is_at_odds(sheet.consent.person_id, starts.days),
            "is_start_undone": starts.is_undone,
        }
        return super().get_context_data(**shown, **kwargs)


class SheetPaper(AccessMixin, View):
    """The sheet as it was issued, to print and hand over; not after its consent ended."""

    access = OFFICERS

    def get(self, request: HttpRequest, referral_sheet_uuid: UUID) -> HttpResponse:
        sheet = queries.live_sheet_for_officer(request.user, referral_sheet_uuid, at=now())  # type: ignore[arg-type]
        digest = sheet.document_sha256
        return paper("referral", storage.get_document(storage.name_of(digest), digest))


class SheetPack(AccessMixin, View):
    """The sheet with the certificates that go along, to hand over in one; not after its consent ended."""

    access = OFFICERS

    def get(self, request: HttpRequest, referral_sheet_uuid: UUID) -> HttpResponse:
        sheet = queries.live_sheet_for_officer(request.user, referral_sheet_uuid, at=now())  # type: ignore[arg-type]
        name = f"{packs.name_of(sheet)}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        content = packs.pack_of(sheet, today=local_date(now()))
        return HttpResponse(content, content_type="application/zip", headers=headers)


class PaperReply(ReferralDesk, DeedPage):
    """Types in what an employer wrote on the slip, or said."""

    form_class = PaperReplyForm
    template_name = "enrolments/external/form.html"
    page_title = button = gettext_lazy("Enter a reply slip")
    done = gettext_lazy("The reply is kept.")

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(OneReferral.page_title))]

    def back(self) -> str:
        return reverse("referral_desk:referral", args=[self.kwargs["referral_sheet_uuid"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = sheet_row(self.sheet(), at=now(), is_inside=True)
        return super().get_context_data(about=f"{row.name} · {row.employer} · {row.work}", **kwargs)

    def do(self, form: Form) -> None:
        sent = form.sent(ReplyWay.PAPER)  # type: ignore[attr-defined]
        operations.reply_to(sheet=self.sheet(), sent=sent, **self.who())


def _found(rows: QuerySet[ReferralSheet], words: str) -> QuerySet[ReferralSheet]:
    if not words:
        return rows
    employer = Q(consent__employer__name_zh__icontains=words) | Q(consent__employer__name_en__icontains=words)
    by = named(words, at="consent__person") | Q(consent__request__opening__title__icontains=words)
    return rows.filter(employer | by)


def _school_in(request: HttpRequest) -> UUID | None:
    """Return which school the page was asked to show, if it is a key at all."""
    try:
        return UUID(request.GET.get("school", ""))
    except ValueError:
        return None


def _head() -> list[str]:
    return [
        pgettext("person", "Name"),
        _("Employer"),
        pgettext("opening", "Work"),
        pgettext("referral", "Issued on"),
        _("How it stands"),
    ]


def _table(rows: Iterable[SheetRow]) -> list[list[str]]:
    return [
        [row.name, row.employer, row.work, f"{local_date(row.sheet.made_at)}", str(row.standing)]
        for row in rows
    ]
