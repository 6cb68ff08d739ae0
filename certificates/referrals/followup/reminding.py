"""A letter in the morning to who has somebody to call: how many, nobody's name."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from certificates.referrals.followup.models import FollowUpCount
from lms.accounts.api import write_to
from lms.core.clock import local_date

# From this hour on, on working days of the office.
FROM_HOUR, FRIDAY = 8, 4


def remind_of_follow_ups(now: datetime) -> int:
    """Write to everybody with somebody overdue or due today who has an address; once a day. Return to how many."""
    today = local_date(now)
    if today.weekday() > FRIDAY or timezone.localtime(now).hour < FROM_HOUR:
        return 0
    with transaction.atomic(durable=True):
        due = Q(overdue__gt=0) | Q(today__gt=0)
        rows = (
            FollowUpCount.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(due, day=today)
        )
        rows = rows.exclude(reminded_date=today).filter(user__is_active=True).exclude(user__email="")
        told = list(rows.order_by("user"))
        for row in told:
            about = {"overdue": row.overdue, "today": row.today}
            write_to(row.user.email, "certificates/followup/email/due", page="follow_ups:index", about=about)
        FollowUpCount.objects.filter(pk__in=[row.pk for row in told]).update(reminded_date=today)
    return len(told)
