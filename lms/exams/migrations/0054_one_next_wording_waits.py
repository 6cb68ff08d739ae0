"""Of an item one next wording waits at most; where two were begun, the later is put aside and can be fetched back."""

from django.db import migrations, models
from django.db.models import Q

WAITING = ("open", "submitted")


def put_later_ones_aside(apps, schema_editor):
    """Keep what waits for its reader before what is open, and the older before the younger."""
    drafts = apps.get_model("exams", "ItemDraft").objects
    seen = set()
    waiting = drafts.filter(revises__isnull=False, state__in=WAITING).order_by("-state", "pk")
    for draft in waiting.only("pk", "revises", "state"):
        if draft.revises_id in seen:
            drafts.filter(pk=draft.pk).update(state="discarded")
        seen.add(draft.revises_id)


class Migration(migrations.Migration):
    dependencies = [("exams", "0053_results_by_time")]

    operations = [
        migrations.RunPython(put_later_ones_aside, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="itemdraft",
            constraint=models.UniqueConstraint(
                condition=Q(("revises__isnull", False), ("state__in", WAITING)),
                fields=("revises",),
                name="item_draft_one_next_wording_waits",
            ),
        ),
    ]
