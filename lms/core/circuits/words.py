"""What a line of a circuit's description may begin with, and the directions: the word to write and what it means.

The one table of them: the reader knows these words, messages and help name them, the guide lists them.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TWO_ENDED: Mapping[str, Promise] = {
    "wire": pgettext_lazy("circuit", "wire"),
    "source": pgettext_lazy("circuit", "AC source"),
    "battery": pgettext_lazy("circuit", "battery"),
    "resistor": pgettext_lazy("circuit", "resistor"),
    "capacitor": pgettext_lazy("circuit", "capacitor"),
    "inductor": pgettext_lazy("circuit", "inductor"),
    "diode": pgettext_lazy("circuit", "diode"),
    "led": pgettext_lazy("circuit", "light-emitting diode"),
    "lamp": pgettext_lazy("circuit", "lamp"),
    "motor": pgettext_lazy("circuit", "motor"),
    "switch": pgettext_lazy("circuit", "switch"),
    "button-no": pgettext_lazy("circuit", "button, normally open"),
    "button-nc": pgettext_lazy("circuit", "button, normally closed"),
    "contact-no": pgettext_lazy("circuit", "contact, normally open"),
    "contact-nc": pgettext_lazy("circuit", "contact, normally closed"),
    "coil": pgettext_lazy("circuit", "coil"),
    "fuse": pgettext_lazy("circuit", "fuse"),
    "breaker": pgettext_lazy("circuit", "circuit breaker"),
    "heater": pgettext_lazy("circuit", "thermal relay"),
    "ammeter": pgettext_lazy("circuit", "ammeter"),
    "voltmeter": pgettext_lazy("circuit", "voltmeter"),
}
ONE_ENDED: Mapping[str, Promise] = {
    "earth": pgettext_lazy("circuit", "earth"),
    "dot": pgettext_lazy("circuit", "joint"),
    "label": pgettext_lazy("circuit", "words at this place"),
}
PLACES: Mapping[str, Promise] = {
    "mark": pgettext_lazy("circuit", "remember this place"),
    "from": pgettext_lazy("circuit", "go back to a place"),
}
WORDS: Mapping[str, Promise] = {**TWO_ENDED, **ONE_ENDED, **PLACES}
DIRECTION_WORDS: Mapping[str, Promise] = {
    "up": pgettext_lazy("circuit", "up"),
    "down": pgettext_lazy("circuit", "down"),
    "left": pgettext_lazy("circuit", "left"),
    "right": pgettext_lazy("circuit", "right"),
}


def named(words: Mapping[str, Promise]) -> str:
    """Return all words of a table in one line, each with its meaning where that says more."""
    return ", ".join(word if word == meaning else f"{word} ({meaning})" for word, meaning in words.items())


class _Named:
    """A table in one line, in the language of whoever reads it."""

    def __init__(self, words: Mapping[str, Promise]) -> None:
        self.words = words

    def __str__(self) -> str:
        return named(self.words)


# For the help of a field.
ALL_WORDS = format_lazy(
    "{elements} {words}. {directions} {ways}.",
    elements=_("Elements:"),
    words=_Named(WORDS),
    directions=_("Directions:"),
    ways=_Named(DIRECTION_WORDS),
)
