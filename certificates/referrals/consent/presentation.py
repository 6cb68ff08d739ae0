"""Questions and consents in words: who asks, for which work, what would be told, how it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.referrals.consent import queries, rules, sources
from certificates.referrals.consent.models import Consent, ConsentRequest, ConsentText, DataField, Disclosure
from certificates.referrals.consent.operations import PAUSED, WORK_CHANGED
from certificates.referrals.consent.rules import Standing
from certificates.referrals.consent.texts import Words
from certificates.referrals.models import Opening
from certificates.referrals.presentation import pay_text, terms_of
from certificates.referrals.rules import State
from lms.core.clock import local_date
from lms.core.language import in_language, marked_chinese
from lms.core.sentences import enumerated

STANDINGS = {
    Standing.WAITING: (pgettext_lazy("consent", "Waits for an answer"), "warning"),
    Standing.LIVE: (pgettext_lazy("consent", "Yes, in force"), "success"),
    Standing.REFUSED: (pgettext_lazy("consent", "No"), "neutral"),
    Standing.WITHDRAWN: (pgettext_lazy("consent", "Taken back"), "neutral"),
    Standing.EXPIRED: (pgettext_lazy("consent", "Over"), "neutral"),
    Standing.LAPSED: (pgettext_lazy("consent", "Not answered, over"), "neutral"),
}
# Why a question ended that nobody answered: by its last day, as `STANDINGS` says, or before.
CLOSED_BEFORE = (pgettext_lazy("consent", "Not answered: the opening was closed"), "neutral")
CHANGED_BEFORE = (pgettext_lazy("consent", "Not answered: the opening has changed"), "neutral")
RESTS = (pgettext_lazy("consent", "Paused for now"), "neutral")
NO_CERTIFICATE = gettext_lazy(
    "No certificate in force: even after a yes no school could refer this person before there is one."
)
NOTHING = gettext_lazy("Nothing is kept of this. So nothing is told.")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One question in a list, with what can be done."""

    request: ConsentRequest
    opening: Opening
    standing: Any
    kind: str
    fields: str
    may_answer: bool
    is_waiting: bool
    is_live: bool
    may_withdraw: bool


def request_row(request: ConsentRequest, *, now: datetime) -> RequestRow:
    """Return a question for a list: the fields consented to, or those asked for while there is no yes."""
    standing = queries.standing_at(request, now)
    is_resting = queries.is_paused(request, now)
    words, kind = RESTS if is_resting else standing_words(request, standing, now)
    consent = getattr(request, "consent", None)
    return RequestRow(
        request=request,
        opening=queries.opening_as_read(request),
        standing=words,
        kind=kind,
        fields=fields_text(consent.fields if consent else request.fields),
        may_answer=queries.may_answer(request, now),
        is_waiting=standing == Standing.WAITING and not is_resting,
        is_live=standing == Standing.LIVE,
        may_withdraw=standing == Standing.LIVE,
    )


def standing_words(request: ConsentRequest, standing: Standing, now: datetime) -> tuple[Any, str]:
    """Return how a question stands in words, and by which kind of sign; one that lapsed says by what."""
    if standing is not Standing.LAPSED or request.asks_until <= now:
        return STANDINGS[standing]
    return CLOSED_BEFORE if request.opening.state == State.CLOSED else CHANGED_BEFORE


def request_page(request: ConsentRequest, *, now: datetime, ticked: Collection[str] = ()) -> dict[str, Any]:
    """Return what a page about one question shows its person: each field with what would be told of it.

    Nothing is ticked but by the person: a yes that stood there already would be none (PIPL article 14).
    """
    values = sources.values_of(request, request.fields, today=local_date(now))
    consent = getattr(request, "consent", None)
    told_already = list(queries.disclosures_under(consent)) if consent else []
    offer = queries.opening_as_read(request)
    return {
        "row": request_row(request, now=now),
        "employer": request.employer,
        "facts": offer_facts(request),
        "offer": offer,
        "terms": terms_of(offer),
        "options": [
            {
                "value": field,
                "label": DataField(field).label,
                "feedback": values[field],
                "checked": field in ticked,
            }
            for field in request.fields
            if field in values
        ],
        "unknown": [str(DataField(field).label) for field in request.fields if field not in values],
        "shown": sources.digest_of(values),
        "text": paragraphs_of(request.text),
        "consent": consent,
        "work_changed": "" if told_already else work_changed(request, now),
        "paused": PAUSED if queries.is_paused(request, now) else "",
        "would_end_on": local_date(now) + timedelta(days=rules.longest_days(local_date(now))),
        "told": told_rows(consent, values) if consent else [],
        "disclosures": [disclosure_row(row) for row in told_already],
        "replies": reply_rows(request),
    }


def reply_rows(request: ConsentRequest) -> list[dict[str, Any]]:
    """Return what the employer replied to a referral as its person reads it, the oldest first.

    The form of the reply says that the person reads it; what nobody is known to have written is marked (ADR 0238).
    """
    sheet = getattr(getattr(request, "consent", None), "sheet", None)
    return [
        {
            "on": local_date(row.at),
            "answer": row.get_answer_display(),
            "day": row.day,
            "why": row.get_why_display() if row.why else "",
            "words": row.words,
            "is_proven": row.is_proven,
        }
        for row in (sheet.replies.all() if sheet else ())
    ]


def work_changed(request: ConsentRequest, now: datetime) -> Any:
    """Return in words that the work is not the one of the question any more, where somebody may still wait for it."""
    waits = queries.standing_at(request, now) in (Standing.WAITING, Standing.LAPSED, Standing.LIVE)
    return WORK_CHANGED if waits and not queries.is_as_asked(request) else ""


def told_rows(consent: Consent, values: dict[str, str]) -> list[dict[str, Any]]:
    """Return each field of a consent with what it says now."""
    return [{"term": DataField(field).label, "value": values.get(field, NOTHING)} for field in consent.fields]


def chosen_rows(options: list[dict[str, Any]], fields: list[str]) -> list[dict[str, Any]]:
    """Return what a person is about to say yes to."""
    return [
        {"term": option["label"], "value": option["feedback"]}
        for option in options
        if option["value"] in fields
    ]


def offer_facts(request: ConsentRequest) -> list[dict[str, Any]]:
    """Return who asks, for which work: the one that was asked for."""
    opening = queries.opening_as_read(request)
    return [
        {"term": _("Employer"), "value": request.employer.name},
        {"term": _("Work offered"), "value": marked_chinese(opening.title)},
        {"term": _("Place of work"), "value": marked_chinese(opening.district)},
        {"term": _("Pay"), "value": pay_text(opening)},
    ]


def disclosure_row(row: Disclosure) -> dict[str, Any]:
    """Return one line of what was handed out."""
    return {
        "at": date_format(localtime(row.at), "DATETIME_FORMAT"),
        "employer": row.employer.name,
        "way": row.get_way_display(),
        "fields": fields_text(row.fields),
    }


def fields_text(fields: list[str]) -> str:
    """Return fields in a row, in words."""
    return enumerated(DataField(field).label for field in fields)


def paragraphs_of(text: ConsentText | Words) -> list[str]:
    """Return the words that are consented to, sentence by sentence, in the reader's language."""
    return in_language({"zh": text.zh, "en": text.en}).split("\n")


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """One consent before the employer: the name only while it may be read."""

    opening: str
    name: str
    reference: str
    standing: Any
    kind: str
    is_withdrawn: bool
    ended_at: Any
    expires_at: Any
    received: list[dict[str, Any]]


def employer_row(consent: Consent, *, now: datetime) -> EmployerRow:
    """Return a consent for the employer's list. Nothing of the person that is not told, and nothing after its end."""
    standing = queries.standing_at(consent.request, now)
    words, kind = STANDINGS[standing]
    received = list(consent.disclosures.all())
    is_named = standing == Standing.LIVE and any("name" in row.fields for row in received)
    withdrawal = getattr(consent, "withdrawal", None)
    return EmployerRow(
        opening=queries.title_as_read(consent),
        name=consent.person.full_name if is_named else "",
        reference=consent.reference,
        standing=words,
        kind=kind,
        is_withdrawn=withdrawal is not None,
        ended_at=withdrawal.at if withdrawal else None,
        expires_at=consent.expires_at,
        received=[disclosure_row(row) for row in received],
    )
