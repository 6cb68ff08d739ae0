"""The form in which a lesson is written, and the one in which it is begun."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks.base import BlockField

from courses.catalog.api import Lesson, UnitLesson
from courses.pages.addresses import free_slug
from courses.pages.authoring.checks import check_page
from courses.pages.authoring.reviewed_form import ReviewedForm
from courses.pages.authoring.templates import list_templates
from courses.pages.content_checks import LONGEST_TITLE

# What a button in the editor sends when the page is to leave its author's hands.
LEAVING = ("action-submit", "action-restart-workflow", "action-publish")


class SentencesField(BlockField):
    """A list of sentences, one field each, stored as a plain list: what used to be typed as JSON."""

    def __init__(self, **kwargs: Any) -> None:
        one = blocks.CharBlock(max_length=200, icon="check", label=gettext_lazy("Sentence"))
        super().__init__(block=blocks.StreamBlock([("sentence", one)], required=False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return self.block.to_python([{"type": "sentence", "value": sentence} for sentence in value])
        return value

    def clean(self, value: Any) -> list[str]:
        return sentences_in(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [*(initial or [])] != sentences_in(data)


def sentences_in(value: blocks.StreamValue) -> list[str]:
    """Return the sentences that were written, without the fields left empty."""
    return [child.value for child in value if child.value]


class LessonForm(ReviewedForm):
    """Objectives as a list; a lesson with errors is not submitted, and the message names the block."""

    objectives = SentencesField(
        required=False,
        label=gettext_lazy("What you will be able to do"),
        help_text=gettext_lazy("One sentence for each thing that trainees can do after this lesson."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lesson = self.fields.get("lesson")
        if lesson is not None:
            lesson.choices = [("", "---------"), *_by_unit(lesson.queryset)]

    @property
    def changed_data(self) -> list[str]:
        """Return what was changed, the body only when it is another one.

        Wagtail compares stored numbers with what a browser sends, which is text; every lesson with a number would
        count as changed by the reviewer who only approves it. Asked anew each time: before cleaning nobody knows.
        """
        return [name for name in super().changed_data if name != "body" or self._body_differs()]

    def _body_differs(self) -> bool:
        cleaned = getattr(self, "cleaned_data", {}).get("body")
        return cleaned is None or self._stored(cleaned) != self._stored(self.initial["body"])

    def _stored(self, body: blocks.StreamValue) -> list[dict[str, Any]]:
        """Return how a body is stored; a block that nobody has looked at yet would come as it once was."""
        for child in body:
            child.value  # noqa: B018 - looking at it is what matters
        return self.fields["body"].block.get_prep_value(body)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if any(name in self.data for name in LEAVING) and not self.errors:
            self._refuse_errors(cleaned)
        return cleaned

    def _refuse_errors(self, cleaned: dict[str, Any]) -> None:
        page = self.instance
        for name in ("title", "lesson", "summary", "objectives", "body"):
            setattr(page, name, cleaned.get(name, getattr(page, name)))
        for sentence in check_page(page).errors:
            self.add_error(None, sentence)


def _by_unit(lessons: QuerySet[Lesson]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return lessons to choose from below the units in which the newest versions place them, others last."""
    places = UnitLesson.objects.select_related("unit__course__version__programme")
    newest = {
        row.lesson_id: row for row in places.order_by("unit__course__version__number", "-unit", "-position")
    }
    last = len(newest)
    order = {lesson_id: place for place, lesson_id in enumerate(reversed(newest))}
    groups: dict[str, list[tuple[int, str]]] = {}
    for lesson in sorted(lessons, key=lambda one: (order.get(one.pk, last), one.code)):
        place = newest.get(lesson.pk)
        name = (
            f"{place.unit.course.version.programme.title} · {place.unit.title}"
            if place
            else _("Other lessons")
        )
        groups.setdefault(name, []).append((lesson.pk, str(lesson)))
    return list(groups.items())


class LessonCopyForm(CopyForm):
    """Duplicating a lesson: the copy is always a draft of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        # Wagtail offers the address of the page that is copied, which is taken.
        self.fields["new_slug"].initial = free_slug(self.page.slug, self.page.get_parent())


class NewLessonForm(forms.Form):
    """What a new lesson begins with."""

    template = forms.ChoiceField(
        label=gettext_lazy("Kind of lesson"), widget=forms.RadioSelect, choices=[], initial="theory"
    )
    lesson = forms.ModelChoiceField(
        Lesson.objects.none(),
        label=gettext_lazy("Lesson of the catalogue"),
        help_text=gettext_lazy(
            "Progress and hours are kept for this lesson. Only lessons of this programme that have no page yet are "
            "listed, those of this unit first."
        ),
        error_messages={"required": gettext_lazy("Choose the catalogue lesson that this page shows.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy(
            "Leave it empty and the page has the title of the lesson in the plan. Another title goes to the plan "
            "as well when the page is published."
        ),
    )

    def __init__(self, *args: Any, lessons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].queryset = lessons
        self.fields["lesson"].empty_label = _("Choose…")
        self.fields["template"].choices = [(row.code, row.label) for row in list_templates()]
