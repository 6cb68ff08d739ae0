"""Examinations and the groups that a site keeps apart: people of two of them sit in no room at one time.

Who may see the groups of the site is told them; everybody else that somebody is kept apart, and never why.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.sentences import said_of
from lms.enrolments.api import Enrolment, codes_on, may_see_groups


def against_company(
    there: Collection[int], fresh: Sequence[Enrolment], site_id: int, day: date, *, actor: Actor
) -> list[str]:
    """Return in words who of `fresh` cannot be in one room on a day with the persons who are there, or each other.

    Of several groups that come anew the larger one stays; the site's groups are locked by the caller. One query where
    a site keeps nobody apart.
    """
    codes = codes_on(site_id, {*there, *(row.person_id for row in fresh)}, day)
    if not codes:
        return []
    inside = _codes_of(there, codes) or _largest((row.person_id for row in fresh), codes)
    others = [row for row in fresh if {codes.get(row.person_id, "")} != inside]
    is_told = _is_told(actor, site_id) if others else False
    return [
        said_of(row.person.full_name, _words(codes.get(row.person_id, ""), inside, is_told)) for row in others
    ]


def is_mixed(persons: Iterable[int], site_id: int, day: date) -> bool:
    """Return whether these persons are of several groups on a day; one query."""
    listed = list(persons)
    return len(_codes_of(listed, codes_on(site_id, listed, day))) > 1


def words_of_mixed() -> str:
    """Say that people who are admitted are kept apart, without the name of a group."""
    return _("The site keeps some of the people who are admitted apart. Take some of them out first.")


def _codes_of(persons: Iterable[int], codes: dict[int, str]) -> set[str]:
    return {codes.get(person, "") for person in persons}


def _largest(persons: Iterable[int], codes: dict[int, str]) -> set[str]:
    counts = Counter(codes.get(person, "") for person in persons)
    return {min(counts, key=lambda code: (-counts[code], code))}


def _is_told(actor: Actor, site_id: int) -> bool:
    user = User.objects.filter(uuid=actor.user_uuid).first() if actor.user_uuid else None
    return user is not None and may_see_groups(user, site_id)


def _words(code: str, inside: set[str], is_told: bool) -> str:
    if not is_told:
        return _("the site keeps this person apart from people of this examination; choose another one")
    none = _("in no group")
    values = {"mine": code or none, "others": _(", ").join(one or none for one in sorted(inside))}
    return _("is kept apart: %(mine)s; in this examination: %(others)s") % values
