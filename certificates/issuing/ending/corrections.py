"""Which fields of a certificate can be corrected, how new values are read, and what is refused of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from certificates.issuing.ending import rules
from certificates.issuing.ending.rules import Days, Fault
from certificates.issuing.ending.words import FAULTS
from certificates.issuing.errors import UnusableRequest, WrongState
from certificates.issuing.models import Credential
from certificates.issuing.payload import Award
from certificates.issuing.places import betrays, site_names
from certificates.issuing.portraits.queries import has_portrait
from certificates.issuing.queries import award_of_credential
from certificates.issuing.studies.levels import LEVELS
from certificates.issuing.texts import tidy
from certificates.issuing.transcripts.records import records_by
from certificates.issuing.transcripts.rules import Records
from lms.accounts.api import normalise_name, reasons_against_name
from lms.core.clock import local_date

NAMES_OF_PEOPLE = frozenset({"name", "principal"})


def correctable(award: Award) -> dict[str, Any]:
    """Return the fields of a certificate that can be corrected, with what they say."""
    return {field: getattr(award, field) for field in rules.correctable_fields(award.kind)}


def changes_to(before: Award, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that become others, as they would be printed; a new level also in the title."""
    known = correctable(before)
    read = {field: _read(field, values[field]) for field in known if field in values}
    changes = {field: value for field, value in read.items() if value != known[field]}
    if changes.get("level") in LEVELS and before.level in LEVELS:
        for field, former, present in zip(
            ("title_zh", "title_en"), LEVELS[before.level], LEVELS[changes["level"]], strict=True
        ):
            title = getattr(before, field)
            if field not in changes and former in title:
                changes[field] = title.replace(former, present)
    return changes


def refuse_changes(
    credential: Credential, before: Award, changes: Mapping[str, Any], *, now: datetime
) -> None:
    """Refuse what a certificate cannot say.

    :raises UnusableRequest: naming the field and what is wrong with it.
    """
    sites, today = site_names(), local_date(now)
    first = local_date(credential.enrolment.enrolled_at)
    for field, value in changes.items():
        if field in rules.DAYS:
            refuse(_fault_of_day(field, value, first=first, today=today), field=field)
        elif field in rules.CHOICES:
            refuse(rules.fault_of_choice(field, value), field=field)
        elif field == rules.IDENTITY:
            refuse(rules.fault_of_identity(value), field=field)
        elif field == rules.PHOTO:
            known = has_portrait(credential.person_id, value)
            refuse(None if known else Fault.NO_SUCH_PHOTOGRAPH, field=field)
        elif field == rules.RECORDS:
            known = value == _recorded(credential, today)
            refuse(None if known else Fault.NOT_THE_RECORDS, field=field)
        else:
            refuse(_fault_of_text(field, value, sites), field=field)
    _refuse_order(replace(before, **changes), frozenset(changes))


def refuse_former_records(credential: Credential, after: Award, *, now: datetime) -> None:
    """Refuse marks that were taken over from the records, and have become others there since.

    :raises WrongState: when they have; that it says others than before is no matter of this.
    """
    is_changed = after.records is not None and after.records != award_of_credential(credential).records
    if is_changed and after.records != _recorded(credential, local_date(now)):
        raise WrongState(
            _(
                "The marks in the records have changed again since this was asked for. A new request takes them over "
                "as they are now."
            )
        )


def refuse(fault: Fault | None, *, field: str) -> None:
    """Refuse with the words of a fault.

    :raises UnusableRequest: when there is one.
    """
    if fault is not None:
        raise UnusableRequest(str(FAULTS[fault]), field=field)


def _read(field: str, value: Any) -> Any:
    if field in rules.DAYS or field in rules.CHOICES or field in (rules.PHOTO, rules.RECORDS):
        return value
    if field == rules.IDENTITY:
        return rules.kept_identity(str(value))
    if field in NAMES_OF_PEOPLE:
        return normalise_name(str(value))
    return tidy(str(value))


def _recorded(credential: Credential, today: date) -> Records:
    """Return the marks as the school keeps them: nobody types one onto a transcript."""
    enrolment = credential.enrolment
    return records_by([enrolment], today=today)[enrolment.pk]


def _fault_of_day(field: str, value: date | None, *, first: date, today: date) -> Fault | None:
    if value is None:
        return Fault.EMPTY
    return rules.fault_of_day(value, first=first if field == rules.DAY else date.min, today=today)


def _refuse_order(after: Award, changed: frozenset[str]) -> None:
    said = {field: day for field in rules.DAYS if (day := getattr(after, field)) is not None}
    if (wrong := rules.fault_of_order(Days(said, changed))) is not None:
        field, fault = wrong
        refuse(fault, field=field)


def _fault_of_text(field: str, value: Any, sites: frozenset[str]) -> Fault | None:
    if (fault := rules.fault_of_text(field, value)) is not None:
        return fault
    if field in NAMES_OF_PEOPLE and value and reasons_against_name(value):
        return Fault.NOT_A_NAME
    return Fault.NAMES_A_SITE if betrays(value, sites) else None
