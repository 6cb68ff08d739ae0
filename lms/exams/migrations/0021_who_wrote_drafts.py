"""Everybody who changed a draft's words is kept, and the database refuses that one of them approves it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import lms.core.ids

NAME = "item_draft_is_approved_by_no_contributor"
OWN = (
    "NEW.state = 'approved' AND EXISTS (SELECT 1 FROM exams_draftcontributor AS one "
    "WHERE one.draft_id = NEW.id AND one.user_id = NEW.read_by_id)"
)
POSTGRESQL = (
    f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {OWN} THEN "
    f"RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}'; "
    "END IF; RETURN NEW; END $$",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state, read_by_id ON exams_itemdraft "
    f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
)
# A later migration that changes the table on SQLite makes it anew, and has to make this again.
SQLITE = (
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state, read_by_id ON exams_itemdraft WHEN {OWN} "
    f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
)


def refuse_contributors(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def refuse_no_more(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    editor.execute(f"DROP TRIGGER {NAME}{' ON exams_itemdraft' if is_postgresql else ''}", params=None)
    if is_postgresql:
        editor.execute(f"DROP FUNCTION {NAME}()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0020_codes_that_the_bank_has"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftContributor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="exams.itemdraft",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "contributor to a draft",
                "verbose_name_plural": "contributors to drafts",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "user"), name="draft_contributor_once")
                ],
            },
        ),
        migrations.RemoveConstraint("itemdraft", "item_draft_is_approved_by_another_person"),
        migrations.AddConstraint(
            "itemdraft",
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(read_by__isnull=False) & ~Q(read_by=F("author")) & ~Q(read_by=F("submitted_by"))),
                name="item_draft_is_approved_by_another_person",
            ),
        ),
        migrations.RunPython(refuse_contributors, refuse_no_more),
    ]
