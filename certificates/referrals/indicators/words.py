"""What indicators are called, and how each is counted, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.indicators.rules import Indicator, Part

NAMES: dict[Indicator, str | Promise] = {
    Indicator.REFERRAL: pgettext_lazy("indicator", "Referred"),
    Indicator.SUCCESS: pgettext_lazy("indicator", "Started work"),
    Indicator.STABLE_3: pgettext_lazy("indicator", "At work after 3 months"),
    Indicator.STABLE_6: pgettext_lazy("indicator", "At work after 6 months"),
    Indicator.STABLE_12: pgettext_lazy("indicator", "At work after 12 months"),
    Indicator.MATCH: pgettext_lazy("indicator", "Work in the trade learnt"),
    Indicator.DAYS: pgettext_lazy("indicator", "Days from referral to work"),
}
_STABLE = _(
    "N: who started work, whose day %(days)s after the first day at work has come, and of whom something is known "
    "on that day. n: who was at work then, wherever. Who studied or was without work is in N. Whose day has not come, "
    "and who is not known of, is counted apart."
)
HOW: dict[Indicator, str | Promise] = {
    Indicator.REFERRAL: _(
        "N: who completed a programme. n: for whom a school then issued a referral sheet to an employer."
    ),
    Indicator.SUCCESS: _(
        "N: who was referred, and of whom something is known since. n: who was at work on a day after the referral, "
        "wherever. As long as no employer replied and nobody told anything, it is unknown."
    ),
    Indicator.STABLE_3: _STABLE,
    Indicator.STABLE_6: _STABLE,
    Indicator.STABLE_12: _STABLE,
    Indicator.MATCH: _(
        "N: who started work in a trade that is known. n: whose trade is that of the completed programme."
    ),
    Indicator.DAYS: _(
        "The mean of the days from the first referral to the first day at work, of those whose first day is known; "
        "the others are unknown."
    ),
}
EVERYBODY = _(
    "Persons are counted, not certificates: each once in a year, with the last programme that was completed in it, at "
    "the training site and with the certificate of that programme. Unknown is not without work: what is told in a call "
    "or by an employer counts for sixty days, or until a later fact says that it lasted."
)
PARTS: dict[Part, str | Promise] = {
    Part.ALL: pgettext_lazy("indicator", "All"),
    Part.YES: pgettext_lazy("indicator", "n: counted"),
    Part.OF: pgettext_lazy("indicator", "N: due and known"),
    Part.UNKNOWN: pgettext_lazy("indicator", "Unknown"),
    Part.NOT_DUE: pgettext_lazy("indicator", "Not due yet"),
}
BY: dict[str, str | Promise] = {
    "programme": _("Programme"),
    "kind": pgettext_lazy("indicator", "Certificate"),
    "site": _("Training site"),
    "year": _("Year of completion"),
}
NO_CERTIFICATE = _("No certificate in force")
