"""A school's proposals before its issuing officers: all versions, another officer's approval, the end without one."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.closings import said_of
from certificates.issuing.deskpages import OFFICERS, OWN_DEED, ApprovalPage, ClosingPage, settled
from certificates.issuing.officers import names_of
from certificates.issuing.proposals.frame import Frame
from certificates.issuing.proposals.queries import get_version, list_versions
from lms.core.clock import local_date, now

ON_A_PAGE = 50


class Versions(Page):
    """Every version of one's schools; a subclass names the frame."""

    access = OFFICERS
    frame: Frame

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list_versions(self.frame, officer_schools(self.request.user))  # type: ignore[arg-type]
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        own = self.request.user.uuid  # type: ignore[union-attr]
        names = names_of(row.by for row in page)
        shown = [(row, names.get(row.by, ""), said_of(row), row.by == own) for row in page]
        return super().get_context_data(page=page, shown=shown, today=local_date(now()), **kwargs)


class OneVersion(Page):
    """A deed about one version, which the address names; a subclass names the frame, and the list by page and name."""

    access = OFFICERS
    frame: Frame
    versions: tuple[type[Versions], str]

    @cached_property
    def proposal(self) -> Any:
        """Return the version."""
        (uuid,) = self.kwargs.values()
        return get_version(self.frame, officer_schools(self.request.user), uuid)  # type: ignore[arg-type]

    def trail(self) -> list[tuple[str, str]]:
        page, _name = self.versions
        return [(self.back(), str(page.page_title))]

    def back(self) -> str:
        """Return the address of the list."""
        return reverse(self.versions[1])


class ApproveVersion(OneVersion, ApprovalPage):
    """Lets a version hold, after a look at it."""

    def lacking(self) -> str:
        own = self.proposal.by == self.request.user.uuid  # type: ignore[union-attr]
        return settled(self.proposal) or (str(OWN_DEED) if own else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{self.frame.name: self.proposal}, **kwargs)


class CloseVersion(OneVersion, ClosingPage):
    """Ends a version without approval."""

    page_title = ClosingPage.page_title  # type: ignore[assignment]  # that of the list comes first otherwise
    template_name = "enrolments/external/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal
        what = getattr(row, f"get_{self.frame.about}_display")()
        return super().get_context_data(about=f"{row.school} · {what} · {row.from_date:%Y-%m-%d}", **kwargs)
