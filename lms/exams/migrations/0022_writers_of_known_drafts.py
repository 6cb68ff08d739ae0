"""Name the contributors of drafts that nobody approved yet: whoever changed one, by its row or by the audit.

What was changed is not known there, so that who only sorted is one too. Re-runnable.
"""

from django.db import migrations

BATCH = 500


def name_contributors(apps, schema_editor):
    drafts = apps.get_model("exams", "ItemDraft").objects.exclude(state="approved")
    known = dict(drafts.values_list("uuid", "pk"))
    pairs = set(drafts.filter(changed_by__isnull=False).values_list("pk", "changed_by"))
    users = dict(apps.get_model("accounts", "User").objects.values_list("uuid", "pk"))
    changes = apps.get_model("core", "AuditEntry").objects.filter(action="exams.change_draft")
    for draft, actor in changes.values_list("target_uuid", "actor_uuid").distinct().iterator():
        if draft in known and actor in users:
            pairs.add((known[draft], users[actor]))
    contributor = apps.get_model("exams", "DraftContributor")
    rows = [contributor(draft_id=draft, user_id=user) for draft, user in sorted(pairs)]
    contributor.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cards_and_terminal_codes"),
        ("core", "0002_insert_only_audit"),
        ("exams", "0021_who_wrote_drafts"),
    ]

    operations = [migrations.RunPython(name_contributors, migrations.RunPython.noop)]
