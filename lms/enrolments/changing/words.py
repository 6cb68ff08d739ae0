"""What changes on the way say when they cannot be."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.enrolments.changing.models import TransferReason, WithdrawalReason
from lms.enrolments.changing.partings import CLASS_CANCELLED, CLASS_OVER, COMPLETED
from lms.enrolments.changing.rules import Against, Span, reasons_against_day
from lms.enrolments.errors import ChangeRefused


def refuse_day(day: date, span: Span, *, field: str) -> None:
    """Refuse a day that cannot be.

    :raises ChangeRefused: with the reason at the field.
    """
    for code in reasons_against_day(day, span):
        words = {
            "before_it_began": _("This day is before %(first)s. Choose a later one."),
            "in_future": _("This day has not come yet."),
        }[code]
        raise ChangeRefused(words % {"first": span.first.isoformat()}, field=field)


def parting_text(code: str) -> str:
    """Return for people why somebody left a class: the words of a code, or what staff wrote themselves."""
    own = {
        COMPLETED: _("Completed"),
        CLASS_OVER: _("The class was over"),
        CLASS_CANCELLED: _("The class was cancelled"),
        WithdrawalReason.RELEASED: pgettext("left the class", "Left the site"),
    }
    coded = dict([*TransferReason.choices, *WithdrawalReason.choices])
    return str(own.get(code) or coded.get(code, code))


def take_up_text(code: str) -> str:
    """Return why an enrolment is not taken up again, and what helps; "" for no code."""
    words = {
        "": "",
        Against.NOT_WITHDRAWN: _("This enrolment is not withdrawn. Somebody may have taken it up already."),
        Against.TAKEN: _(
            "The person is on this version by another enrolment. Withdraw that one first, if this one is to go on."
        ),
        Against.ELSEWHERE: _("The person is at another site now, and goes on there by being enrolled there."),
        Against.NOT_TAUGHT: _(
            "The school does not teach at this site today. Enrol the person at the school that does: it goes on there."
        ),
    }
    return words[code]
