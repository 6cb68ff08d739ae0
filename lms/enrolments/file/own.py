"""What this app tells of a person: stays, forecasts, enrolments, rests, transfers, credits, certificates."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.accounts.api import Person
from lms.core.clock import local_date
from lms.enrolments.admission.models import Admission, FitnessStatement, ReleaseForecast
from lms.enrolments.admission.queries import was_moved
from lms.enrolments.changing.models import (
    Continuation,
    Interruption,
    InterruptionReason,
    Transfer,
    TransferReason,
    Withdrawal,
)
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.file.happenings import Happening, Kind
from lms.enrolments.models import Enrolment, EnrolmentMove
from lms.enrolments.person_facts.presentation import changes_of
from lms.enrolments.person_facts.queries import list_kept_corrections


def of_person(person: Person, stays: Iterable[Admission]) -> Iterator[Happening]:
    """Tell of stays, forecasts, fitness, corrections of the person and certificates of other bodies."""
    for stay in stays:
        yield Happening(stay.admitted_date, Kind.STAY, pgettext("stay", "Admitted"), site=stay.site_id)
        if stay.left_date is not None:
            words = pgettext("stay", "Moved to another site") if was_moved(stay) else pgettext("stay", "Left")
            yield Happening(stay.left_date, Kind.STAY, words, site=stay.site_id)
    forecasts = ReleaseForecast.objects.filter(admission__person=person).annotate(site=F("admission__site"))
    for row in forecasts.order_by("pk"):
        day = row.release_date.isoformat() if row.release_date else _("Not known")
        words = _("Release forecast: %(day)s") % {"day": day}
        text = f"{words} · {row.reason}" if row.reason else words
        yield Happening(local_date(row.at), Kind.FORECAST, text, site=row.site)
    said = FitnessStatement.objects.filter(admission__person=person, replaced_by__isnull=True)
    for fitness in said.annotate(site=F("admission__site")).order_by("pk"):
        words = _("Fit for training: yes") if fitness.is_fit else _("Fit for training: no")
        text = f"{words} · {fitness.get_reason_display()}"
        yield Happening(fitness.stated_on, Kind.STAY, text, site=fitness.site, kept=local_date(fitness.at))
    for corrected in list_kept_corrections(person):
        for one in changes_of(corrected):
            said = {"what": one.what, "before": one.before, "after": one.after}
            words = _("%(what)s corrected: %(before)s → %(after)s") % said
            text = f"{words} · {corrected.get_cause_display()}" if corrected.cause else words
            yield Happening(local_date(corrected.decided_at), Kind.STAY, text)  # type: ignore[arg-type]
    for paper in ExternalCertificate.objects.filter(person=person, struck_at=None):
        text = f"{paper.get_kind_display()} · {paper.occupation} · {paper.issuer}"
        yield Happening(paper.issued_date, Kind.CERTIFICATE, text, kept=local_date(paper.recorded_at))


def of_enrolments(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    """Tell of enrolments and what happened to them."""
    for row in enrolments:
        text = _("Enrolled: %(programme)s") % {"programme": row.version.programme.title}
        yield Happening(local_date(row.enrolled_at), Kind.ENROLMENT, text, row.pk)
        if row.completed_at is not None:
            yield Happening(local_date(row.completed_at), Kind.ENROLMENT, _("Completed"), row.pk)
    yield from _changes(enrolments)
    yield from _on_the_way(enrolments)
    credited = CreditRow.objects.filter(enrolment__in=enrolments, reversed_at=None).select_related("course")
    for credit in credited:
        name = credit.course.title if credit.course else credit.get_source_display()
        text = _("Credits: %(count)d · %(name)s") % {"count": credit.credits, "name": name}
        yield Happening(local_date(credit.recorded_at), Kind.CREDIT, text, credit.enrolment_id)


def _changes(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    moved = _taken_up_elsewhere(enrolments)
    for left in Withdrawal.objects.filter(enrolment__in=enrolments).select_related("resumption"):
        text = _("Withdrawn: %(why)s") % {"why": left.get_reason_display()}
        yield Happening(local_date(left.at), Kind.ENROLMENT, text, left.enrolment_id)
        if hasattr(left, "resumption"):
            text = _("Taken up again: %(why)s") % {"why": left.resumption.get_reason_display()}
            kept = _unread_before(left.resumption.at) if left.resumption.client_key in moved else None
            yield Happening(
                local_date(left.resumption.at), Kind.ENROLMENT, text, left.enrolment_id, kept=kept
            )
    for move in EnrolmentMove.objects.filter(enrolment__in=enrolments).select_related("to_version"):
        text = _("Moved to version %(number)d of the programme") % {"number": move.to_version.number}
        yield Happening(local_date(move.moved_at), Kind.ENROLMENT, text, move.enrolment_id)
    for going in Continuation.objects.filter(enrolment__in=enrolments):
        yield Happening(going.from_date, Kind.ENROLMENT, _("Goes on after the release"), going.enrolment_id)


def _on_the_way(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    resting = Interruption.objects.filter(enrolment__in=enrolments)
    ended = Withdrawal.objects.filter(enrolment__in=enrolments).values_list("enrolment_id", "at")
    withdrawn = {(enrolment, local_date(at)) for enrolment, at in ended}
    for rest in resting.exclude(reason__in=InterruptionReason.unasked()):
        text = _("Training rests: %(why)s") % {"why": rest.get_reason_display()}
        yield Happening(rest.began_on, Kind.REST, text, rest.enrolment_id, kept=local_date(rest.at))
        if rest.ended_on is not None and (rest.enrolment_id, rest.ended_on) not in withdrawn:
            yield Happening(rest.ended_on, Kind.REST, _("Back in training"), rest.enrolment_id)
    moved = Transfer.objects.filter(enrolment__in=enrolments).select_related("from_school", "to_school")
    for row in moved:
        names = {"before": row.from_school.name, "after": row.to_school.name}
        if row.from_school_id == row.to_school_id:
            text = _("Goes on at another site with %(after)s") % names
        else:
            text = _("Transfer from %(before)s to %(after)s") % names
        # Who took it up again elsewhere, and that it goes on, is nothing to the site where it was withdrawn.
        kept = _unread_before(row.at) if row.reason == TransferReason.RESUMED else None
        yield Happening(row.on, Kind.TRANSFER, text, row.enrolment_id, kept=kept)


def _taken_up_elsewhere(enrolments: Sequence[Enrolment]) -> frozenset[UUID]:
    """Return the keys by which enrolments were taken up at another site than the one where they were withdrawn."""
    moved = Transfer.objects.filter(enrolment__in=enrolments, reason=TransferReason.RESUMED)
    return frozenset(moved.exclude(from_site=F("to_site")).values_list("client_key", flat=True))


def _unread_before(at: datetime) -> date:
    """Return the first day on which a site reads it: one that was left on that very day does not."""
    return local_date(at) + timedelta(days=1)
