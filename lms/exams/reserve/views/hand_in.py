"""The officer's page that hands in the agreed sheets of a room at once, and says of each sheet how it stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.exams.reserve import operations
from lms.exams.reserve.forms import HandInForm
from lms.exams.reserve.handing_in_queries import HandInBoard, hand_in_board
from lms.exams.reserve.operations import SheetOutcome
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittingdesk.views.plan import FormPage
from lms.exams.sittings import pulse


class HandInSheets(SittingPage, FormPage):
    """Lists the sheets of a room; hands in those that are ticked after one confirmation."""

    page_title = gettext_lazy("Hand in agreed sheets")
    template_name = "exams/reserve/hand_in.html"

    def board(self) -> HandInBoard:
        """Return the sheets of the room; asked once."""
        if not hasattr(self, "_board"):
            self._board = hand_in_board(self.request.user, self.get_sitting())  # type: ignore[arg-type]
        return self._board

    def make_form(self, data: Any = None) -> HandInForm:
        board = self.board()
        sheets = [line.sheet.uuid for part in (board.ready, board.waiting, board.done) for line in part]
        return HandInForm(data, sheets=sheets)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board()
        ticked = self._ticked()
        lines = [(line, str(line.sheet.uuid) in ticked) for line in board.ready]
        chosen = sum(is_ticked for _line, is_ticked in lines)
        return super().get_context_data(board=board, lines=lines, chosen=chosen, **kwargs)

    def _ticked(self) -> set[str]:
        """Return which sheets are ticked: as they were sent; at first those that leave no question unanswered."""
        if "tick" in self.request.POST:
            is_all = self.request.POST["tick"] == "all"
            return {str(line.sheet.uuid) for line in self.board().ready if is_all}
        if self.request.method == "POST":
            return set(self.request.POST.getlist("sheets"))
        return {str(line.sheet.uuid) for line in self.board().ready if line.is_complete}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "tick" in request.POST:  # where no script ticks them
            return self.render_to_response(self.get_context_data())
        return super().post(request, **kwargs)

    def act(self, form: HandInForm) -> HttpResponse:
        sitting = self.get_sitting()
        # Whatever comes of it, the page then shows how the sheets stand.
        del self._board
        outcomes = operations.hand_in_sheets(
            sitting_uuid=sitting.uuid,
            sheet_uuids=form.cleaned_data["sheets"],
            actor=actor_of(self.request),
            clock=pulse.now,
        )
        self._say(outcomes)
        return redirect("sittings:hand_in_sheets", sitting.uuid)

    def _say(self, outcomes: list[SheetOutcome]) -> None:
        new = sum(one.is_new for one in outcomes)
        if new:
            words = ngettext("%(count)d sheet was handed in.", "%(count)d sheets were handed in.", new)
            messages.success(self.request, words % {"count": new})
        known = [one.number for one in outcomes if one.receipt is not None and not one.is_new]
        if known:
            words = _("Handed in before, by you or by somebody else: %(numbers)s.")
            messages.info(self.request, words % {"numbers": ", ".join(known)})
        for one in outcomes:
            if one.refusal is not None:
                words = _("%(number)s was not handed in: %(why)s")
                messages.error(self.request, words % {"number": one.number, "why": one.refusal.message})
