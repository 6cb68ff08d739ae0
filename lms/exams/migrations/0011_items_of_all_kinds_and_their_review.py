import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0010_item_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("picture", "Picture"),
                            ("formula", "Formula"),
                            ("circuit", "Circuit diagram"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150)),
                ("file", models.CharField(blank=True, max_length=150)),
                ("source", models.TextField(blank=True)),
                ("alternative_zh", models.TextField(blank=True, verbose_name="what it shows (Chinese)")),
                ("alternative_en", models.TextField(blank=True, verbose_name="what it shows (English)")),
            ],
            options={
                "ordering": ["version", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="item",
            name="item_of_an_examination_has_a_kind_it_can_show",
        ),
        migrations.RenameField("draftattachment", "alternative", "alternative_zh"),
        migrations.RenameField("draftattachment", "tex", "source"),
        migrations.RemoveField(
            model_name="itemversion",
            name="state",
        ),
        migrations.AddField(
            model_name="draftattachment",
            name="alternative_en",
            field=models.TextField(blank=True, verbose_name="what it shows (English)"),
        ),
        migrations.AddField(
            model_name="item",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retired"),
        ),
        migrations.AddField(
            model_name="item",
            name="retired_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="retired_why",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was retired"),
        ),
        migrations.AddField(
            model_name="item",
            name="twin_group",
            field=models.CharField(blank=True, max_length=40, verbose_name="twins"),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="note",
            field=models.CharField(blank=True, max_length=1000, verbose_name="what the second reader says"),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="read_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="revises",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="exams.item",
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="use",
            field=models.CharField(
                choices=[("examination", "Examination"), ("practice", "Practice")],
                default="examination",
                max_length=12,
                verbose_name="use",
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="version",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draft",
                to="exams.itemversion",
            ),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="is_shuffled",
            field=models.BooleanField(default=True, verbose_name="options in any order"),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="regions",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="scoring",
            field=models.CharField(
                choices=[
                    ("exact", "All of it right, or nothing"),
                    ("per_part", "Each right part earns its share"),
                    ("mapped", "Each choice has a weight of its own"),
                    ("by_hand", "Somebody marks it"),
                ],
                default="exact",
                max_length=10,
                verbose_name="scoring",
            ),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="weights",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="draftattachment",
            name="alternative_zh",
            field=models.TextField(blank=True, verbose_name="what it shows (Chinese)"),
        ),
        migrations.AlterField(
            model_name="draftattachment",
            name="kind",
            field=models.CharField(
                choices=[("picture", "Picture"), ("formula", "Formula"), ("circuit", "Circuit diagram")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[
                    ("true_false", "True or false"),
                    ("single", "One answer"),
                    ("multiple", "Several answers"),
                    ("ordering", "Put in order"),
                    ("matching", "Match"),
                    ("numeric", "A number"),
                    ("fill_in", "Fill the gaps"),
                    ("hotspot", "Find it on a picture"),
                    ("short_answer", "Answer in a few words"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "true_false",
                            "single",
                            "multiple",
                            "ordering",
                            "matching",
                            "numeric",
                            "fill_in",
                            "hotspot",
                            "short_answer",
                        ],
                    )
                ),
                name="item_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retired_at__isnull", True),
                    models.Q(("retired_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="item_is_retired_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), ("version__isnull", False)),
                    models.Q(models.Q(("state", "approved"), _negated=True), ("version__isnull", True)),
                    _connector="OR",
                ),
                name="item_draft_is_approved_with_its_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(
                        ("read_by__isnull", False),
                        models.Q(("read_by", models.F("author")), _negated=True),
                        models.Q(("read_by", models.F("changed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="item_draft_is_approved_by_another_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("scoring__in", ["exact", "per_part", "mapped", "by_hand"])),
                name="item_version_scoring_is_known",
            ),
        ),
        migrations.AddField(
            model_name="itemattachment",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="exams.itemversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemattachment",
            constraint=models.UniqueConstraint(
                fields=("version", "number"), name="item_attachment_number_once"
            ),
        ),
    ]
