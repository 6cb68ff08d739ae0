"""Chooses practice items by words, programme, topic and kind, with each item as the learner sees it.

Only approved items for practice come from the bank, and without their keys; what is stored is the item's code.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.telepath import register
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenMultipleViewMixin,
    ChosenResponseMixin,
    ChosenViewMixin,
)
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.chooser import BaseChooser, BaseChooserAdapter

from courses.catalog.api import Programme
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role
from lms.exams.api import (
    ItemKind,
    ShownItem,
    list_practice_topics,
    practice_items,
    search_practice_items,
)

AUTHORS = Roles(Role.INSTRUCTOR, Role.CONTENT_REVIEWER)
TITLE_LENGTH = 60
_NAMES: ContextVar[dict[str, str] | None] = ContextVar("names of practice items", default=None)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A practice item as the chooser lists it; its key is not among the values."""

    item: ShownItem

    @property
    def pk(self) -> str:
        return self.item.code

    def __str__(self) -> str:
        stem = self.item.stem
        return f"{self.item.code} {stem[:TITLE_LENGTH]}{'……' if len(stem) > TITLE_LENGTH else ''}"


def names_of_items(codes: Iterable[str]) -> dict[str, str]:
    """Return how authors know the practice items with these codes; one query, none for no codes."""
    wanted = list(codes)
    return {item.code: str(ItemRow(item)) for item in practice_items(wanted)} if wanted else {}


@contextmanager
def named_at_once(codes: Iterable[str]) -> Iterator[None]:
    """Let the fields that are shown meanwhile say these practice items after one question to the bank."""
    token = _NAMES.set(names_of_items(codes))
    try:
        yield
    finally:
        _NAMES.reset(token)


class ItemCodes(Sequence):
    """The found items; only those of the shown page are fetched."""

    ordered = True

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [ItemRow(item) for item in practice_items(self.codes[place])]
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[ItemRow]:
        return iter(self[:])


class ItemFilterForm(BaseFilterForm):
    """What an item is looked for by."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    q = forms.CharField(label=gettext_lazy("Code or words"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = topics_by_programme()
        self._offer("programme", _("All programmes"), list(topics))
        self._offer("topic", _("All topics"), [(title, rows) for (_code, title), rows in topics.items()])
        self._offer("kind", _("All kinds"), ItemKind.choices)

    def _offer(self, name: str, all_of_them: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", all_of_them), *choices]

    def filter(self, objects: Any) -> ItemCodes:
        wanted = self.cleaned_data
        self.is_searching = any(wanted.values())
        self.search_query = wanted["q"]
        return ItemCodes(
            search_practice_items(
                words=wanted["q"], bank=wanted["programme"], topic=wanted["topic"], kind=wanted["kind"]
            )
        )


def topics_by_programme() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the topics that have practice items, as (code, title), by code and title of their programme."""
    topics = list_practice_topics()
    banks = dict.fromkeys(code.split("/")[0] for code, _title in topics)
    titles = {row.code: row.title for row in Programme.objects.filter(code__in=banks)}
    return {
        (bank, titles.get(bank, bank)): [row for row in topics if row[0].split("/")[0] == bank]
        for bank in banks
    }


class PreviewColumn(Column):
    """The item as a learner sees it."""

    cell_template_name = "pages/authoring/item_preview.html"


class ItemsMixin(AccessMixin, BaseChooseView):
    """The list of practice items."""

    access = AUTHORS
    model = None
    icon = "help"
    page_title = gettext_lazy("Choose practice items")
    filter_form_class = ItemFilterForm
    chosen_url_name = "practice_items:chosen"
    chosen_multiple_url_name = "practice_items:chosen_multiple"
    results_url_name = "practice_items:choose_results"

    def get_object_list(self) -> ItemCodes:
        return ItemCodes([])

    def apply_object_list_ordering(self, objects: ItemCodes) -> ItemCodes:
        return objects

    def can_create(self) -> bool:
        return False

    @cached_property
    def columns(self) -> list[Column]:  # type: ignore[override]
        code = TitleColumn(
            "code",
            label=_("Code"),
            accessor="pk",
            get_url=lambda row: self.append_preserved_url_parameters(
                reverse(self.chosen_url_name, args=[row.pk])
            ),
            link_attrs={"data-chooser-modal-choice": True},
        )
        return [code, PreviewColumn("preview", label=_("As the learner sees it"), accessor="item")]


class ChooseItem(ChooseViewMixin, ItemsMixin):
    """The dialog."""

    creation_tab_label = None
    create_action_label = ""


class ItemResults(ChooseResultsViewMixin, ItemsMixin):
    """The list inside the dialog."""


class ItemResponseMixin(ChosenResponseMixin):
    def get_edit_item_url(self, instance: ItemRow) -> None:
        """Nothing to edit: the bank is not kept here."""


class ChosenItem(AccessMixin, ChosenViewMixin, ItemResponseMixin, View):
    """One item was chosen."""

    access = AUTHORS

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        found = practice_items([pk])
        if not found:
            raise Http404
        return self.get_chosen_response(ItemRow(found[0]))


class ChosenItems(AccessMixin, ChosenMultipleViewMixin, ItemResponseMixin, View):
    """Several items were chosen."""

    access = AUTHORS

    def get_objects(self, pks: list[str]) -> list[ItemRow]:
        return [ItemRow(item) for item in practice_items(pks)]


class PracticeItemChooser(ViewSet):
    """The addresses of the chooser; there is none that adds or edits."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ChooseItem.as_view(), name="choose"),
            path("results/", ItemResults.as_view(), name="choose_results"),
            path("chosen/<str:pk>/", ChosenItem.as_view(), name="chosen"),
            path("chosen-multiple/", ChosenItems.as_view(), name="chosen_multiple"),
        ]


PRACTICE_ITEMS = PracticeItemChooser("practice_items", url_prefix="practice-items")


class PracticeItemWidget(BaseChooser):
    """The field in the editor: code and words of the chosen item; an unknown code stays visible."""

    choose_one_text = gettext_lazy("Choose a practice item")
    choose_another_text = gettext_lazy("Choose another practice item")
    chooser_modal_url_name = "practice_items:choose"
    icon = "help"
    show_edit_link = False

    def get_value_data(self, value: Any) -> dict[str, Any] | None:
        if not value:
            return None
        known = _NAMES.get()
        names = names_of_items([value]) if known is None else known
        title = names.get(value) or _("%(code)s – no such practice item") % {"code": value}
        return {"id": value, "edit_url": None, self.display_title_key: title}


register(BaseChooserAdapter(), PracticeItemWidget)
