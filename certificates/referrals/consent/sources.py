"""What each field says of a person now. Other parts of referrals say more by registering a source."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from certificates.issuing.queries import award_of_credential, list_in_force
from certificates.referrals.consent.models import ConsentRequest
from certificates.referrals.consent.rules import Field
from lms.accounts.api import Person
from lms.core.language import pick
from lms.core.sentences import enumerated
from lms.enrolments.api import Admission

Source = Callable[[Person, date], str]
_sources: dict[str, Source] = {}
_CHECKED_BY = {Field.NAME.value, Field.CERTIFICATES.value}


def register_source(field: Field, source: Source) -> None:
    """Let a part of referrals say what it knows of a field; an empty text where it knows nothing."""
    _sources[field.value] = source


def values_of(request: ConsentRequest, fields: Iterable[str], *, today: date) -> dict[str, str]:
    """Return what each of these fields says today, those left out of which nothing is known.

    With certificates that bear another name than the records, the name says both: who checks one types the name on it.
    """
    said = written_in(request)
    found = {field: said.get(field) or _value(request.person, field, today) for field in fields}
    other = other_names_on_papers(request.person, today=today) if found.keys() >= _CHECKED_BY else []
    if other and found[Field.NAME]:
        found[Field.NAME.value] = _("%(name)s (on the certificates: %(printed)s)") % {
            "name": found[Field.NAME],
            "printed": enumerated(other),
        }
    return {field: value for field, value in found.items() if value}


def other_names_on_papers(person: Person, *, today: date) -> list[str]:
    """Return the names on somebody's certificates in force that the records do not have now."""
    names = dict.fromkeys(award_of_credential(row).name for row in list_in_force(person.pk, today=today))
    return [name for name in names if name != person.full_name]


def written_in(request: ConsentRequest) -> dict[str, str]:
    """Return what the officer wrote into a question."""
    return json.loads(request.words) if request.words else {}


def digest_of(values: dict[str, str]) -> str:
    """Return by what a page says which values it showed."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _value(person: Person, field: str, today: date) -> str:
    source = _sources.get(field)
    return source(person, today) if source else ""


def _name(person: Person, _today: date) -> str:
    return person.full_name


def _schooling(person: Person, _today: date) -> str:
    """Say what was stated last, and nothing of when or where."""
    stay = Admission.objects.filter(person=person).exclude(schooling="unknown").first()
    return str(stay.get_schooling_display()) if stay else ""


def _certificates(person: Person, today: date) -> str:
    words = [
        _("%(title)s (%(kind)s, %(day)s)")
        % {
            "title": pick(award_of_credential(row), "title"),
            "kind": row.get_kind_display(),
            "day": row.awarded_date.isoformat(),
        }
        for row in list_in_force(person.pk, today=today)
    ]
    return enumerated(words)


def _major(person: Person, today: date) -> str:
    """Say what diplomas are in; with none, what the newest certificate was given for."""
    rows = list_in_force(person.pk, today=today)
    diplomas = [row for row in rows if row.kind == "diploma"] or rows[:1]
    return enumerated(dict.fromkeys(pick(award_of_credential(row), "title") for row in diplomas))


def _skills(person: Person, today: date) -> str:
    awards = [award_of_credential(row) for row in list_in_force(person.pk, today=today)]
    return enumerated(
        dict.fromkeys(pick(award, "occupation") for award in awards if pick(award, "occupation"))
    )


for _field, _source in (
    (Field.NAME, _name),
    (Field.SCHOOLING, _schooling),
    (Field.CERTIFICATES, _certificates),
    (Field.MAJOR, _major),
    (Field.SKILLS, _skills),
):
    register_source(_field, _source)
