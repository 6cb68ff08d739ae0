"""What people wish of work, each time that they said it."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_letters_wait_sealed"), ("certificates", "0037_referral_sheets")]

    operations = [
        migrations.CreateModel(
            name="WorkWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "mind",
                    models.CharField(
                        choices=[("wish", "Says what"), ("undecided", "Does not know yet")], max_length=10
                    ),
                ),
                ("occupations", models.CharField(blank=True, max_length=210, verbose_name="kinds of work")),
                ("districts", models.CharField(blank=True, max_length=140, verbose_name="places")),
                ("other_place", models.CharField(blank=True, max_length=60, verbose_name="another place")),
                ("lowest_pay", models.PositiveIntegerField(blank=True, help_text="fen a month", null=True)),
                ("shifts", models.CharField(blank=True, max_length=60, verbose_name="hours")),
                ("needs_lodging", models.BooleanField(default=False, verbose_name="needs lodging")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "origin",
                    models.CharField(
                        choices=[("self", "Said by the person"), ("officer", "Written down by an officer")],
                        max_length=10,
                    ),
                ),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_wishes",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish of work",
                "verbose_name_plural": "wishes of work",
                "ordering": ["person", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "number"), name="work_wish_number_once_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mind__in", ["wish", "undecided"])),
                        name="work_wish_mind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowest_pay__isnull", True), ("lowest_pay__gt", 0), _connector="OR"
                        ),
                        name="work_wish_pay_is_something",
                    ),
                ],
            },
        ),
        *append_only_operations("certificates_workwish"),
    ]
