"""What outside certificates say: reasons, stages and standings as sentences in the reader's language."""

from django.utils.translation import gettext as _

from lms.enrolments.external.rules import Due, Standing


def number_text(reason: str) -> str:
    """Return what does not fit in a number, and what would be right."""
    return {
        "not_22": _(
            "The number of a skill-level certificate has 22 characters: one letter, then 21 digits. "
            "Compare it with the paper."
        ),
        "not_16": _("The number of a qualification certificate has 16 digits. Compare it with the paper."),
        "not_t": _("The number of this licence is T and the 18 characters of the holder's identity number."),
        "wrong_identity": _("The identity number behind the T cannot be right: check the 18 characters."),
        "other_holder": _("The identity number behind the T is not this person's."),
        "province": _("Characters 6 and 7 are no province. In Hainan they are 46."),
        "year": _("The year within the number is not the year of issue."),
        "level": _("The level within the number is not the level that you chose."),
    }[reason]


def paper_text(reason: str) -> tuple[str, str]:
    """Return the field and the words for what cannot be."""
    return {
        "issued_in_future": ("issued", _("The day of issue is still to come.")),
        "issued_before_birth": ("issued", _("On that day this person was not born yet. Check the year.")),
        "issued_too_early": ("issued", _("This day is too long ago. Check the year.")),
        "kind_ended": (
            "kind",
            _(
                "No qualification certificate by level was issued after 2020. Choose the skill-level certificate."
            ),
        ),
        "level_missing": ("level", _("Choose the level.")),
        "level_unknown": ("level", _("Papers of this kind have no level. Leave it empty.")),
        "ends_before_issue": ("expires", _("It would end before it was issued.")),
        "review_before_issue": ("review_due", _("The review would be due before the issue.")),
        "review_unknown": ("review_due", _("Papers of this kind are not reviewed. Leave it empty.")),
        "ends_far_off": (
            "expires",
            _(
                "This day is more than ten years away. Check the year; leave it empty where the paper has no end."
            ),
        ),
        "review_far_off": ("review_due", _("This day is more than ten years away. Check the year.")),
    }[reason]


def scan_text(code: str) -> str:
    """Return why a file cannot be kept as a scan."""
    return {
        "empty": _("The file is empty."),
        "too_large": _("The file is larger than 10 MB. Scan it with fewer dots per inch."),
        "too_many_pixels": _("The picture has more dots than can be kept. Scan it with 300 dots per inch."),
        "no_picture": _("This is no whole JPEG or PNG picture. Scan the paper again as a JPEG picture."),
    }[code]


def standing_text(standing: Standing) -> str:
    """Return what is known of a certificate."""
    return {
        Standing.CONFIRMED: _("confirmed by the issuing side"),
        Standing.DOUBTED: _("not confirmed by the issuing side"),
        Standing.UNASKED: _("not asked yet"),
    }[standing]


def due_text(stage: Due) -> str:
    """Return how near a day is."""
    return {
        Due.PAST: _("past"),
        Due.SOON: _("within 30 days"),
        Due.LATER: _("within 90 days"),
    }[stage]
