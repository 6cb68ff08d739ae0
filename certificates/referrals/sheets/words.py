"""Referrals in words: how one stands, what is wrong with a reply, what keeps the file of a certificate back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.sheets.rules import Fault, Standing

STANDINGS = {
    Standing.SENT: (pgettext_lazy("referral", "No reply yet"), "warning"),
    Standing.INTERVIEW: (pgettext_lazy("referral", "Invited for an interview"), "info"),
    Standing.OFFER: (pgettext_lazy("referral", "Work offered"), "info"),
    Standing.STARTED: (pgettext_lazy("referral", "Started work"), "success"),
    Standing.DECLINED: (pgettext_lazy("referral", "Not this time"), "neutral"),
    Standing.ENDED: (pgettext_lazy("referral", "Consent ended"), "neutral"),
}
UNCONFIRMED = pgettext_lazy("referral", "not confirmed")
ASK_ABOUT = pgettext_lazy("referral", "a later reply by the code is not confirmed")
# What a certificate says that no field of a consent covers, and the name where that was not agreed to.
PARTS = {
    "name": _("Full name"),
    "sex": _("sex"),
    "birth_date": _("date of birth"),
    **dict.fromkeys(("began_date", "ended_date", "years"), pgettext_lazy("certificate", "time of study")),
    "photo": _("photograph"),
    "identity": _("last four characters of the identity number"),
}
FAULTS = {
    Fault.DAY_MISSING: _("Say on which day."),
    Fault.DAY_FAR: _("This day is more than a year away. Look at it again."),
    Fault.DAY_TO_COME: _("Work that began begins today at the latest. For a later day, offer the work."),
    Fault.WHY_MISSING: _("Choose why."),
    Fault.WHY_TOO_MUCH: _("A reason belongs to “Not this time” only."),
    Fault.SLIP_MISSING: _("Say of which day the slip is."),
    Fault.SLIP_BEFORE: _("The slip cannot be older than the sheet."),
    Fault.SLIP_TO_COME: _("This day has not come yet."),
    Fault.WORDS: _("These words cannot be kept. Write at most 300 characters."),
}
