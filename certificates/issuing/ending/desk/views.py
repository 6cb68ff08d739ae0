"""Endings before officers and registrars: the list, one certificate, asking, and what is decided."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from certificates.issuing.deskpages import (
    KEEPERS,
    NO_LONGER,
    OFFICERS,
    OWN_DEED,
    ApprovalPage,
    DeedPage,
    DeskPage,
    Press,
    paper,
)
from certificates.issuing.ending.content import changes_of, preview_of_request
from certificates.issuing.ending.desk.beside import beside_asked, beside_request, revocation_that_ended
from certificates.issuing.ending.desk.forms import OPEN, AskForm, RequestFilter
from certificates.issuing.ending.desk.shown import get_kept, get_request, list_requests, names_on
from certificates.issuing.ending.marks import find_outdated
from certificates.issuing.ending.models import EndingKind, EndingRequest, EndingState
from certificates.issuing.ending.operations import (
    approve_request,
    give_up,
    refuse_request,
    request_ending,
    retry_request,
    withdraw_request,
)
from certificates.issuing.ending.policies import may_decide
from certificates.issuing.ending.queries import (
    OPEN_STATES,
    chain_of,
    history_of,
    is_stuck,
    open_request_of,
    successor_of,
)
from certificates.issuing.ending.rules import RUNNING, Ending
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.named import records_otherwise
from certificates.issuing.officers import names_of
from certificates.issuing.queries import award_of_credential, name_now
from lms.core.access import AccessMixin
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid

ON_A_PAGE = 50
# In the order in which a certificate offers them.
ASKED = {
    Ending.CORRECT: gettext_lazy("Ask for a correction"),
    Ending.REPLACE: gettext_lazy("Ask for a replacement"),
    Ending.REVOKE: gettext_lazy("Ask for revocation"),
}
WHAT_HAPPENS = {
    Ending.REVOKE: gettext_lazy(
        "Once it is approved, the certificate is no longer valid. This cannot be undone. "
        "Everybody who checks it sees since when, and nobody sees why."
    ),
    Ending.CORRECT: gettext_lazy(
        "Once it is approved, a new certificate with a new number is issued, and only then does this one end. "
        "Only what is corrected changes. Where the name was changed by law since, ask for a replacement."
    ),
    Ending.REPLACE: gettext_lazy(
        "Once it is approved, a new certificate with a new number is issued, and only then does this one end. "
        "But for a new name nothing changes."
    ),
}


class Page(DeskPage):
    """A page about endings."""

    list_name = "ending_desk:index"
    list_title = gettext_lazy("Corrections and revocations")
    page_title = list_title
    header_icon = "rotate"


class RequestList(Page):
    """All requests that one sees."""

    template_name = "certificates/endings/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = RequestFilter(self.request.GET)
        said = chosen.cleaned_data if chosen.is_valid() else {"q": "", "kind": "", "state": ""}
        states = OPEN_STATES if said["state"] == OPEN else tuple(filter(None, [said["state"]]))
        rows = list_requests(self.request.user, q=said["q"], kind=said["kind"], states=states)  # type: ignore[arg-type]
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        names = names_of(row.requested_by for row in page)
        shown = [(row, names_on(row), names.get(row.requested_by, "")) for row in page]
        address = urlencode({key: value for key, value in said.items() if value})
        outdated = find_outdated(self.request.user, now=now())  # type: ignore[arg-type]
        shared = {"filter": chosen, "page": page, "rows": shown, "address": address, "outdated": outdated}
        return super().get_context_data(**shared, **kwargs)


class OneCertificate(Page):
    """A page about one certificate."""

    @cached_property
    def credential(self) -> Credential:
        return get_kept(self.request.user, self.kwargs["credential_uuid"])  # type: ignore[arg-type]

    def get_page_subtitle(self) -> str:
        return self.credential.number_id


class CertificatePage(OneCertificate):
    """One certificate with those before and after it, all that was asked about it, and what can be asked now."""

    template_name = "certificates/endings/certificate.html"
    page_title = gettext_lazy("Certificate")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        credential = self.credential
        chain = chain_of(credential)
        ended_by = revocation_that_ended(credential)
        requests = ([ended_by] if ended_by else []) + list(history_of(chain))
        is_officer = may_decide(self.request.user, credential)  # type: ignore[arg-type]
        names = names_of([one for row in requests for one in (row.requested_by, row.decided_by)])
        waiting = open_request_of(credential)
        may_ask = credential.state == CredentialState.ISSUED and waiting is None
        return super().get_context_data(
            credential=credential,
            award=award_of_credential(credential),
            chain=chain,
            history=[
                (row, names.get(row.requested_by, ""), names.get(row.decided_by, "")) for row in requests
            ],
            waiting=waiting,
            ended_by=ended_by,
            is_officer=is_officer,
            name_now=name_now(credential),
            records=records_otherwise(credential),
            ways=[(ending.value, words) for ending, words in ASKED.items()] if may_ask else [],
            **kwargs,
        )


class Ask(OneCertificate):
    """Asks for a certificate to be revoked, corrected or replaced."""

    template_name = "certificates/endings/ask.html"

    @cached_property
    def ending(self) -> Ending:
        try:
            return Ending(self.kwargs["ending_kind"])
        except ValueError:
            raise Http404 from None

    @property
    def page_title(self) -> str:  # type: ignore[override]
        return str(ASKED[self.ending])

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(CertificatePage.page_title))]

    def back(self) -> str:
        """Return the address of the certificate."""
        return reverse("ending_desk:certificate", args=[self.credential.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = AskForm(self.ending, self.credential, initial={"key": new_uuid()})
        return super().get_context_data(
            credential=self.credential,
            award=award_of_credential(self.credential),
            what_happens=WHAT_HAPPENS[self.ending],
            beside=beside_asked(
                self.request.user,  # type: ignore[arg-type]
                self.credential,
                is_new=self.ending is not Ending.REVOKE,
            ),
            back=self.back(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AskForm(self.ending, self.credential, request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                asked = request_ending(
                    credential_uuid=self.credential.uuid,
                    wanted=form.wanted(),
                    key=form.cleaned_data["key"],
                    **self.who(),
                )
                messages.success(request, _("Asked for. Now another issuing officer decides."))
                return redirect("ending_desk:request", asked.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OneRequest(Page):
    """A page about one request."""

    @cached_property
    def ending(self) -> EndingRequest:
        return get_request(self.request.user, self.kwargs["ending_uuid"])  # type: ignore[arg-type]

    def get_page_subtitle(self) -> str:
        return self.ending.credential.number_id

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ending = self.ending
        return super().get_context_data(
            ending=ending,
            credential=ending.credential,
            award=award_of_credential(ending.credential),
            changes=changes_of(ending),
            beside=beside_request(self.request.user, ending),  # type: ignore[arg-type]
            **kwargs,
        )


class RequestPage(OneRequest):
    """What is asked for, what changes side by side, and what can be done with it."""

    template_name = "certificates/endings/request.html"
    page_title = gettext_lazy("Request")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ending, user = self.ending, self.request.user
        names = names_of([ending.requested_by, ending.decided_by])
        is_own = ending.requested_by == user.uuid  # type: ignore[union-attr]
        is_officer, stuck = may_decide(user, ending.credential), is_stuck(ending)  # type: ignore[arg-type]
        return super().get_context_data(
            requested_by=names.get(ending.requested_by, ""),
            decided_by=names.get(ending.decided_by, "") if ending.decided_by else "",
            newer=successor_of(ending.credential) if ending.state == EndingState.DONE else None,
            is_running=ending.state == EndingState.APPROVED and not stuck,
            is_stuck=stuck,
            is_own=is_own,
            is_officer=is_officer,
            decides=is_officer and not is_own,
            gives_up=is_officer and ending.state in {step.value for step in RUNNING},
            **kwargs,
        )


class Preview(AccessMixin, View):
    """How the new document would look."""

    access = KEEPERS

    def get(self, request: HttpRequest, ending_uuid: Any) -> HttpResponse:
        ending = get_request(request.user, ending_uuid)  # type: ignore[arg-type]
        return paper("preview", preview_of_request(ending))


class Deed(OneRequest, DeedPage):
    """One deed: a form, then back to the request."""

    template_name = "certificates/endings/deed.html"

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(RequestPage.page_title))]

    def back(self) -> str:
        return reverse("ending_desk:request", args=[self.ending.uuid])

    def lacking(self) -> str:
        ending = self.ending
        if not self.is_possible():
            return str(NO_LONGER) % {"state": ending.get_state_display()}
        return str(OWN_DEED) if ending.requested_by == self.request.user.uuid else ""  # type: ignore[union-attr]

    def is_possible(self) -> bool:
        """Return whether the request still waits for this deed."""
        return self.ending.state == EndingState.REQUESTED


class Approve(Deed, ApprovalPage):
    """Does what was asked for."""

    page_title = gettext_lazy("Approve the request")
    done = gettext_lazy("Approved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(what_happens=WHAT_HAPPENS[Ending(self.ending.kind)], **kwargs)

    @property
    def button(self) -> Any:  # type: ignore[override]
        if self.ending.kind == EndingKind.REVOKE:
            return _("Approve and revoke")
        return _("Approve and issue the new one")

    def approve(self) -> None:
        approve_request(request_uuid=self.ending.uuid, **self.who())


class Refuse(Deed):
    """Refuses with a reason; the certificate stays as it is."""

    access = OFFICERS
    page_title = gettext_lazy("Refuse the request")
    button = gettext_lazy("Refuse the request")
    done = gettext_lazy("Refused. The certificate stays as it is.")

    def do(self, form: forms.Form) -> None:
        refuse_request(request_uuid=self.ending.uuid, answer=form.cleaned_data["reason"], **self.who())


class GiveUp(Deed):
    """Gives up a new certificate that is not made; the old one stays in force."""

    access = OFFICERS
    page_title = pgettext_lazy("request", "Give up")
    button = pgettext_lazy("request", "Give up")
    done = gettext_lazy("Given up. The certificate stays in force; if a number had been taken, it is void.")

    def lacking(self) -> str:
        state = self.ending.get_state_display()
        return "" if self.is_possible() else str(NO_LONGER) % {"state": state}

    def is_possible(self) -> bool:
        return self.ending.state in {step.value for step in RUNNING}

    def do(self, form: forms.Form) -> None:
        give_up(request_uuid=self.ending.uuid, answer=form.cleaned_data["reason"], **self.who())


class Step(Press):
    """One press of a button, then back to the request."""

    @cached_property
    def ending(self) -> EndingRequest:
        return get_request(self.request.user, self.kwargs["ending_uuid"])  # type: ignore[arg-type]

    def back(self) -> str:
        return reverse("ending_desk:request", args=[self.ending.uuid])


class Withdraw(Step):
    """Takes back one's own request."""

    done = gettext_lazy("The request is withdrawn.")

    def do(self, **who: Any) -> None:
        withdraw_request(request_uuid=self.ending.uuid, **who)


class Retry(Step):
    """Tries once more what could not be made."""

    done = gettext_lazy("It is being tried again.")

    def do(self, **who: Any) -> None:
        retry_request(request_uuid=self.ending.uuid, **who)
