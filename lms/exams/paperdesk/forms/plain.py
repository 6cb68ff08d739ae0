"""What forms of the desk say of a field that is filled in wrongly: plain words, and limits that are said beforehand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

OF_TEXTS: Mapping[str, Any] = {
    "required": _("Fill this in."),
    "min_length": _("Write at least %(limit_value)d characters."),
    "max_length": _(
        "Write at most %(limit_value)d characters; these are %(show_value)d. Nothing was cut off."
    ),
}
OF_NUMBERS: Mapping[str, Any] = {
    "required": _("Write a number."),
    "invalid": _("Write a number, in digits."),
    "min_value": _("Write at least %(limit_value)s."),
    "max_value": _("Write at most %(limit_value)s."),
    "max_decimal_places": _("Write at most %(max)s digits after the point."),
}
OF_CHOICES: Mapping[str, Any] = {"required": _("Choose one.")}
OF_BOXES: Mapping[str, Any] = {"required": _("Tick this box.")}
WORDS: tuple[tuple[type[forms.Field], Mapping[str, Any]], ...] = (
    (forms.IntegerField, OF_NUMBERS),
    (forms.ChoiceField, OF_CHOICES),
    (forms.BooleanField, OF_BOXES),
    (forms.CharField, OF_TEXTS),
)


class PlainForm(forms.Form):
    """A form whose errors are said in plain words; browsers cut nothing off, so that too much is refused with words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)


def say_plainly(field: forms.Field) -> None:
    """Give a field its words, and a long text its limits."""
    field.error_messages.update(next((words for kind, words in WORDS if isinstance(field, kind)), {}))
    field.widget.attrs.pop("maxlength", None)
    say_limits(field)


def say_limits(field: forms.Field) -> None:
    """Add to the help of a long text how long it may be; once more after the help was put in other words."""
    if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea) and field.max_length:
        words = _("{least} to {most} characters.") if field.required else _("At most {most} characters.")
        limits = format_lazy(words, least=field.min_length or 1, most=field.max_length)
        field.help_text = format_lazy("{words} {limits}", words=field.help_text, limits=limits)
