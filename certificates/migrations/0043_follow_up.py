"""Who is followed up after release, by whom, and what came of each contact."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.crypto
import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_workers_of_stations"),
        ("certificates", "0041_proposals"),
        ("organisations", "0009_names_are_compared_more_closely"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="valid from")),
                ("steps", models.JSONField(help_text="numbers of weeks (w) or months (m), as 1w, 3m")),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "follow-up plan",
                "verbose_name_plural": "follow-up plans",
                "ordering": ["valid_from"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("overdue", models.PositiveIntegerField()),
                ("today", models.PositiveIntegerField()),
                ("coming", models.PositiveIntegerField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "count of follow-ups",
                "verbose_name_plural": "counts of follow-ups",
            },
        ),
        migrations.CreateModel(
            name="FollowUpDistrict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "legal_aid_address",
                    models.CharField(blank=True, max_length=200, verbose_name="address of legal aid"),
                ),
                (
                    "administration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.administration",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "district",
                "verbose_name_plural": "districts",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("released_date", models.DateField()),
                ("phone", lms.core.crypto.EncryptedTextField(blank=True, default="")),
                ("others", lms.core.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "wants_legal_aid",
                    models.BooleanField(default=False, verbose_name="wants a legal-aid contact"),
                ),
                ("settled", models.PositiveSmallIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_agreed", "Did not agree to follow-up"),
                            ("asked", "Asked to stop"),
                            ("new_plan", "A newer plan has begun"),
                        ],
                        max_length=12,
                    ),
                ),
                ("opened_by", models.UUIDField()),
                ("opened_at", models.DateTimeField()),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="accounts.person",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="certificates.followupdistrict",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["released_date", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpHandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="certificates.followup",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over of a follow-up",
                "verbose_name_plural": "hand-overs of follow-ups",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("step", models.PositiveSmallIntegerField(null=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[("call", "Call"), ("visit", "Visit"), ("office", "Came to the office")],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("not_reached", "Not reached"),
                            ("refused", "Does not want to talk today"),
                            ("stop", "Wants no more contact"),
                        ],
                        max_length=12,
                        verbose_name="what came of it",
                    ),
                ),
                ("contact_date", models.DateField(verbose_name="day")),
                (
                    "work",
                    models.CharField(
                        blank=True,
                        choices=[("working", "Is at work"), ("not_working", "Has no work")],
                        max_length=12,
                        verbose_name="work",
                    ),
                ),
                (
                    "study",
                    models.CharField(
                        blank=True,
                        choices=[("studying", "Studies or trains"), ("not_studying", "Does not study")],
                        max_length=12,
                        verbose_name="study",
                    ),
                ),
                ("wanted", models.JSONField(default=list, verbose_name="help wanted")),
                ("given", models.JSONField(default=list, verbose_name="help given")),
                ("note", lms.core.crypto.EncryptedTextField(blank=True, default="")),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="certificates.followup",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["contact_date", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("result__in", ["reached", "refused"])),
                        fields=("follow_up", "step"),
                        name="follow_up_step_is_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "reached"), models.Q(("study", ""), ("work", "")), _connector="OR"
                        ),
                        name="follow_up_only_who_is_reached_says_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="followupdistrict",
            constraint=models.UniqueConstraint(
                fields=("administration", "name"), name="follow_up_district_named_once"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("stopped_at__isnull", True)),
                fields=["assigned_to", "released_date"],
                name="follow_up_of_an_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("person", "released_date"), name="follow_up_once_per_release"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at__isnull", True)),
                fields=("person",),
                name="follow_up_runs_once_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stop_reason", ""), ("stopped_at__isnull", True)),
                    models.Q(
                        ("others", ""),
                        ("phone", ""),
                        ("stopped_at__isnull", False),
                        models.Q(("stop_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="follow_up_stopped_keeps_no_contact",
            ),
        ),
    ]
