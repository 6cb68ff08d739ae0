"""Pages of the examinations officer: packets, who wrote on paper and how far it is, comparing, handing in."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError, NotFound
from lms.core.faces import domain_errors_to_form
from lms.core.sentences import sentences
from lms.exams.reserve import operations
from lms.exams.reserve.forms import NoSheetForm, ThirdLookForm
from lms.exams.reserve.models import PaperSheet, PaperSheetState
from lms.exams.reserve.operations import NewThirdLook
from lms.exams.reserve.packet_queries import packets_of, without_booklet
from lms.exams.reserve.queries import (
    ComparedLine,
    comparison_of,
    get_sheet,
    looks_of,
    sheets_of,
)
from lms.exams.reserve.rules import is_blank
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittingdesk.views.plan import FormPage
from lms.exams.sittings import pulse
from lms.exams.sittings.models import OVER


class ReservePage(SittingPage):
    """The packets of a sitting, and everybody who wrote on paper with how far it is."""

    page_title = gettext_lazy("Reserve on paper")
    template_name = "exams/reserve/sitting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        lines = sheets_of(sitting)
        is_over = sitting.state in OVER
        return super().get_context_data(
            packets=packets_of(sitting),
            without=[] if is_over else without_booklet(sitting),
            lines=lines,
            agreed=sum(line.sheet.state == PaperSheetState.AGREED for line in lines),
            is_over=is_over,
            **kwargs,
        )


class SheetView(SittingPage):
    """A page about one sheet."""

    def sheet(self) -> PaperSheet:
        """Return the sheet of the address; asked once."""
        if not hasattr(self, "_sheet"):
            user = self.request.user
            self._sheet = get_sheet(user, self.get_sitting(), self.kwargs["sheet_uuid"])  # type: ignore[arg-type]
        return self._sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sheet=self.sheet(), **kwargs)


def unanswered_of(lines: list[ComparedLine]) -> int:
    """Return how many questions nothing counts for."""
    return sum(line.counts == "none" for line in lines)


class SheetPage(SheetView):
    """What two keyed from a sheet, beside what the computer has; the third look; then the hand-in."""

    page_title = gettext_lazy("Compare a sheet")
    template_name = "exams/reserve/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet()
        rows = sheet.keyings.filter(done_at__isnull=False).select_related("keyer").order_by("turn")
        me = self.request.user.pk
        lines = comparison_of(sheet)
        refused = kwargs.get("refused")
        return super().get_context_data(
            lines=lines,
            # The question still stands there with its own errors: they are not said a second time above.
            is_placed=any(line.is_open and refused and line.line.item == refused.prefix for line in lines),
            open_lines=[
                (line, self._form_of(line.line.item, **kwargs), self._typed(line))
                for line in lines
                if line.is_open
            ],
            keyers=[row.keyer.display_name for row in rows],
            is_own=any(row.keyer_id == me for row in rows),
            unanswered=unanswered_of(lines),
            is_agreed=sheet.state == PaperSheetState.AGREED,
            looks=looks_of(sheet, lines),
            **kwargs,
        )

    def _form_of(self, item: str, refused: ThirdLookForm | None = None, **_more: Any) -> ThirdLookForm:
        """Return the form of one question; the one that was refused says what is wrong, the others keep their words."""
        if refused is not None and refused.prefix == item:
            return refused
        sent = self.request.POST
        words = {"is_empty": f"{item}-is_empty" in sent, "reason": sent.get(f"{item}-reason", "")}
        return ThirdLookForm(prefix=item, initial=words)

    def _texts(self, item: str) -> list[str]:
        return self.request.POST.getlist(f"{item}-box")

    def _typed(self, line: ComparedLine) -> list[tuple[int, str]]:
        """Return the boxes of a question, each with what was typed into it."""
        return list(zip_longest(line.boxes, self._texts(line.line.item)[: len(line.boxes)], fillvalue=""))  # type: ignore[arg-type]

    def _is_more_typed(self) -> bool:
        """Return whether something was begun on a question that is still open; it must not be lost."""
        items = [line.line.item for line in comparison_of(self.sheet()) if line.is_open]
        sent = self.request.POST
        return any(
            not is_blank(self._texts(item))
            or f"{item}-is_empty" in sent
            or sent.get(f"{item}-reason", "").strip()
            for item in items
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Decide the one question whose button was pressed."""
        item, sheet = request.POST.get("item", ""), self.sheet()
        if item not in [line.line.item for line in comparison_of(sheet)]:
            raise Http404
        form = ThirdLookForm(request.POST, prefix=item)
        # An empty field is easily overlooked, and would be no answer: that is said, not left out.
        if form.is_valid() and is_blank(self._texts(item)) != form.cleaned_data["is_empty"]:
            form.add_error(
                "is_empty",
                _("Type what stands on the sheet, or tick that nothing stands there; one of the two."),
            )
        if form.is_valid():
            with domain_errors_to_form(form):
                self._look(form, sheet)
                messages.success(request, _("Decided. The reason stays with the sheet."))
                del self._sheet
                if self._is_more_typed():
                    return self.render_to_response(self.get_context_data())
                return redirect("sittings:sheet", self.get_sitting().uuid, sheet.uuid)
        del self._sheet
        return self.render_to_response(self.get_context_data(refused=form), status=422)

    def _look(self, form: ThirdLookForm, sheet: PaperSheet) -> None:
        values = form.cleaned_data
        look = NewThirdLook(
            sheet_uuid=sheet.uuid,
            item=str(form.prefix),
            texts=tuple(self._texts(str(form.prefix))),
            reason=values["reason"],
            by=self.request.user,  # type: ignore[arg-type]
            client_key=values["client_key"],
        )
        operations.decide_keyed_answer(look=look, actor=actor_of(self.request), now=now())


class HandInSheet(SheetView):
    """Hands in what is agreed."""

    page_title = gettext_lazy("Compare a sheet")
    template_name = "exams/reserve/sheet.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sheet = self.sheet()
        if unanswered_of(comparison_of(sheet)) and not request.POST.get("is_sure"):
            messages.error(
                request,
                _("Questions are without an answer. Look at the sheet, then tick that nothing stands there."),
            )
            return redirect("sittings:sheet", self.get_sitting().uuid, sheet.uuid)
        try:
            receipt = operations.hand_in_sheet(
                sheet_uuid=sheet.uuid, actor=actor_of(request), now=pulse.now()
            )
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("sittings:sheet", self.get_sitting().uuid, sheet.uuid)
        messages.success(request, _("Handed in. Receipt %(code)s") % {"code": receipt.short_code})
        return redirect("sittings:reserve", self.get_sitting().uuid)


class NoSheetPage(SheetView, FormPage):
    """Says that there is nothing on paper of a candidate."""

    page_title = gettext_lazy("Nothing on paper")
    template_name = "exams/reserve/no_sheet.html"
    form_class = NoSheetForm

    def act(self, form: NoSheetForm) -> HttpResponse:
        sheet = self.sheet()
        operations.note_no_sheet(
            sheet_uuid=sheet.uuid,
            reason=form.cleaned_data["reason"],
            actor=actor_of(self.request),
            now=pulse.now(),
        )
        goes_on = [_("At the computer the clock goes on.")] if sheet.was_running else []
        messages.success(self.request, sentences([_("Written down."), *goes_on]))
        return redirect("sittings:reserve", self.get_sitting().uuid)


class FreeTurn(SheetView):
    """Frees the turn of somebody who has begun to key and does not finish."""

    page_title = gettext_lazy("Reserve on paper")
    template_name = "exams/reserve/sitting.html"
    http_method_names = ("post", "options")

    def post(
        self, request: HttpRequest, sitting_uuid: UUID, sheet_uuid: UUID, keyer_uuid: UUID
    ) -> HttpResponse:
        try:
            operations.give_back_keying(
                sheet_uuid=self.sheet().uuid, keyer_uuid=keyer_uuid, actor=actor_of(request), now=now()
            )
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Freed: somebody else can key this sheet."))
        return redirect("sittings:reserve", sitting_uuid)
