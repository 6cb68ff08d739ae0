"""The map of a room: drawn, looked at, two seats swapped by click or key."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.sentences import enumerated, sentences
from lms.exams.sittingdesk.presentation import form_names, seat_map
from lms.exams.sittingdesk.queries import alike_seats, candidates_of, get_candidate, papers_on
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittings import operations


class SeatsPage(SittingPage):
    """Who sits where, with which form. A seat is chosen first, then the one to move to."""

    page_title = gettext_lazy("Seats")
    template_name = "exams/sittings/seats.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting, rows = self.get_sitting(), candidates_of(self.get_sitting())
        papers = papers_on(sitting)
        wanted = self.request.GET.get("candidate", "")
        chosen = next((row for row in rows if str(row.uuid) == wanted), None)
        names = form_names(papers)
        return super().get_context_data(
            map=seat_map(sitting, rows, papers, chosen=chosen.seat if chosen else ""),
            chosen=chosen,
            unseated=[row for row in rows if not row.seat],
            candidates=rows,
            forms=enumerated(sorted(names.values())),
            is_each_his_own=len(papers) > 1
            and all(paper.drawing.purpose == "individual" for paper in papers),
            alike=alike_seats(sitting),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        uuid, actor = self.get_sitting().uuid, actor_of(request)
        try:
            operations.draw_seats(
                sitting_uuid=uuid,
                seed=secrets.token_hex(8),
                instead_of=request.POST.get("instead_of", ""),
                actor=actor,
                now=now(),
            )
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal), status=422)
        messages.success(request, _("The seats are drawn."))
        return redirect("sittings:seats", uuid)


class MoveCandidate(SittingPage):
    """Moves a candidate to a seat; who sits there changes places."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sitting = self.get_sitting()
        candidate = get_candidate(sitting, self.kwargs["candidate_uuid"])
        # A button names who sat at its seat when the map was drawn.
        there, _space, seat = request.POST.get("seat", "")[:60].partition(" ")
        try:
            row = operations.move_candidate(
                sitting_uuid=sitting.uuid,
                candidate_uuid=candidate.uuid,
                move=operations.Move(seat, request.POST.get("seen_at", "")[:20], there),
                actor=actor_of(request),
                now=now(),
            )
        except DomainError as refusal:
            messages.error(request, sentences([refusal.message, *refusal.reasons]))
        else:
            words = _("%(name)s sits at %(seat)s now.")
            messages.success(
                request, words % {"name": candidate.enrolment.person.full_name, "seat": row.seat}
            )
        return redirect(reverse("sittings:seats", args=[sitting.uuid]))
