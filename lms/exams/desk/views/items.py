"""One question of the bank: its wordings, who wrote and read them, where it is used, and what can be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.faces import domain_errors_to_form
from lms.exams.bank.models import Item, ItemVersion
from lms.exams.bank.queries import titles_of_topics
from lms.exams.bank.retiring import mark_twins, part_twin, restore_item, retire_item
from lms.exams.bank.rules.items import bank_of
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.comparing import compare
from lms.exams.desk.forms import ReasonForm, TwinsForm
from lms.exams.desk.operations import begin_next_wording
from lms.exams.desk.policies import APPROVE, WRITE, WRITE_OR_APPROVE
from lms.exams.desk.presentation import compared_rows, in_lines, kind_name
from lms.exams.desk.queries import get_item, open_draft_of, twins_of, wordings_of
from lms.exams.desk.showing import showing_of_wording
from lms.exams.desk.uses import exposure_of, places_of
from lms.exams.desk.views.base import DeskDeed, DeskPage
from lms.exams.intake.wording import draft_of
from lms.exams.papers.queries import schemes_requiring
from lms.exams.papers.reasons import depth_text
from lms.exams.statistics.measured import measured_facility
from lms.exams.statistics.policies import sets_visible_to
from lms.exams.statistics.queries import flags_by_wording
from lms.exams.statistics.words import FLAGS


class ItemMixin(DeskPage):
    """One page about a question of the bank."""

    @cached_property
    def item(self) -> Item:
        return get_item(self.kwargs["item_code"])

    def address(self) -> str:
        return reverse("question_bank:item", args=[self.item.code])

    def further_crumbs(self) -> list[dict[str, str]]:
        own = {"url": self.address(), "label": self.item.code}
        return [own, *super().further_crumbs()]


class ItemPage(ItemMixin):
    """Everything about a question; `?wording=` shows an earlier one."""

    template_name = "exams/desk/item.html"

    def get_page_title(self) -> str:
        return _("Question %(code)s") % {"code": self.item.code}

    def further_crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.item.code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wordings = wordings_of(self.item)
        chosen = chosen_among(wordings, self.request.GET.get("wording", "")) or wordings[0]
        item = self.item
        measured = measured_facility([row.pk for row in wordings])
        return super().get_context_data(
            **{
                "item": item,
                "kind": kind_name(item.kind),
                "topic": titles_of_topics([item.topic])[item.topic],
                "version": chosen,
                "depth": depth_text(chosen.depth),
                "is_newest": chosen == wordings[0],
                "seen": showing_of_wording(chosen).both(),
                "wordings": wordings,
                "twins": twins_of(item),
                "places": places_of(item, self.request.user),
                "exposure": exposure_of(item),
                "measured": measured.get(chosen.pk),
                "has_figures": bool(measured),
                "flags": self.flags_of(chosen) if measured else [],
                "begun": open_draft_of(item),
                "reason_form": ReasonForm(),
                "twins_form": TwinsForm(),
                **kwargs,
            }
        )

    def flags_of(self, version: ItemVersion) -> list[str]:
        """Return what figures say of a wording where there is something to look at, the gravest first."""
        found = flags_by_wording([version.pk], sets_visible_to(self.request.user))
        return [str(FLAGS[flag]) for flag in found.get(version.pk, ())]


def chosen_among(wordings: list[ItemVersion], number: str) -> ItemVersion | None:
    """Return the wording with this number."""
    return next((row for row in wordings if str(row.number) == number), None)


class CompareWordings(ItemMixin):
    """Two wordings side by side."""

    page_title = gettext_lazy("Compare wordings")
    template_name = "exams/desk/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wordings = wordings_of(self.item)
        new = chosen_among(wordings, self.request.GET.get("new", "")) or wordings[0]
        earlier = next((row for row in wordings if row.number == new.number - 1), wordings[-1])
        old = chosen_among(wordings, self.request.GET.get("old", "")) or earlier
        rows = compared_rows(compare(self.lines(old), self.lines(new)))
        return super().get_context_data(
            **{"item": self.item, "wordings": wordings, "old": old, "new": new, "rows": rows, **kwargs}
        )

    def lines(self, version: ItemVersion) -> list[tuple[str, str]]:
        bank = bank_of(self.item.topic)
        return in_lines(draft_of(version, bank=bank), TopicBook(bank))


class NextWording(ItemMixin, DeskDeed):
    """Begins another wording, or leads to the one that was begun."""

    access = WRITE

    def deed(self) -> HttpResponse:
        draft = begin_next_wording(code=self.item.code, by=self.request.user, **self.who())
        return redirect("question_bank:edit", draft.uuid)

    def way_back(self) -> str:
        return self.address()


class ItemForm(ItemMixin):
    """Something that is done to a question with words of the person; a refusal stands beside them."""

    template_name = "exams/desk/item_form.html"
    form_class: type[Any]
    lead: str = ""
    button: str = ""
    is_serious = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"form": self.form_class(), "item": self.item, "back": self.address()}
        about = {"lead": self.lead, "button": self.button, "is_serious": self.is_serious}
        return super().get_context_data(**{**shown, **about, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                messages.success(request, self.keep(form.cleaned_data))
        if form.is_valid():
            return redirect(self.address())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def keep(self, given: dict[str, Any]) -> str:
        """Call the operation and return what was done, in words."""
        raise NotImplementedError


class RetireItem(ItemForm):
    access = APPROVE
    page_title = gettext_lazy("Retire the question")
    lead = gettext_lazy(
        "No new paper and no new practice will have it. Papers that have it, and marks earned with it, stay."
    )
    button = gettext_lazy("Retire")
    form_class = ReasonForm
    is_serious = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needed_by = schemes_requiring(self.item.code)
        return super().get_context_data(**{"needed_by": needed_by, **kwargs})

    def keep(self, given: dict[str, Any]) -> str:
        retire_item(code=self.item.code, why=given["why"], by=self.request.user, **self.who())
        return _("The question was retired.")


class RestoreItem(ItemForm):
    access = APPROVE
    page_title = gettext_lazy("Use the question again")
    lead = gettext_lazy("New papers and new practice may have it again.")
    button = gettext_lazy("Use again")
    form_class = ReasonForm

    def keep(self, given: dict[str, Any]) -> str:
        restore_item(code=self.item.code, why=given["why"], **self.who())
        return _("The question is in use again.")


class MarkTwins(ItemForm):
    access = WRITE_OR_APPROVE
    page_title = gettext_lazy("Questions that ask the same")
    lead = gettext_lazy("Twins ask the same thing in other words. No paper has two of them.")
    button = gettext_lazy("Mark as twins")
    form_class = TwinsForm

    def keep(self, given: dict[str, Any]) -> str:
        rows = mark_twins(codes=[self.item.code, *given["codes"].split()], **self.who())
        return _("%(number)d questions are twins of each other now.") % {"number": len(rows)}


class PartTwin(ItemMixin, DeskDeed):
    """Says that a question has no twins after all."""

    access = WRITE_OR_APPROVE

    def deed(self) -> HttpResponse:
        part_twin(code=self.item.code, **self.who())
        messages.success(self.request, _("The question has no twins any more."))
        return redirect(self.address())

    def way_back(self) -> str:
        return self.address()
