"""What was referred to whom, and what employers replied."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.crypto
import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0035_links_under_consents"),
        ("organisations", "0009_names_are_compared_more_closely"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferralSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("content", lms.core.crypto.EncryptedTextField()),
                ("document_sha256", models.CharField(max_length=64)),
                ("token", lms.core.crypto.EncryptedTextField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet",
                        to="certificates.consent",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet",
                        to="certificates.disclosure",
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
                "verbose_name": "referral sheet",
                "verbose_name_plural": "referral sheets",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SheetReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("interview", "We invite for an interview"),
                            ("offer", "We offer the work"),
                            ("started", "The person has started work"),
                            ("declined", "Not this time"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField(null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("filled", "The work is filled"),
                            ("other_skills", "The work needs other skills"),
                            ("conditions", "Pay, hours or place did not fit"),
                            ("not_reached", "We could not reach the person"),
                            ("person_declined", "The person did not want the work"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("portal", "Page of the employer"),
                            ("link", "Code on the sheet"),
                            ("paper", "Reply slip on paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="certificates.referralsheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "reply to a referral",
                "verbose_name_plural": "replies to referrals",
                "ordering": ["sheet", "at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("way", "link")),
                        fields=("sheet",),
                        name="sheet_reply_by_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), models.Q(("why", ""), _negated=True)),
                            models.Q(models.Q(("answer", "declined"), _negated=True), ("why", "")),
                            _connector="OR",
                        ),
                        name="sheet_reply_declines_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ["interview", "started"]), _negated=True),
                            ("day__isnull", False),
                            _connector="OR",
                        ),
                        name="sheet_reply_names_the_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", True), ("way", "link")),
                            models.Q(models.Q(("way", "link"), _negated=True), ("by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sheet_reply_says_by_whom",
                    ),
                ],
            },
        ),
        *append_only_operations("certificates_referralsheet"),
        *append_only_operations("certificates_sheetreply"),
    ]
