"""What moving says: refusals and standings as sentences in the reader's language."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.enrolments.models import EnrolmentMove
from lms.enrolments.moving.rules import Refusal


def refusal_text(refusal: str) -> str:
    """Return why one person cannot be moved, and what helps."""
    return {
        Refusal.ENDED: _("has completed the programme or left it"),
        Refusal.ELSEWHERE: _("is not on this version any more; look again"),
        Refusal.TAKEN: _("is enrolled on that version already"),
        Refusal.OLDER: _("was never on that older version; only a newer one is possible"),
    }[refusal]


def words_of_move(move: EnrolmentMove) -> str:
    """Return what the trainee is told of a move: which programme, which version, which day."""
    return _("The office changed your programme “%(programme)s” to version %(number)s on %(day)s.") % {
        "programme": move.to_version.programme.title,
        "number": move.to_version.number,
        "day": date_format(local_date(move.moved_at)),
    }
