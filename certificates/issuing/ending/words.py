"""Words of endings: what stands on a certificate, and what is wrong with a request."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.ending.rules import DAY, Fault

FIELDS = {
    "name": _("Full name"),
    "title_zh": _("Programme (Chinese)"),
    "title_en": _("Programme (English)"),
    "occupation_zh": _("Occupation (Chinese)"),
    "occupation_en": _("Occupation (English)"),
    "school_zh": _("School (Chinese)"),
    "school_en": _("School (English)"),
    "principal": pgettext_lazy("head of a school", "Principal"),
    DAY: _("Awarded on"),
}
FAULTS = {
    Fault.WRONG_REASON: _("This reason does not go with it."),
    Fault.NOTE_MISSING: _("Write a note that says why."),
    Fault.NOTHING_CHANGES: _("Nothing is changed. Correct at least one field."),
    Fault.MORE_THAN_NAME: _(
        "A change of name changes the name only. For anything else ask for a correction."
    ),
    Fault.NAME_STAYS: _("Write the new name."),
    Fault.CHANGES_SOMETHING: _(
        "What was lost or damaged is made again as it was. To change it, ask for a correction."
    ),
    Fault.EMPTY: _("This cannot be empty."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.UNREADABLE: _("There is a character in it that cannot be seen or printed."),
    Fault.DAY_TO_COME: _("This day is still to come."),
    Fault.DAY_TOO_EARLY: _("On this day the person was not enrolled yet."),
    Fault.NAMES_A_SITE: _("A certificate never names a training site."),
}
