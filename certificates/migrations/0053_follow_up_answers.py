"""What people say to being followed up, numbers that no longer count, and hand-overs that belong together."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import lms.core.crypto
import lms.core.ids
from lms.core.append_only import append_only_operations, kept_append_only_operations

# At a terminal nobody answers for somebody else.
_PG = """
CREATE OR REPLACE FUNCTION refuse_follow_up_answer_of_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.way = 'terminal' THEN
    PERFORM 1 FROM accounts_user u WHERE u.uuid = NEW.by AND u.person_id = NEW.person_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'answer of somebody else' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificates_followupanswer_own BEFORE INSERT ON certificates_followupanswer
FOR EACH ROW EXECUTE FUNCTION refuse_follow_up_answer_of_others();
"""
_PG_DROP = """
DROP TRIGGER certificates_followupanswer_own ON certificates_followupanswer;
DROP FUNCTION refuse_follow_up_answer_of_others();
"""


def draw_guard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_PG, params=None)


def remove_guard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_PG_DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_workers_of_stations"),
        ("certificates", "0050_proposals_can_be_closed"),
    ]

    operations = [
        *kept_append_only_operations("certificates_followuphandover"),
        migrations.AddField(
            model_name="followuphandover",
            name="batch",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AlterField(
            model_name="consenttext",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("referral", "Referral to an employer"),
                    ("follow_up", "Calls and visits after release"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="FollowUpAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("agrees", models.BooleanField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("terminal", "At a terminal, by the person alone"),
                            ("paper", "On paper, signed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("was_read_aloud", models.BooleanField(default=False)),
                ("by", models.UUIDField()),
                ("terminal", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_answers",
                        to="accounts.person",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.consenttext",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer about follow-up",
                "verbose_name_plural": "answers about follow-up",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="answer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.followupanswer",
            ),
        ),
        migrations.CreateModel(
            name="FollowUpEarlierNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone", lms.core.crypto.EncryptedTextField(blank=True, default="")),
                ("others", lms.core.crypto.EncryptedTextField(blank=True, default="")),
                ("until", models.DateTimeField()),
                ("by", models.UUIDField()),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.followupdistrict",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_numbers",
                        to="certificates.followup",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier number of a follow-up",
                "verbose_name_plural": "earlier numbers of follow-ups",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="followupanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["terminal", "paper"])), name="follow_up_answer_way_is_known"
            ),
        ),
        *append_only_operations("certificates_followupanswer"),
        migrations.RunPython(draw_guard, remove_guard),
    ]
