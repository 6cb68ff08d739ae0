"""When candidates were at work: a practical examination may go on for days, and each of them has one of these."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min

from lms.exams.practical.models import MarkDevice, MarkEvent, PracticalCandidate


def worked_at(candidates: Iterable[int]) -> dict[int, datetime]:
    """Return by try when its first mark was given, of those that were marked; two queries for any number.

    The time of a tablet counts from the opening of its page, as it may have had no network, and is never later than
    the arrival of the mark.
    """
    events = MarkEvent.objects.filter(sheet__candidate__in=list(candidates)).order_by()
    grants = {
        (member, epoch): at
        for member, epoch, at in MarkDevice.objects.filter(member__in=events.values("member")).values_list(
            "member_id", "epoch", "granted_at"
        )
    }
    firsts = events.values_list("sheet__candidate_id", "member_id", "epoch").annotate(
        made=Min("client_monotonic_ms"), arrived=Min("received_at")
    )
    found: dict[int, datetime] = {}
    for candidate, member, epoch, made, arrived in firsts:
        at = min(grants[member, epoch] + timedelta(milliseconds=made), arrived)
        found[candidate] = min(found.get(candidate, at), at)
    return found


def day_of(candidate: PracticalCandidate) -> datetime:
    """Return when a candidate was at work, or when the examination began where nothing was marked."""
    return worked_at([candidate.pk]).get(candidate.pk, candidate.examination.starts_at)
