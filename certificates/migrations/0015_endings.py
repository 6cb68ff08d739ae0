"""Requests to end certificates, and certificates that replace others: one of a chain is in force, never two.

Triggers go first and come back last: they name every column that nothing may change, the new one included.
"""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.crypto
import lms.core.ids

TABLE = "certificates_credential"
FROZEN = (
    "uuid, kind, definition_id, enrolment_id, person_id, school_id, number, replaces_id, payload, payload_sha256, "
    "token, token_hash, awarded_date, reserved_at"
)


def freeze(apps, editor):
    for statement in statements(FROZEN, editor.connection.vendor):
        editor.execute(statement, params=None)


def freeze_as_before(apps, editor):
    for statement in statements(FROZEN.replace("replaces_id, ", ""), editor.connection.vendor):
        editor.execute(statement, params=None)


def thaw(apps, editor):
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    for name in ("frozen", "kept"):
        editor.execute(f"DROP TRIGGER {TABLE}_{name}{on}", params=None)


def statements(columns, vendor):
    if vendor == "postgresql":
        act = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    else:
        act = f"BEGIN SELECT RAISE(ABORT, 'frozen content of {TABLE}'); END"
    return [
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OF {columns} ON {TABLE} {act}",
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} {act}",
    ]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0014_time_stamps")]

    operations = [
        migrations.RunPython(thaw, freeze_as_before),
        migrations.RemoveConstraint(model_name="credential", name="credential_live_once_per_enrolment"),
        migrations.AddField(
            "credential",
            "replaces",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="certificates.credential",
            ),
        ),
        migrations.AddConstraint(
            "credential",
            models.UniqueConstraint(
                condition=models.Q(state__in=["reserved", "issued"], replaces__isnull=True),
                fields=("enrolment", "kind"),
                name="credential_live_once_per_enrolment",
            ),
        ),
        migrations.AddConstraint(
            "credential",
            models.UniqueConstraint(
                condition=models.Q(state="issued"),
                fields=("enrolment", "kind"),
                name="credential_issued_once_per_enrolment",
            ),
        ),
        migrations.AddConstraint(
            "credential",
            models.UniqueConstraint(
                condition=models.Q(state="void", _negated=True),
                fields=("replaces",),
                name="credential_replaced_by_one",
            ),
        ),
        migrations.RunPython(freeze, thaw),
        migrations.CreateModel(
            name="EndingRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("revoke", "Revoke"), ("correct", "Correct"), ("replace", "Replace")],
                        max_length=10,
                        verbose_name="what is to be done",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("issued_in_error", "Issued in error"),
                            ("not_eligible", "The requirements were not met"),
                            ("obtained_by_fraud", "Obtained by fraud"),
                            ("result_corrected", "A result was corrected and is no pass any more"),
                            ("ordered", "Ordered by the authority in charge"),
                            ("asked_by_holder", "The holder asked for it"),
                            ("typing_error", "Typing error"),
                            ("record_wrong", "The record was wrong when it was issued"),
                            ("lost", "Lost"),
                            ("damaged", "Damaged"),
                            ("name_changed", "Name changed by law"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("note", lms.core.crypto.EncryptedTextField(blank=True, verbose_name="note")),
                ("content", models.BinaryField(default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waits for a decision"),
                            ("approved", "The new one is being made"),
                            ("failed", "The new one could not be made"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("given_up", "Given up"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("requested_by", models.UUIDField()),
                ("requested_at", models.DateTimeField(verbose_name="requested at")),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("ended_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending_requests",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to end a certificate",
                "verbose_name_plural": "requests to end certificates",
                "ordering": ["-requested_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            "endingrequest",
            models.UniqueConstraint(
                condition=models.Q(state__in=["requested", "approved", "failed"]),
                fields=("credential",),
                name="ending_open_once_per_credential",
            ),
        ),
        migrations.AddConstraint(
            "endingrequest",
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="ending_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            "endingrequest",
            models.CheckConstraint(
                condition=models.Q(kind="revoke", content=b"")
                | (~models.Q(kind="revoke") & ~models.Q(content=b"")),
                name="ending_content_unless_revoked",
            ),
        ),
        migrations.AddConstraint(
            "endingrequest",
            models.CheckConstraint(
                condition=models.Q(
                    state="requested", decided_by__isnull=True, decided_at__isnull=True, ended_at__isnull=True
                )
                | models.Q(
                    state="withdrawn",
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    ended_at__isnull=False,
                )
                | models.Q(
                    state__in=["approved", "failed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    ended_at__isnull=True,
                )
                | models.Q(
                    state__in=["done", "refused", "given_up"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    ended_at__isnull=False,
                ),
                name="ending_state_has_its_instant",
            ),
        ),
    ]
