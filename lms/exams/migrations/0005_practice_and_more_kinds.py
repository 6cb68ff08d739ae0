"""Kinds of items for practice, their difficulty, topics by name; the practice log, boxes, mock examinations."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cards_and_terminal_codes"),
        ("exams", "0004_seats_ask_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="MockExam",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("seed", models.CharField(max_length=64)),
                ("started_at", models.DateTimeField()),
                ("deadline", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "mock examination",
                "verbose_name_plural": "mock examinations",
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="MockQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("marks", models.DecimalField(decimal_places=2, max_digits=6)),
                ("response", models.JSONField(null=True)),
            ],
            options={
                "ordering": ["mock", "number"],
            },
        ),
        migrations.CreateModel(
            name="PracticeAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("response", models.JSONField(null=True)),
                ("is_right", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                ("client_key", models.UUIDField()),
            ],
            options={
                "verbose_name": "practice answer",
                "verbose_name_plural": "practice answers",
                "ordering": ["answered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PracticeBox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("box", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField(null=True)),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "practice box",
                "verbose_name_plural": "practice boxes",
                "ordering": ["due_on", "moved_at"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                ("title_zh", models.CharField(max_length=100, verbose_name="Chinese title")),
                ("title_en", models.CharField(blank=True, max_length=150, verbose_name="English title")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="itemversion",
            name="difficulty",
            field=models.CharField(
                blank=True,
                choices=[("easy", "Easy"), ("medium", "Medium"), ("hard", "Hard")],
                max_length=6,
                verbose_name="difficulty",
            ),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="matches",
            field=models.JSONField(default=list),
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
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("use", "practice"), ("kind__in", ("true_false", "single", "multiple")), _connector="OR"
                ),
                name="item_of_an_examination_has_a_kind_it_can_show",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("difficulty__in", ["", "easy", "medium", "hard"])),
                name="item_version_difficulty_is_known",
            ),
        ),
        migrations.AddField(
            model_name="mockexam",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mock_exams", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="mockexam",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.examinationscheme"
            ),
        ),
        migrations.AddField(
            model_name="mockquestion",
            name="item_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.itemversion"
            ),
        ),
        migrations.AddField(
            model_name="mockquestion",
            name="mock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="exams.mockexam"
            ),
        ),
        migrations.AddField(
            model_name="practiceanswer",
            name="item_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.itemversion"
            ),
        ),
        migrations.AddField(
            model_name="practiceanswer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="practice_answers",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="practicebox",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.item"
            ),
        ),
        migrations.AddField(
            model_name="practicebox",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="practice_boxes",
                to="accounts.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="mockexam",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_in_at", None)),
                fields=("person", "scheme"),
                name="mock_exam_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="mockexam",
            constraint=models.CheckConstraint(
                condition=models.Q(("deadline__gt", models.F("started_at"))), name="mock_exam_has_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="mockquestion",
            constraint=models.UniqueConstraint(fields=("mock", "number"), name="mock_question_number_once"),
        ),
        migrations.AddConstraint(
            model_name="mockquestion",
            constraint=models.UniqueConstraint(
                fields=("mock", "item_version"), name="mock_question_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceanswer",
            constraint=models.UniqueConstraint(
                fields=("person", "client_key"), name="practice_answer_once_per_form"
            ),
        ),
        migrations.AddIndex(
            model_name="practicebox",
            index=models.Index(fields=["person", "due_on"], name="practice_box_by_due_day"),
        ),
        migrations.AddConstraint(
            model_name="practicebox",
            constraint=models.UniqueConstraint(fields=("person", "item"), name="practice_box_once_per_item"),
        ),
        migrations.AddConstraint(
            model_name="practicebox",
            constraint=models.CheckConstraint(
                condition=models.Q(("box__range", (1, 5))), name="practice_box_is_one_of_five"
            ),
        ),
    ]
