"""Openings before placement officers: a list to search, one opening with its flagged words, approve and refuse."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.issuing.deskpages import DeedPage, DeskPage, NarrowedList
from certificates.issuing.officers import names_of
from certificates.referrals import operations, queries
from certificates.referrals.forms import RefuseForm, SeenForm
from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen
from certificates.referrals.presentation import STANDINGS, opening_page, opening_row
from certificates.referrals.rules import TAKES_PEOPLE, Standing, Step
from certificates.referrals.telling import why_it_tells
from certificates.referrals.words import OWN_EMPLOYER, why_not, why_not_by
from lms.core.access import Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role

OFFICERS = Roles(Role.PLACEMENT_OFFICER)
# Where what an opening says still matters.
UNDECIDED = (Standing.WAITING, *TAKES_PEOPLE)


class SearchForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Work, place or employer"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=[
            ("", gettext_lazy("All")),
            *((key.value, words) for key, (words, _kind) in STANDINGS.items() if key is not Standing.DRAFT),
        ],
        required=False,
    )


class OpeningDesk(DeskPage):
    """What the pages of this desk share."""

    access = OFFICERS
    list_name = "opening_desk:index"
    list_title = pgettext_lazy("work", "Openings")

    def opening(self) -> Opening:
        """Return the opening that the address names, as far as officers may look at it."""
        return queries.opening_for_officers(self.kwargs["sent_opening_uuid"], today=local_date(now()))


class OpeningList(OpeningDesk, NarrowedList):
    """Everything that was sent in; what waits comes first."""

    template_name = "certificates/openings/desk.html"
    page_title = OpeningDesk.list_title

    @cached_property
    def form(self) -> SearchForm:  # type: ignore[override]
        return SearchForm(self.request.GET)

    def found(self) -> QuerySet[Opening]:
        standing = Standing(self.narrowed["standing"]) if self.narrowed["standing"] else None
        rows = queries.openings_for_officers(today=local_date(now()), standing=standing)
        words = self.narrowed["q"].strip()
        if not words:
            return rows
        by = Q(title__icontains=words) | Q(district__icontains=words)
        return rows.filter(by | Q(employer__name_zh__icontains=words) | Q(employer__name_en__icontains=words))

    def rows(self, found: Iterable[Opening]) -> list[Any]:
        return [opening_row(row, today=local_date(now())) for row in found]


class OneOpening(OpeningDesk):
    """One opening: its words with what is flagged, and everything that was done with it."""

    template_name = "certificates/openings/desk_opening.html"
    page_title = pgettext_lazy("work", "Opening")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = self.opening()
        steps = list(opening.decisions.order_by("-revision"))
        names = names_of({step.by for step in steps})
        today = local_date(now())
        standing = queries.standing_on(opening, today=today)
        is_own = queries.is_of_own_employer(opening, self.request.user.uuid)  # type: ignore[union-attr]
        page = opening_page(opening, today=today) | {
            "deeds": [
                {"url": _address(deed, opening), "label": deed.page_title}
                for deed in (Approve, Refuse)
                # Of what has ended there is nothing left to refuse.
                if standing is not Standing.ENDED
                and not is_own
                and not why_not(opening, deed.step, today=today)
            ],
            "why_none": OWN_EMPLOYER if is_own else "",
            "tells": why_it_tells(opening) if standing in UNDECIDED else "",
            "takes_people": standing in TAKES_PEOPLE,
            "is_paused": standing is Standing.PAUSED,
            "steps": [{"row": step, "by": names.get(step.by, "–")} for step in steps],
        }
        return super().get_context_data(**page, **kwargs)


def _address(deed: type["Deed"], opening: Opening) -> str:
    """The revision goes along: what comes to be decided is what this page showed."""
    return reverse(f"opening_desk:{deed.step}", args=[opening.uuid]) + f"?seen={opening.revision}"


class Deed(OpeningDesk, DeedPage):
    """One decision about the revision that was looked at, then back to the opening."""

    template_name = "accounts/employers/desk/deed.html"
    form_class = SeenForm
    step: Step
    what_happens: Any

    def back(self) -> str:
        return reverse("opening_desk:opening", args=[self.opening().uuid])

    def lacking(self) -> str:
        by = self.request.user.uuid  # type: ignore[union-attr]
        return why_not_by(by, self.opening(), self.step, today=local_date(now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = self.opening()
        seen = self.request.GET.get("seen", "")[:20]
        kwargs.setdefault("form", self.form_class(initial={"seen": seen or opening.revision}))
        about = f"{opening.title} · {opening.employer.name}"
        return super().get_context_data(about=about, what_happens=self.what_happens, **kwargs)

    def seen(self, form: forms.Form) -> Seen:
        """Return which opening is meant, and as it was when looked at."""
        return Seen(self.kwargs["sent_opening_uuid"], form.cleaned_data["seen"])


class Approve(Deed):
    """Approve what was looked at."""

    step = Step.APPROVE
    page_title = button = gettext_lazy("Approve the opening")
    done = gettext_lazy("The opening is approved.")
    what_happens = gettext_lazy(
        "People may be referred to it until its last day. If the employer changes it, it has to be approved again."
    )

    def do(self, form: forms.Form) -> None:
        operations.approve_opening(seen=self.seen(form), **self.who())


class Refuse(Deed):
    """Refuse it, or take the approval back."""

    step = Step.REFUSE
    form_class = RefuseForm
    page_title = button = gettext_lazy("Refuse the opening")
    done = gettext_lazy("The opening is refused. The employer reads the reason.")
    what_happens = gettext_lazy("Nobody is referred to it. The employer may change it and send it in again.")

    def do(self, form: forms.Form) -> None:
        operations.refuse_opening(seen=self.seen(form), reason=form.cleaned_data["reason"], **self.who())
