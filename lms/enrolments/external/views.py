"""Faces of outside certificates for registrars, in Wagtail's interface."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import Listing, Person, actor_of, searches_beside
from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.sending import StoredFile, send_stored
from lms.core.tables import table_response
from lms.enrolments.external.forms import (
    AlertFilter,
    CertificateForm,
    ReviewForm,
    ScanForm,
    StrikeForm,
    VerificationForm,
)
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.operations import (
    Asked,
    NewCertificate,
    keep_scan,
    note_reading,
    record_certificate,
    record_review,
    strike_certificate,
    verify_certificate,
)
from lms.enrolments.external.presentation import alert_row, certificate_row, table_of
from lms.enrolments.external.queries import (
    find_people,
    get_certificate,
    get_person_recorded,
    get_scan,
    has_lapsed,
    list_alerts,
    list_certificates_of,
)

REGISTRARS = Roles(Role.REGISTRAR)
PER_PAGE = 50
SEARCHED = Listing("outside_certificates", "external:index", REGISTRARS, ("stage", "what"))


class CertificatesPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about outside certificates."""

    access = REGISTRARS
    header_icon = "doc-full"
    page_title = gettext_lazy("Outside certificates")
    request: HttpRequest
    kwargs: dict[str, Any]

    def trail(self) -> list[tuple[str, str]]:
        """Return the pages between the list and this one."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        own = [] if type(self) is AlertList else [{"url": "", "label": str(self.page_title)}]
        index = {"url": reverse("external:index"), "label": str(CertificatesPage.page_title)}
        between = [{"url": url, "label": label} for url, label in self.trail()]
        return [*self.breadcrumbs_items, index, *between, *own]


class AlertList(CertificatesPage):
    """What has ended, ends soon or is to be reviewed; and the way to a person's papers."""

    template_name = "enrolments/external/alerts.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = AlertFilter(request.GET)
        values = chosen.cleaned_data if chosen.is_valid() else {}
        today = local_date(now())
        alerts = list_alerts(
            request.user,
            today=today,
            stage=values.get("stage", ""),
            what=values.get("what", ""),  # type: ignore[arg-type]
        )
        if request.GET.get("format") in ("csv", "xlsx"):
            head, rows = table_of(alerts)
            return table_response(request, "certificates-due", head=head, rows=rows)
        page = Paginator(alerts, PER_PAGE).get_page(request.GET.get("p"))
        words = request.GET.get("q", "")
        context = {
            "filter": chosen,
            "page": page,
            "rows": [alert_row(alert) for alert in page],
            "total": len(alerts),
            "q": words,
            "address": SEARCHED.query_of(request.GET.urlencode()),
            "searches": searches_beside(request, SEARCHED),
            "found": find_people(request.user, words),  # type: ignore[arg-type]
        }
        return self.render_to_response(self.get_context_data(**context))


class PersonCertificates(CertificatesPage):
    """All papers of one person."""

    template_name = "enrolments/external/person.html"
    page_title = gettext_lazy("Certificates of a person")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.person: Person = get_person_recorded(request.user, kwargs["person_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.person.full_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [certificate_row(row) for row in list_certificates_of(self.person.pk)]
        return super().get_context_data(person=self.person, rows=rows, **kwargs)


class RecordCertificate(PersonCertificates):
    """Writes down what stands on a paper."""

    template_name = "enrolments/external/form.html"
    page_title = gettext_lazy("Record a certificate")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("external:person", args=[self.person.uuid]), self.person.full_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CertificateForm())
        back = reverse("external:person", args=[self.person.uuid])
        return super().get_context_data(button=_("Record"), back=back, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CertificateForm(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                new = NewCertificate(person=self.person, **form.cleaned_data)
                row = record_certificate(new=new, actor=actor_of(request), now=now())
                messages.success(
                    request, _("The certificate is recorded. Now ask the issuing side about it.")
                )
                return redirect("external:certificate", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CertificateDetail(CertificatesPage):
    """One certificate with everything that was asked about it."""

    template_name = "enrolments/external/certificate.html"
    page_title = gettext_lazy("Certificate")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.certificate: ExternalCertificate = get_certificate(request.user, kwargs["certificate_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.certificate.person.full_name

    def trail(self) -> list[tuple[str, str]]:
        person = self.certificate.person
        return [(reverse("external:person", args=[person.uuid]), person.full_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lapsed = has_lapsed(self.certificate, local_date(now()))
        return super().get_context_data(row=certificate_row(self.certificate), has_lapsed=lapsed, **kwargs)


class CertificateDeed(CertificateDetail):
    """One deed about a certificate: a form, then back to the certificate."""

    template_name = "enrolments/external/form.html"
    form_class: type[forms.Form]
    button: Any = gettext_lazy("Save")
    done: Any = ""

    def trail(self) -> list[tuple[str, str]]:
        own = reverse("external:certificate", args=[self.certificate.uuid])
        return [*super().trail(), (own, str(CertificateDetail.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_class())
        back = reverse("external:certificate", args=[self.certificate.uuid])
        return super().get_context_data(button=self.button, back=back, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.do(form.cleaned_data)
                messages.success(request, self.done)
                return redirect("external:certificate", self.certificate.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def do(self, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def who(self) -> dict[str, Any]:
        """Return which certificate, who and when, as the operations take it."""
        return {"uuid": self.certificate.uuid, "actor": actor_of(self.request), "now": now()}


class Verify(CertificateDeed):
    """Writes down what the issuing side said."""

    form_class = VerificationForm
    page_title = gettext_lazy("Record an answer of the issuing side")
    done = gettext_lazy("The answer is recorded.")

    def do(self, values: dict[str, Any]) -> None:
        asked: date = values["asked"]
        answer = Asked(
            values["means"],
            values["source"],
            values["result"],
            asked,
            by_name=self.request.user.get_full_name(),  # type: ignore[union-attr]
            note=values["note"],
        )
        verify_certificate(asked=answer, **self.who())


class Review(CertificateDeed):
    """Writes down that a licence was reviewed."""

    form_class = ReviewForm
    page_title = gettext_lazy("Record a review")
    done = gettext_lazy("The review is recorded.")

    def do(self, values: dict[str, Any]) -> None:
        record_review(reviewed=values["reviewed"], note=values["note"], **self.who())


class AddScan(CertificateDeed):
    """Keeps a picture of the paper."""

    form_class = ScanForm
    page_title = gettext_lazy("Add a scan")
    done = gettext_lazy("The scan is kept.")

    def do(self, values: dict[str, Any]) -> None:
        keep_scan(data=values["scan"].read(), **self.who())


class Strike(CertificateDeed):
    """Strikes out what was recorded wrongly."""

    form_class = StrikeForm
    page_title = gettext_lazy("Strike out the certificate")
    button = gettext_lazy("Strike out")
    done = gettext_lazy(
        "Struck out. It stays to be seen; neither it nor credits that it gave count any more."
    )

    def do(self, values: dict[str, Any]) -> None:
        strike_certificate(reason=values["reason"], **self.who())


class ShowScan(AccessMixin, View):
    """Sends a scan; each look is written down."""

    access = REGISTRARS

    def get(self, request: HttpRequest, scan_uuid: Any) -> HttpResponseBase:
        scan = get_scan(request.user, scan_uuid)  # type: ignore[arg-type]
        note_reading(scan=scan, actor=actor_of(request), now=now())
        answer = send_stored(request, StoredFile(scan.file, scan.kind, scan.size, scan.sha256))
        answer["Cache-Control"] = "no-store"
        return answer
