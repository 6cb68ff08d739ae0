"""What a referral says of a wish, once the person agreed: the own words only, never what officers know besides."""

from datetime import date

from django.utils.translation import gettext as _

from certificates.referrals.consent.rules import Field
from certificates.referrals.consent.sources import register_source
from certificates.referrals.wishes.queries import history_of, wish_of_row
from certificates.referrals.wishes.rules import Mind, Wish
from certificates.referrals.wishes.words import occupation_titles, short_text
from lms.accounts.api import Person


def wish_told(person: Person, _today: date) -> str:
    """Return the kind of work, the place and the pay that somebody wishes."""
    wish = _said(person)
    return short_text(wish, occupation_titles()) if wish else ""


def availability_told(person: Person, _today: date) -> str:
    """Return from when somebody said to be able to begin: never a forecast."""
    wish = _said(person)
    if wish is None:
        return ""
    return wish.from_date.isoformat() if wish.from_date else _("As soon as possible")


def _said(person: Person) -> Wish | None:
    row = history_of(person.pk).first()
    wish = wish_of_row(row) if row else None
    return wish if wish and wish.mind == Mind.WISH else None


def register_sources() -> None:
    """Let questions for consent say them; called once, when the app starts."""
    register_source(Field.WISH, wish_told)
    register_source(Field.AVAILABILITY, availability_told)
