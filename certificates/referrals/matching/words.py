"""Reasons in words. The window of release is among them: these words are for officers, never for an employer."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.referrals.matching.rules import Code, Group, Reason, Tone
from certificates.referrals.rules import yuan_of
from courses.catalog.api import SkillLevel

WORDS: dict[Code, Any] = {
    Code.PAPER_NOT_ASKED: gettext_lazy("No certificate is asked for"),
    Code.PAPER_HELD: gettext_lazy("Holds the certificate wanted"),
    Code.PAPER_ENDS_SOON: gettext_lazy("Holds the certificate wanted, in force until %(value)s only"),
    Code.PAPER_EXPECTED: gettext_lazy(
        "Is in training for the certificate wanted; the class ends on %(value)s"
    ),
    Code.PAPER_IN_TRAINING: gettext_lazy("Is in training for the certificate wanted; no day is known"),
    Code.PAPER_LATE: gettext_lazy("Is in training for it, but the class ends on %(value)s only"),
    Code.PAPER_MISSING: gettext_lazy("Does not hold the certificate wanted"),
    Code.PAPER_EXPIRED: gettext_lazy("Held it; it was in force until %(value)s"),
    Code.PAPER_LOWER: gettext_lazy("Holds a lower level: %(value)s"),
    Code.PAPER_OTHER_TRADE: gettext_lazy("Holds such a certificate of another trade"),
    Code.TRADE_SHOWN: gettext_lazy("Holds a certificate of this trade"),
    Code.TRADE_NOT_SHOWN: gettext_lazy("No certificate of this trade"),
    Code.WISH_NOT_ASKED: gettext_lazy("Nobody has asked yet what work is wished"),
    Code.WISH_UNDECIDED: gettext_lazy("Does not know yet what work is wished"),
    Code.WORK_WISHED: gettext_lazy("The kind of work is wished"),
    Code.WORK_UNNAMED: gettext_lazy("The opening names no occupation: ask whether it is the work wished"),
    Code.WORK_OTHER: gettext_lazy("Wishes other work"),
    Code.PLACE_WISHED: gettext_lazy("The place is wished"),
    Code.PLACE_UNREAD: gettext_lazy("Compare the places: they are named in words"),
    Code.PLACE_OTHER: gettext_lazy("Wishes to work elsewhere"),
    Code.PAY_ENOUGH: gettext_lazy("The pay is enough"),
    Code.PAY_DEPENDS: gettext_lazy("Wishes at least %(value)s yuan: within what is offered"),
    Code.PAY_LESS: gettext_lazy("Wishes at least %(value)s yuan: more than is offered"),
    Code.SHIFTS_FIT: gettext_lazy("The hours fit"),
    Code.SHIFTS_DEPEND: gettext_lazy("The hours are flexible: ask the employer which"),
    Code.SHIFTS_OTHER: gettext_lazy("Would not work these hours"),
    Code.LODGING_THERE: gettext_lazy("Needs lodging: it is free of charge"),
    Code.LODGING_PAID: gettext_lazy("Needs lodging: it is against payment"),
    Code.LODGING_MISSING: gettext_lazy("Needs lodging: there is none"),
    Code.DAY_FITS: gettext_lazy("Could begin from %(value)s"),
    Code.DAY_LATE: gettext_lazy("Could begin from %(value)s only"),
    Code.WINDOW_FREE: gettext_lazy("Has left: free to begin"),
    Code.WINDOW_FITS: gettext_lazy("Leaves by forecast on %(value)s"),
    Code.WINDOW_UNKNOWN: gettext_lazy("When the person leaves is not known"),
    Code.WINDOW_PAST: gettext_lazy("The forecast %(value)s is past: ask again"),
    Code.WINDOW_LATE: gettext_lazy("Leaves by forecast on %(value)s only, after the last day of the offer"),
    Code.PROPOSED_HERE: gettext_lazy("Proposed for this opening already"),
    Code.REFUSED_BEFORE: gettext_lazy("Said no to this employer before, or took a yes back"),
    Code.EMPLOYER_UNVERIFIED: gettext_lazy("The employer is suspended"),
}
TONES = {
    Tone.FOR: gettext_lazy("Speaks for it"),
    Tone.OPEN: gettext_lazy("Open questions"),
    Tone.AGAINST: gettext_lazy("Speaks against it"),
}
GROUPS = {
    Group.FITS: gettext_lazy("All fits"),
    Group.OPEN: gettext_lazy("Open questions"),
    Group.AGAINST: gettext_lazy("Something speaks against it"),
}
_IN_FEN = (Code.PAY_DEPENDS, Code.PAY_LESS)


def reason_text(reason: Reason) -> str:
    """Return a reason as a sentence."""
    return str(WORDS[reason.code]) % {"value": _value(reason)}


def _value(reason: Reason) -> str:
    value = reason.value
    if reason.code in _IN_FEN and isinstance(value, int):
        return str(yuan_of(value))
    if reason.code is Code.PAPER_LOWER:
        return str(SkillLevel(value).label) if value else _("none")
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def texts_by_tone(reasons: tuple[Reason, ...]) -> dict[Tone, list[str]]:
    """Return the sentences of each tone."""
    return {tone: [reason_text(one) for one in reasons if one.tone is tone] for tone in Tone}
