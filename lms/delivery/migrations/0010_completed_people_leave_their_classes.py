"""Who was completed before completing freed the place leaves the class now, from the day of completion on."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F, Q

BATCH = 500


def free_places(apps, editor):
    """End the stays that outlast a completion; run again it finds nothing."""
    members = apps.get_model("delivery", "CohortMember")
    lasting = Q(left_on__isnull=True) | Q(left_on__gt=F("joined_on"))
    rows = members.objects.filter(lasting, enrolment__state="completed").select_related(
        "cohort__site", "enrolment"
    )
    changed = []
    for member in rows.order_by("pk").iterator(chunk_size=BATCH):
        left = max(_first_day_free(apps, member), member.joined_on)
        if member.left_on is None or left < member.left_on:
            member.left_on, member.left_because = left, "completed"
            changed.append(member)
        if len(changed) == BATCH:
            members.objects.bulk_update(changed, ["left_on", "left_because"])
            changed = []
    members.objects.bulk_update(changed, ["left_on", "left_because"])


def _first_day_free(apps, member):
    """Return the day of completion, or the day after the last register that names the member from then on."""
    zone = ZoneInfo(member.cohort.site.time_zone)
    day = member.enrolment.completed_at.astimezone(zone).date()
    marks = apps.get_model("delivery", "AttendanceMark").objects.filter(
        enrolment=member.enrolment_id,
        register__session__cohort=member.cohort_id,
        register__session__begins_at__gte=datetime.combine(day, time.min, tzinfo=zone),
    )
    last = marks.order_by("register__session__begins_at").values_list("register__session__begins_at").last()
    return day if last is None else last[0].astimezone(zone).date() + timedelta(days=1)


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0008_accepted_learning"),
        ("enrolments", "0017_facts_corrected"),
        ("organisations", "0001_initial"),
    ]

    operations = [migrations.RunPython(free_places, migrations.RunPython.noop)]
