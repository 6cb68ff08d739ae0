"""Papers that were ordered for a school, and corrections of keys that wait for a second person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0018_figures"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("base", models.PositiveSmallIntegerField()),
                ("changes", models.JSONField()),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for a second person"),
                            ("applied", "Applied"),
                            ("withdrawn", "Not applied"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "correction",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="exams.keycorrection",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="exams.paperversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed key",
                "verbose_name_plural": "proposed keys",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("paper",),
                        name="key_proposed_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            ("correction__isnull", False),
                            _connector="OR",
                        ),
                        name="key_applied_has_its_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            models.Q(("decided_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="key_applied_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("one", "One paper for all"),
                            ("parallel", "Parallel forms"),
                            ("individual", "A paper for each candidate"),
                        ],
                        max_length=10,
                        verbose_name="what for",
                    ),
                ),
                ("forms", models.PositiveSmallIntegerField(verbose_name="papers")),
                ("overlap", models.PositiveSmallIntegerField(null=True)),
                ("seed", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being drawn"),
                            ("drawn", "Drawn"),
                            ("refused", "Cannot be drawn"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("reasons", models.JSONField(default=dict)),
                ("proof", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawing",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="exams.paperdrawing",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="exams.examinationscheme",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "order for papers",
                "verbose_name_plural": "orders for papers",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawing__isnull", False), ("state", "drawn")),
                            models.Q(models.Q(("state", "drawn"), _negated=True), ("drawing__isnull", True)),
                            _connector="OR",
                        ),
                        name="order_is_drawn_with_its_papers",
                    )
                ],
            },
        ),
    ]
