"""Sentences about a school's credit table."""

from django.utils.translation import gettext_lazy as _

from lms.enrolments.credits.school_tables.rules import Against

# By reason: the field of the form that it is about, and what to say.
AGAINST = {
    Against.DAY_IS_PAST: (
        "valid_from",
        _("This day is over. A table counts from today on, or from a later day."),
    ),
    Against.NOT_A_PERCENTAGE: ("cap_percent", _("Write a percentage from 1 to 100.")),
    Against.NO_BLOCKS: ("cap_blocks", _("Choose the blocks that the limit is counted over.")),
    Against.GIVES_NOTHING: (
        "cap_blocks",
        _(
            "By this limit nothing can be recognised: the courses of these blocks have too few credits, or none."
        ),
    ),
    Against.NO_CREDITS: ("", _("Write for at least one kind of certificate how many credits it counts for.")),
    Against.HIGHER_LEVEL_COUNTS_LESS: (
        "",
        _("A higher level counts at least as much as a lower one; level 1 is the highest."),
    ),
}
