"""What moving says: refusals and standings as sentences in the reader's language."""

from django.utils.translation import gettext as _

from lms.enrolments.moving.rules import Refusal


def refusal_text(refusal: str) -> str:
    """Return why one person cannot be moved, and what helps."""
    return {
        Refusal.ENDED: _("has completed the programme or left it"),
        Refusal.ELSEWHERE: _("is not on this version any more; look again"),
        Refusal.TAKEN: _("is enrolled on that version already"),
        Refusal.OLDER: _("was never on that older version; only a newer one is possible"),
    }[refusal]
