"""The block that draws a circuit from a few words a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput

from courses.pages.blocks.samples import circuit_sample
from lms.core.circuits import ALL_WORDS, CircuitError, digest_of, read_spec, size_of
from lms.core.errors import DomainError

# From these widths on a diagram scrolls inside its frame on narrow screens, so that its words stay readable.
WIDE, WIDEST = 620, 1000


class SpecInput(AdminAutoHeightTextInput):
    """A field for the description, with the drawing beside it while somebody writes."""

    def __init__(self) -> None:
        super().__init__(
            {
                "rows": 8,
                "spellcheck": "false",
                "autocomplete": "off",
                "data-controller": "w-autosize circuit-preview",
                "data-circuit-preview-url-value": reverse_lazy("circuit_preview"),
                "data-circuit-preview-alt-value": _("Preview of the diagram"),
                "data-circuit-preview-unreachable-value": _("The preview does not answer just now."),
            }
        )

    @property
    def media(self) -> forms.Media:
        script = forms.Script("js/authoring/circuit-preview.js", type="module")  # type: ignore[attr-defined]
        return forms.Media(js=[script], css={"all": ["css/authoring.css"]})


class SpecBlock(blocks.TextBlock):
    """The description of a circuit, checked line by line."""

    @cached_property
    def field(self) -> forms.CharField:
        help_text = format_lazy("{} {}", self.field_options["help_text"], ALL_WORDS)
        options = {**self.field_options, "help_text": help_text}
        return forms.CharField(**{**options, "widget": SpecInput(), "strip": False})

    def clean(self, value: str) -> str:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft that somebody is still writing; the checks name the line
            return cleaned
        try:
            read_spec(cleaned)
        except CircuitError as error:
            raise ValidationError(error.message) from error
        return cleaned

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: text."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", args, kwargs


class CircuitBlock(blocks.StructBlock):
    """A circuit diagram, drawn when it is saved."""

    spec = SpecBlock(
        label=_("Description of the circuit"),
        help_text=_(
            'One element a line: name, words in quotation marks, direction, length. Example: lamp "EL" down. '
            "“mark A” remembers a place, “from A” goes back to it, “wire to A” draws to it."
        ),
    )
    alt = blocks.CharBlock(
        label=_("Alternative text"), max_length=300, help_text=_("Say what the diagram teaches.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "circuit"
        label = _("Circuit diagram")
        template = "pages/blocks/circuit.html"
        description = _("Drawn from words: sources, switches, contacts, lamps, meters.")
        preview_template = "pages/block_preview.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        from courses.pages.operations import keep_circuits

        cleaned = super().clean(value)
        if self.is_deferred_validation and not can_be_read(cleaned["spec"]):
            return cleaned
        try:
            keep_circuits([cleaned["spec"]])
        except DomainError as error:
            raise blocks.StructBlockValidationError(
                block_errors={"spec": ValidationError(error.message)}
            ) from error
        return cleaned

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **shown(value["spec"])}

    def get_preview_value(self) -> blocks.StructValue:
        return self.to_python(circuit_sample())


def can_be_read(spec: str) -> bool:
    """Return whether the description says what to draw."""
    try:
        read_spec(spec)
    except CircuitError:
        return False
    return True


def shown(spec: str) -> dict[str, Any]:
    """Return address and size of the drawing; nothing is asked of the database, and nothing drawn."""
    try:
        width, height = size_of(spec)
    except CircuitError:
        return {"address": ""}
    address = reverse("learning:circuit", kwargs={"digest": digest_of(spec)})
    breadth = "widest" if width > WIDEST else "wide" if width > WIDE else ""
    return {"address": address, "width": width, "height": height, "breadth": breadth}
