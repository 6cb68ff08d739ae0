"""Reads of referral sheets: an officer's, an employer's own, and the one behind the code, while its consent holds."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from certificates.referrals.consent.models import Consent
from certificates.referrals.consent.queries import for_work_as_asked, live_consents, people_of_officer
from certificates.referrals.sheets.content import said_from
from certificates.referrals.sheets.errors import SheetGone, SheetNotFound
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from certificates.referrals.sheets.rules import SETTLING, Answer, Heard, Standing, deciding, standing_of
from lms.accounts.api import User
from lms.organisations.api import School

_BESIDE = (
    "consent__person",
    "consent__employer",
    "consent__request__opening",
    "consent__withdrawal",
    "school",
)
_OF_THE_QUESTION = ("employer", "request__opening", "request__employer")


def digest_of(token: str) -> str:
    """Return the digest under which a sheet is found; case does not count, because codes carry capitals."""
    return hashlib.sha256(token.upper().encode("utf-8", "replace")).hexdigest()


def sheets_for_officer(user: User) -> QuerySet[ReferralSheet]:
    """Return the sheets of people at an officer's places, the newest first, with their replies."""
    rows = ReferralSheet.objects.filter(consent__person__in=people_of_officer(user))
    return rows.select_related(*_BESIDE).prefetch_related("replies")


def sheet_for_officer(user: User, sheet_uuid: UUID) -> ReferralSheet:
    """Return one of those.

    :raises SheetNotFound: when it is not there, or of another place.
    """
    row = sheets_for_officer(user).filter(uuid=sheet_uuid).first()
    if row is None:
        raise SheetNotFound
    return row


def live_sheet_for_officer(user: User, sheet_uuid: UUID, *, at: datetime) -> ReferralSheet:
    """Return one of those while its consent holds.

    :raises SheetNotFound: when it is not there, or of another place.
    :raises SheetGone: when the consent ended.
    """
    row = sheet_for_officer(user, sheet_uuid)
    if not is_live(row, at=at):
        raise SheetGone(
            _("The consent has ended: the employer and the code on the sheet show nothing any more.")
        )
    return row


def consents_to_refer(user: User, *, at: datetime) -> QuerySet[Consent]:
    """Return the consents of an officer's people that wait for their sheet, the oldest first."""
    rows = _without_sheet(at).filter(person__in=people_of_officer(user))
    return rows.select_related("person", "text", *_OF_THE_QUESTION).order_by("given_at", "pk")


def consent_of_question(user: User, request_uuid: UUID) -> Consent:
    """Return the consent that was given to a question to one of an officer's people, with its sheet if there is one.

    :raises SheetNotFound: when there is none.
    """
    rows = Consent.objects.filter(person__in=people_of_officer(user), request__uuid=request_uuid)
    row = rows.select_related("person", "sheet", "text", *_OF_THE_QUESTION).first()
    if row is None:
        raise SheetNotFound
    return row


def consent_to_refer(user: User, request_uuid: UUID, *, at: datetime) -> Consent:
    """Return the consent that was given to a question, while it waits for its sheet.

    :raises SheetNotFound: when there is none, it has a sheet, or does not hold any more.
    """
    row = consents_to_refer(user, at=at).filter(request__uuid=request_uuid).first()
    if row is None:
        raise SheetNotFound
    return row


def last_slips_to(schools: Iterable[School]) -> dict[int, str]:
    """Return by school where slips go back by its newest sheet, as far as there is one. One query."""
    newest = ReferralSheet.objects.filter(school=OuterRef("pk")).order_by("-made_at", "-pk")
    rows = School.objects.filter(pk__in=[school.pk for school in schools]).order_by()
    found = rows.annotate(last=Subquery(newest.values("content")[:1])).values_list("pk", "last")
    return {key: said_from(content).slip_to for key, content in found if content}


def waits_for_its_sheet(consent: Consent, *, at: datetime) -> bool:
    """Return whether a consent holds for the work as it was asked for, and has no sheet yet."""
    return _without_sheet(at).filter(pk=consent.pk).exists()


def _without_sheet(at: datetime) -> QuerySet[Consent]:
    return for_work_as_asked(live_consents(at=at)).filter(sheet__isnull=True)


def sheets_for_employer(employer_id: int) -> QuerySet[ReferralSheet]:
    """Return what an employer was sent, the newest first; what ended is among them."""
    rows = ReferralSheet.objects.filter(consent__employer=employer_id)
    return rows.select_related(*_BESIDE).prefetch_related("replies")


def own_sheet(employer_id: int, sheet_uuid: UUID, *, at: datetime) -> ReferralSheet:
    """Return a sheet that this employer was sent, while its consent holds.

    :raises SheetNotFound: when it is not there, or another employer's.
    :raises SheetGone: when the consent ended.
    """
    row = sheets_for_employer(employer_id).filter(uuid=sheet_uuid).first()
    if row is None:
        raise SheetNotFound
    if not is_live(row, at=at):
        raise SheetGone(ended_for_employer())
    return row


def ended_for_employer() -> str:
    """Return what an employer reads where a referral stood whose consent has ended."""
    return _(
        "The consent to this referral has ended. Delete what you have received: papers, files and letters."
    )


def open_sheet(token: str, *, at: datetime) -> ReferralSheet | None:
    """Return the sheet behind a code while its consent holds; unknown and ended ones look alike."""
    rows = ReferralSheet.objects.filter(token_hash=digest_of(token), consent__in=live_consents(at=at))
    return rows.select_related(*_BESIDE).prefetch_related("replies").first()


def is_live(sheet: ReferralSheet, *, at: datetime) -> bool:
    """Return whether a sheet, read with its consent and employer, still answers; asks nothing."""
    consent = sheet.consent
    is_held = getattr(consent, "withdrawal", None) is None and consent.given_at <= at < consent.expires_at
    return is_held and consent.employer.is_verified


def standing_at(sheet: ReferralSheet, at: datetime) -> Standing:
    """Return how a referral stands, from a sheet that was read with its replies."""
    return standing_of(_heard(sheet), is_live=is_live(sheet, at=at))


def is_unconfirmed(sheet: ReferralSheet) -> bool:
    """Return whether only the code on the sheet says how a referral stands, read as for `standing_at`."""
    row = _deciding(sheet)
    return row is not None and not row.is_proven


def is_asked_about(sheet: ReferralSheet) -> bool:
    """Return whether the code on the sheet said something after what counts, which an officer has to ask about."""
    heard = _heard(sheet)
    return bool(heard) and not heard[-1].is_proven and not is_unconfirmed(sheet)


def _heard(sheet: ReferralSheet) -> list[Heard]:
    return [Heard(reply.answer, reply.is_proven) for reply in sheet.replies.all()]


def _deciding(sheet: ReferralSheet) -> SheetReply | None:
    place = deciding(_heard(sheet))
    return None if place is None else sheet.replies.all()[place]


def starts_said(sheet: ReferralSheet) -> list[date]:
    """Return the day on which work began by the reply that counts, read as for `standing_at`; none if it says none."""
    row = _deciding(sheet)
    return [row.day] if row and row.day and row.answer == Answer.STARTED else []


def that_stand(rows: QuerySet[ReferralSheet], standing: Standing, *, at: datetime) -> QuerySet[ReferralSheet]:
    """Return those of these sheets that stand so: `standing_of` said to the database."""
    # What is not proven is asked last: by the code there is one reply at most.
    proven_first = Case(When(way=ReplyWay.LINK, then=1), default=0)
    replies = (
        SheetReply.objects.filter(sheet=OuterRef("pk")).order_by(proven_first, "-at", "-pk").values("answer")
    )
    settled = replies.exclude(way=ReplyWay.LINK).filter(answer__in=[answer.value for answer in SETTLING])
    live = live_consents(at=at).filter(pk=OuterRef("consent"))
    rows = rows.annotate(
        last_answer=Coalesce(Subquery(replies[:1]), Value("")),
        settled=Coalesce(Subquery(settled[:1]), Value("")),
        is_answering=Exists(live),
    )
    has_started = Q(settled=Answer.STARTED.value) | Q(last_answer=Answer.STARTED.value)
    if standing is Standing.STARTED:
        return rows.filter(has_started)
    open_rows = rows.filter(~has_started)
    if standing is Standing.ENDED:
        return open_rows.filter(is_answering=False)
    answered = "" if standing is Standing.SENT else standing.value
    return open_rows.filter(last_answer=answered, is_answering=True)


def was_answered_by_code(sheet: ReferralSheet) -> bool:
    """Return whether the one reply by the code on the sheet was given."""
    return SheetReply.objects.filter(sheet=sheet, way="link").exists()
