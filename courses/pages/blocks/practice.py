"""Blocks that lead from a lesson to the item bank: practice, practical tasks, the examination."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.pages.authoring.choosers import ItemRow, PracticeItemWidget
from courses.pages.blocks.plain_samples import SAMPLE, examination_sample, practice_sample, task_sample
from courses.pages.content_checks import repeated_items
from lms.exams.api import find_scheme, list_scheme_choices, list_task_choices, practice_items, shown_rubrics


def refuse_unknown(field: str, codes: Iterable[str], known: Iterable[str], message: str) -> None:
    """Refuse a block that names something the bank does not have.

    :raises StructBlockValidationError: at the field, naming the codes.
    """
    missing = sorted(set(codes) - set(known))
    if missing:
        raise StructBlockValidationError(
            block_errors={field: ValidationError(message % {"codes": ", ".join(missing)})}
        )


def refuse_repeated(body: blocks.StreamValue) -> None:
    """Refuse a lesson that asks the same practice item twice, in one block or in two.

    :raises StreamBlockValidationError: at each place after the first, naming the item.
    """
    practice = {n: child.value["items"] for n, child in enumerate(body) if child.block_type == "practice"}
    faults = repeated_items(practice)
    if faults:
        repeated = {code for places in faults.values() for code in places.values()}
        names = {item.code: str(ItemRow(item)) for item in practice_items(repeated)}
        raise StreamBlockValidationError(
            block_errors={number: _repeated(places, names) for number, places in faults.items()}
        )


def _repeated(places: dict[int, str], names: dict[str, str]) -> StructBlockValidationError:
    message = gettext("This lesson has the question “%(question)s” already. Choose another one here.")
    errors = {
        place: ValidationError(message % {"question": names.get(code, code)}, code="repeated")
        for place, code in places.items()
    }
    return StructBlockValidationError(block_errors={"items": ListBlockValidationError(block_errors=errors)})


class PracticeItemBlock(blocks.CharBlock):
    """The code of a practice item, chosen from the bank in a dialog."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = PracticeItemWidget()

    def get_form_state(self, value: Any) -> Any:
        return self.field.widget.get_value_data(value)

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value or ""]

    def deconstruct(self) -> tuple[str, tuple, dict]:
        """Stand in migrations as what is stored: a code."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs


class PracticeBlock(blocks.StructBlock):
    """Practice items of the bank, with feedback; never items of the examination part."""

    items = blocks.ListBlock(
        PracticeItemBlock(max_length=30, label=_("Practice item")), label=_("Practice items"), min_num=1
    )

    class Meta:
        icon = "help"
        label = _("Practice")
        help_text = _("Press “+” for each question, then choose it; at least one.")
        description = _("Questions with feedback at once. Only practice items can be shown here.")
        template = "pages/blocks/practice.html"
        preview_value = {"items": [SAMPLE]}
        preview_template = "pages/block_preview.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, **practice_sample()} if SAMPLE in value["items"] else context

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        codes = [code for code in cleaned["items"] if code]  # a draft may have an empty place
        known = [item.code for item in practice_items(codes)]
        refuse_unknown("items", codes, known, gettext("There is no practice item with the code %(codes)s."))
        return cleaned


class ByCodeBlock(blocks.FieldBlock):
    """A choice among rows of another app by their code, which are asked for only when the form is shown or checked."""

    def __init__(self, offer: Callable[[], list[tuple[str, str]]], **kwargs: Any) -> None:
        self.field = forms.ChoiceField(choices=lambda: [("", "---------"), *offer()])
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, list, dict]:
        return ("wagtail.blocks.CharBlock", [], {})


class TaskBlock(blocks.StructBlock):
    """A hands-on task with the rubric it will be marked by; trainees may read both beforehand."""

    rubric = ByCodeBlock(list_task_choices, label=_("Practical task"))

    class Meta:
        icon = "form"
        label = _("Practical task")
        description = _("What is to be done at the bench or in the kitchen, and how it is marked.")
        template = "pages/blocks/task.html"
        preview_value = {"rubric": SAMPLE}
        preview_template = "pages/block_preview.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        if value["rubric"] == SAMPLE:
            return {**context, "rubric": task_sample()}
        prepared = (parent_context or {}).get("rubrics")
        if prepared is None:  # outside the player, for example in a preview
            prepared = {rubric.code: rubric for rubric in shown_rubrics([value["rubric"]])}
        return {**context, "rubric": prepared.get(value["rubric"])}


class ExaminationBlock(blocks.StructBlock):
    """A way to the mock examination of a scheme."""

    scheme = ByCodeBlock(list_scheme_choices, label=_("Examination"))

    class Meta:
        icon = "date"
        label = _("Examination")
        description = _("Leads to a mock examination in the form of the real one.")
        template = "pages/blocks/examination.html"
        preview_value = {"scheme": SAMPLE}
        preview_template = "pages/block_preview.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        is_sample = value["scheme"] == SAMPLE
        return {**context, "scheme": examination_sample() if is_sample else find_scheme(value["scheme"])}
