"""Films and sound in Wagtail's interface: the library, and the dialog in which an author chooses one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages as buttons
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from courses.pages.authoring.choosers import AUTHORS
from courses.pages.recordings.forms import AddForm, WordsForm
from courses.pages.recordings.models import Recording
from courses.pages.recordings.operations import add_recording, mend_recording, remove_recording
from courses.pages.recordings.player import player_of
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin
from lms.core.errors import DomainError


def _added(request: HttpRequest, form: AddForm) -> Recording:
    return add_recording(
        file=form.cleaned_data["file"], words=form.words(), actor=actor_of(request), now=clock.now()
    )


class AuthorsMixin(AccessMixin):
    access = AUTHORS


# --- the library ----------------


class NamedColumn(Column):
    """A column whose cells carry its name, for narrow screens, where the list has no head."""

    cell_template_name = "pages/recordings/cell.html"


class RecordingIndex(AuthorsMixin, generic.IndexView):
    """All of them, the newest first."""

    default_ordering = "-added_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=capfirst(_("title")), sort_key="title", get_url=self.get_edit_url),
            NamedColumn("kind", label=capfirst(_("kind")), accessor="get_kind_display", sort_key="kind"),
            NamedColumn("length", label=_("Length")),
            NamedColumn("megabytes", label=capfirst(_("size")), sort_key="size"),
            NamedColumn("captions", label=_("Captions"), accessor=_languages),
            NamedColumn("added_at", label=capfirst(_("added")), accessor=_day, sort_key="added_at"),
        ]


def _day(recording: Recording) -> str:
    return date_format(localtime(recording.added_at), "Y-m-d")


def _languages(recording: Recording) -> str:
    names = {"zh": _("Chinese"), "en": _("English")}
    return ", ".join(names[language] for language in recording.captions) or "–"


class OwnTransaction:
    """Wagtail would open a transaction around saving; our operations open theirs when the file is written."""

    def form_valid(self: Any, form: Any) -> HttpResponse:
        self.form = form
        self.object = self.save_instance()
        return self.save_action()


class AddRecording(AuthorsMixin, OwnTransaction, generic.CreateView):
    def save_instance(self) -> Recording:
        return _added(self.request, self.form)


class MendRecording(AuthorsMixin, OwnTransaction, generic.EditView):
    """Title and captions, below the player, in which captions are looked at with the film."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(player=player_of(self.object), **kwargs)

    def save_instance(self) -> Recording:
        words, actor = self.form.words(), actor_of(self.request)
        return mend_recording(recording=self.object, words=words, actor=actor, now=clock.now())


class RemoveRecording(AuthorsMixin, generic.DeleteView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            remove_recording(recording=self.object, actor=actor_of(self.request), now=clock.now())
        except DomainError as error:
            lessons = [buttons.button(getattr(reason, "url", ""), reason) for reason in error.reasons]
            buttons.error(self.request, error.message, buttons=lessons)
            return redirect("recordings:edit", self.object.pk)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class RecordingUsage(AuthorsMixin, generic.UsageView):
    """Where it is shown."""


class RecordingLibrary(ModelViewSet):
    """Only the addresses named here exist: no copying; what happened stands in the audit trail."""

    model = Recording
    name = "recordings"
    icon = "media"
    menu_label = gettext_lazy("Films and sound")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    index_template_name = "pages/recordings/index.html"
    edit_template_name = "pages/recordings/edit.html"
    index_view_class = RecordingIndex
    add_view_class = AddRecording
    edit_view_class = MendRecording
    delete_view_class = RemoveRecording
    usage_view_class = RecordingUsage
    search_fields = ("title",)
    search_backend_name = None
    list_per_page = 30

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return WordsForm if for_update else AddForm

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_edit_view_kwargs(**kwargs), "history_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
            path("<int:pk>/usage/", self.usage_view, name="usage"),
        ]


LIBRARY = RecordingLibrary()

# --- the dialog ----------------


class FindForm(BaseFilterForm):
    """What a recording is looked for by."""

    q = forms.CharField(label=gettext_lazy("Words of the title"), required=False, max_length=100)

    def filter(self, objects: QuerySet[Recording]) -> QuerySet[Recording]:
        words = self.cleaned_data["q"]
        self.is_searching, self.search_query = bool(words), words
        return objects.filter(title__icontains=words) if words else objects


class RecordingListMixin(AuthorsMixin, chooser.BaseChooseView):
    filter_form_class = FindForm
    ordering = "-added_at"

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("kind", label=capfirst(_("kind")), accessor="get_kind_display"),
            Column("length", label=_("Length")),
            Column("captions", label=_("Captions"), accessor=_languages),
        ]


class ChooseRecording(chooser.ChooseViewMixin, chooser.CreationFormMixin, RecordingListMixin):
    """The dialog."""


class RecordingResults(chooser.ChooseResultsViewMixin, chooser.CreationFormMixin, RecordingListMixin):
    """The list inside the dialog."""


class ChosenRecording(AuthorsMixin, chooser.ChosenView):
    """One was chosen."""


class ChosenRecordings(AuthorsMixin, chooser.ChosenMultipleView):
    """Several were chosen."""


class AddInDialog(AuthorsMixin, chooser.CreateView):
    """A new one, without leaving the lesson."""

    def save_form(self, form: AddForm) -> Recording:
        return _added(self.request, form)


class RecordingChooser(ChooserViewSet):
    model = "pages.Recording"
    icon = "media"
    choose_one_text = gettext_lazy("Choose a film or sound")
    choose_another_text = gettext_lazy("Choose another film or sound")
    edit_item_text = gettext_lazy("Mend the captions")
    create_action_label = gettext_lazy("Upload")
    creation_form_class = AddForm
    choose_view_class = ChooseRecording
    choose_results_view_class = RecordingResults
    chosen_view_class = ChosenRecording
    chosen_multiple_view_class = ChosenRecordings
    create_view_class = AddInDialog


CHOOSER = RecordingChooser("recording_chooser", url_prefix="choose-recording")
