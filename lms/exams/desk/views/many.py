"""Many drafts at once: submit or sort what was found or chosen, and bring the topics that files name into order."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.core.faces import domain_errors_to_form
from lms.exams.bank import rules
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk import operations
from lms.exams.desk.forms import FindForm, SortForm, TopicForm
from lms.exams.desk.policies import WRITE
from lms.exams.desk.presentation import rows_of_plan
from lms.exams.desk.queries import find_drafts, list_topics, unknown_topics
from lms.exams.desk.sorting import Sorting
from lms.exams.desk.views.base import DeskPage, tell
from lms.exams.desk.wanted import CHANGEABLE, NO_TOPIC, Shelf, Wanted
from lms.exams.errors import DraftChanged
from lms.exams.intake.banks import Groups, bank_groups
from lms.exams.intake.lacking import Lacking, ways_to_topics
from lms.exams.intake.models import ItemDraft


class OfFound(DeskPage):
    """Something that is done with the open drafts that are looked for, or with those of them that have a tick."""

    access = WRITE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.drafts().count()
        back = f"{reverse('question_bank:index')}?{asked_without(self.request.GET, 'draft')}"
        shown = {"number": min(number, operations.MOST_AT_ONCE), "is_more": number > operations.MOST_AT_ONCE}
        return super().get_context_data(**{**shown, "most": operations.MOST_AT_ONCE, "back": back, **kwargs})

    def drafts(self) -> QuerySet[ItemDraft]:
        """Return the open drafts that are meant."""
        wanted = FindForm(self.request.GET).wanted()
        if wanted.shelf not in CHANGEABLE:
            return ItemDraft.objects.none()
        rows = find_drafts(wanted, self.request.user)
        chosen = uuids_in(self.request.GET.getlist("draft"))
        return rows.filter(uuid__in=chosen) if chosen else rows

    def found(self) -> list[UUID]:
        """Return the names of the drafts that are meant, as many as are done at once."""
        return list(self.drafts().values_list("uuid", flat=True)[: operations.MOST_AT_ONCE])


def uuids_in(sent: Iterable[str]) -> list[UUID]:
    """Return the names that ticks carry; what is none is passed over."""
    found = []
    for text in sent:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def asked_without(asked: QueryDict, *names: str) -> str:
    """Return what is looked for as an address has it, without these parts."""
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


class SubmitFound(OfFound):
    """Asks, then submits every open draft that is meant and whole; each other one says what is missing."""

    page_title = gettext_lazy("Submit to a reader")
    template_name = "exams/desk/submit_found.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = operations.submit_many(uuids=self.found(), by=request.user, **self.who())
        return self.render_to_response(self.get_context_data(report=report))


class SortFound(OfFound):
    """Asks what the drafts get, shows what that changes in each, and does it."""

    page_title = gettext_lazy("Topic, difficulty, depth")
    template_name = "exams/desk/sort_found.html"

    @cached_property
    def banks(self) -> list[str]:
        """Return the bank in which the drafts lie; two where there are more."""
        return list(self.drafts().order_by().values_list("bank__code", flat=True).distinct()[:2])

    def form(self, *args: Any) -> SortForm:
        return SortForm(*args, topics=TopicBook(self.banks[0]).choices() if len(self.banks) == 1 else [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(**{"form": form, "banks": self.banks, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        shown: dict[str, Any] = {}
        if form.is_valid():
            wish = form.wish()
            with domain_errors_to_form(form):
                if request.POST.get("deed") == "give" and self.has_given(wish, form.cleaned_data["seen"]):
                    return redirect(self.list_again())
                plan = operations.plan_sorting(uuids=self.found(), wish=wish)
                shown = {"plan": plan, "rows": rows_of_plan(plan)}
        status = 200 if form.is_valid() else 422
        return self.render_to_response(self.get_context_data(form=form, **shown), status=status)

    def has_given(self, wish: Sorting, seen: str) -> bool:
        """Return whether it was done; if it would not be what was shown, that is said."""
        who = {"by": self.request.user, **self.who()}
        try:
            number = operations.sort_many(uuids=self.found(), wish=wish, seen=seen, **who)
        except DraftChanged as error:
            tell(self.request, error)
            return False
        words = ngettext("%(number)d draft was changed.", "%(number)d drafts were changed.", number)
        messages.success(self.request, words % {"number": number})
        return True

    def list_again(self) -> str:
        """Return the list, its first page: what was changed may stand elsewhere now, and has a topic if it had none."""
        without = ["draft", "p", *(["topic"] if self.request.GET.get("topic") == NO_TOPIC else [])]
        return f"{reverse('question_bank:index')}?{asked_without(self.request.GET, *without)}"


class Topics(DeskPage):
    """The topics of a bank, and the words of files that are none of them yet."""

    access = WRITE
    page_title = gettext_lazy("Topics")
    template_name = "exams/desk/topics.html"

    @cached_property
    def banks(self) -> Groups:
        """Return the banks, and the programmes whose bank may have topics before its first question."""
        return bank_groups()

    @cached_property
    def bank(self) -> str:
        """Return the bank that is looked at: the one that is asked for, else the first."""
        codes = [code for _label, choices in self.banks for code, _words in choices]
        asked = self.request.GET.get("bank", "")
        return asked if asked in codes else next(iter(codes), "")

    def lacking(self) -> dict[str, Any]:
        """Return how many open drafts of the bank have no topic, and where they get one; words are listed here."""
        drafts = find_drafts(Wanted(Shelf.OPEN, bank=self.bank), self.request.user)
        lacking = Lacking(none=drafts.filter(topic="").count())
        return ways_to_topics(lacking, {"shelf": Shelf.OPEN.value, "bank": self.bank})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bank = self.bank
        book = TopicBook(bank)
        changed = self.request.GET.get("change", "")
        zh, en = book.titles.get(rules.in_bank(bank, changed), ("", ""))
        shown = {
            "bank": bank,
            "banks": self.banks,
            "asked_for": self.request.GET.get("bank", bank),
            "lacking": self.lacking(),
            "form": TopicForm(initial={"topic": changed, "zh": zh, "en": en}),
            "changed": book.name_of(changed) if rules.in_bank(bank, changed) in book.codes else "",
        }
        words = {
            "topics": list_topics(bank),
            "choices": book.choices(),
            "unknown": unknown_topics(bank),
        }
        return super().get_context_data(**{**shown, **words, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TopicForm(request.POST)
        bank = self.bank
        if form.is_valid() and bank:
            with domain_errors_to_form(form):
                messages.success(request, self.keep(bank, form.cleaned_data))
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(f"{reverse('question_bank:topics')}?bank={bank}")

    def keep(self, bank: str, given: dict[str, Any]) -> str:
        """Make, rename or delete a topic, or let drafts that use these words name another one; return what was done."""
        deed = self.request.POST.get("deed", "")
        if deed == "delete":
            operations.delete_topic(bank=bank, topic=given["topic"], **self.who())
            return _("The topic was deleted.")
        if deed == "rename":
            operations.rename_topic(
                bank=bank, **{name: given[name] for name in ("topic", "zh", "en")}, **self.who()
            )
            return _("The topic was renamed.")
        if deed == "all":
            number = operations.make_topics_of_words(bank=bank, **self.who())
            return ngettext("%(number)d topic was made.", "%(number)d topics were made.", number) % {
                "number": number
            }
        if given["said"] and given["topic"]:
            number = operations.name_topic(
                bank=bank, said=given["said"], topic=given["topic"], by=self.request.user, **self.who()
            )
            words = ngettext(
                "%(number)d draft names the topic now. Those that wait for a reader stay as they are.",
                "%(number)d drafts name the topic now. Those that wait for a reader stay as they are.",
                number,
            )
            return words % {"number": number}
        operations.make_topic(bank=bank, zh=given["zh"] or given["said"], en=given["en"], **self.who())
        return _("The topic was made.")
