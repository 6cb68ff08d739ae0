"""Questions before placement officers: a list, one question, asking, and taking back on a person's word."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.issuing.deskpages import DeedPage, DeskPage, NarrowedList
from certificates.issuing.officers import names_of
from certificates.issuing.queries import holders_among
from certificates.referrals.consent import operations, queries, sources
from certificates.referrals.consent.errors import ConsentNotFound, UnusableConsent
from certificates.referrals.consent.forms import AskForm
from certificates.referrals.consent.models import ConsentRequest
from certificates.referrals.consent.presentation import (
    NO_CERTIFICATE,
    STANDINGS,
    disclosure_row,
    fields_text,
    offer_facts,
    paragraphs_of,
    request_row,
    work_changed,
)
from certificates.referrals.consent.rules import WRITTEN, Standing
from certificates.referrals.models import Opening
from certificates.referrals.queries import openings_for_officers
from certificates.referrals.rules import Standing as OpeningStanding
from lms.accounts.api import Person, named
from lms.core.access import Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role

OFFICERS = Roles(Role.PLACEMENT_OFFICER)


class SearchForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Person, work or employer"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=[
            ("", gettext_lazy("All")),
            *((key.value, words) for key, (words, _kind) in STANDINGS.items()),
        ],
        required=False,
    )


class ConsentDesk(DeskPage):
    """What the pages of this desk share."""

    access = OFFICERS
    list_name = "consent_desk:index"
    list_title = gettext_lazy("Consents")

    def asked(self) -> ConsentRequest:
        """Return the question that the address names, of a person at one of the officer's places."""
        return queries.request_for_officer(self.request.user, self.kwargs["consent_request_uuid"])  # type: ignore[arg-type]


class ConsentList(ConsentDesk, NarrowedList):
    """Every question to people of one's places, the newest first."""

    template_name = "certificates/consents/desk.html"
    page_title = ConsentDesk.list_title

    @cached_property
    def form(self) -> SearchForm:  # type: ignore[override]
        return SearchForm(self.request.GET)

    def found(self) -> QuerySet[ConsentRequest]:
        found = queries.requests_for_officer(self.request.user)  # type: ignore[arg-type]
        if self.narrowed["standing"]:
            found = queries.that_stand(found, Standing(self.narrowed["standing"]), now())
        if words := self.narrowed["q"].strip():
            by = named(words, at="person") | Q(opening__title__icontains=words)
            found = found.filter(
                by | Q(employer__name_zh__icontains=words) | Q(employer__name_en__icontains=words)
            )
        return found

    def rows(self, found: Iterable[ConsentRequest]) -> list[Any]:
        return [request_row(row, now=now()) for row in found]


class OneConsent(ConsentDesk):
    """One question: what was asked, what the person said, what was handed out. Nothing to tick."""

    template_name = "certificates/consents/desk_consent.html"
    page_title = gettext_lazy("Consent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked()
        consent = getattr(asked, "consent", None)
        row = request_row(asked, now=now())
        page = {
            "row": row,
            "facts": offer_facts(asked),
            "asked_for": fields_text(asked.fields),
            "given": fields_text(consent.fields) if consent else "",
            "consent": consent,
            "work_changed": work_changed(asked, now()) if not hasattr(consent, "sheet") else "",
            "words": [
                {"term": fields_text([field]), "value": value}
                for field, value in sources.written_in(asked).items()
            ],
            "text": paragraphs_of(asked.text),
            "by": names_of({asked.asked_by}).get(asked.asked_by, "–"),
            "disclosures": [disclosure_row(line) for line in queries.disclosures_under(consent)]
            if consent
            else [],
        }
        return super().get_context_data(**page, **kwargs)


class Ask(ConsentDesk, DeedPage):
    """Ask somebody; the answer is the person's alone."""

    template_name = "accounts/employers/desk/deed.html"
    page_title = button = gettext_lazy("Ask for consent")
    done = gettext_lazy("The question is asked. The person answers it at a terminal.")

    def back(self) -> str:
        return reverse("consent_desk:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = _("The person reads it at a terminal, with the own values, and decides alone.")
        return super().get_context_data(about=_("A question to one person"), what_happens=what, **kwargs)

    def form_class(self, said: Any = None) -> AskForm:  # type: ignore[override]
        """Return the form with the openings that run now, and whom a name may mean that is not one person's."""
        form = AskForm(said, openings=_open_openings())
        people, is_one = queries.people_called(self.request.user, form.called())  # type: ignore[arg-type]
        form.offer([] if is_one else people)
        return form

    def lacking(self) -> str:
        return "" if _open_openings() else _("There is no approved opening now.")

    def person(self, said: dict[str, Any]) -> Person:
        """Return whom the form means; somebody of another place is as unknown as nobody."""
        people, is_one = queries.people_called(self.request.user, said["number"])  # type: ignore[arg-type]
        if not people:
            raise ConsentNotFound(_("No trainee of your places has this name or number."), field="number")
        # Of two of a name one was ticked, who may be gone by now: the other one is not meant.
        ticked = self.request.POST.get("person", "")
        chosen = people if is_one and not ticked else [row for row in people if str(row.uuid) == ticked]
        if not chosen:
            raise UnusableConsent(_("Choose who it is."), field="person")
        return chosen[0]

    def do(self, form: forms.Form) -> None:
        said, who = form.cleaned_data, self.who()
        person = self.person(said)
        if not said.get("despite") and not holders_among([person.pk], today=local_date(now())):
            form.ask_despite()  # type: ignore[attr-defined]
            raise UnusableConsent(NO_CERTIFICATE, field="despite")
        operations.ask(
            opening=next(row for row in _open_openings() if str(row.uuid) == said["opening"]),
            person=person,
            fields={field: said[field] if field in WRITTEN else "" for field in said["fields_asked"]},
            key=said["client_key"],
            by=who["actor"],
            now=who["now"],
        )


class WithdrawFor(ConsentDesk, DeedPage):
    """Take a yes back for somebody who asked for it and has no terminal any more."""

    template_name = "accounts/employers/desk/deed.html"
    form_class = forms.Form
    page_title = button = gettext_lazy("Take the yes back for this person")
    done = gettext_lazy("The yes is taken back. Nothing is shown to the employer any more.")

    def back(self) -> str:
        return reverse("consent_desk:consent", args=[self.kwargs["consent_request_uuid"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked()
        about = f"{asked.person.full_name} · {asked.employer.name}"
        what = _(
            "Only when the person asked you to. It holds at once and for ever; the employer is told to delete."
        )
        return super().get_context_data(about=about, what_happens=what, **kwargs)

    def lacking(self) -> str:
        return "" if request_row(self.asked(), now=now()).may_withdraw else _("There is no yes in force.")

    def do(self, form: forms.Form) -> None:
        consent = getattr(self.asked(), "consent", None)
        if consent is None:
            raise ConsentNotFound
        operations.withdraw_for(consent=consent, officer=self.request.user, **self.who())  # type: ignore[arg-type]


def _open_openings() -> list[Opening]:
    today = local_date(now())
    both = (OpeningStanding.RUNNING, OpeningStanding.COMING)
    return [row for one in both for row in openings_for_officers(today=today, standing=one)]
