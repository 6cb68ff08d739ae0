"""The sealed reserve: packets, their opening by two, sheets keyed twice; answers say that they came from paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import lms.core.ids
from lms.core.append_only import append_only_operations


def longer_channel(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    _change_channel(editor, 5)


def shorter_channel(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    _change_channel(editor, 4)


def _change_channel(editor: BaseDatabaseSchemaEditor, length: int) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE exams_answerevent ALTER COLUMN channel TYPE varchar({length})")


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0040_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReserveOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second person"),
                            ("opened", "Opened"),
                            ("refused", "Refused"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("power", "No electricity"),
                            ("network", "No network"),
                            ("server", "The server does not answer"),
                            ("computers", "Too many computers have failed"),
                            ("room", "The room had to be changed"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="why the room cannot go on",
                    ),
                ),
                ("is_intact", models.BooleanField()),
                ("numbers", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=300)),
                ("client_key", models.UUIDField(unique=True)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "opening of a reserve",
                "verbose_name_plural": "openings of reserves",
                "ordering": ["reserve", "pk"],
            },
        ),
        # SQLite does not ask how long a text is, and would make the table anew, without its triggers.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(longer_channel, shorter_channel)],
            state_operations=[
                migrations.AlterField(
                    model_name="answerevent",
                    name="channel",
                    field=models.CharField(
                        choices=[("live", "Live"), ("late", "Late"), ("paper", "Keyed from paper")],
                        max_length=5,
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="incidentevent",
            name="category",
            field=models.CharField(
                choices=[
                    ("power", "Power failure"),
                    ("network", "Network failure"),
                    ("computer", "Computer failed"),
                    ("illness", "Illness"),
                    ("late", "Came late"),
                    ("left_room", "Left the room for a while"),
                    ("talking", "Talked or passed notes"),
                    ("aids", "Forbidden aids or telephone"),
                    ("impostor", "Doubt who is sitting there"),
                    ("copying", "Copied or let others copy"),
                    ("disturbance", "Disturbance in the room"),
                    ("question", "Complaint about a question"),
                    ("evacuation", "Room had to be left"),
                    ("other", "Something else"),
                    ("conflict", "Two different answers under one number"),
                    ("clock", "The server's clock was set"),
                    ("outage", "The server was away"),
                    ("browser", "Not in Safe Exam Browser"),
                    ("paper", "The sealed reserve was opened"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not keyed"),
                            ("once", "Keyed once"),
                            ("apart", "Differences"),
                            ("agreed", "Agreed"),
                            ("handed_in", "Handed in"),
                            ("none", "Nothing on paper"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("was_running", models.BooleanField()),
                ("epoch", models.PositiveIntegerField(null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("none_reason", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet", to="exams.attempt"
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="exams.reserveopening",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer sheet",
                "verbose_name_plural": "answer sheets",
                "ordering": ["opening", "attempt__candidate__number"],
            },
        ),
        migrations.CreateModel(
            name="SealedReserve",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("seal", models.CharField(max_length=40, verbose_name="number of the seal")),
                (
                    "edition",
                    models.CharField(
                        choices=[
                            ("zh", "Chinese"),
                            ("en", "English"),
                            ("both", "Chinese and English beside each other"),
                        ],
                        max_length=4,
                        verbose_name="language",
                    ),
                ),
                ("first_number", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveSmallIntegerField()),
                ("booklets", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                ("client_key", models.UUIDField(unique=True)),
                ("printed_by", models.UUIDField(null=True)),
                ("printed_at", models.DateTimeField()),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reserves",
                        to="exams.sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed reserve",
                "verbose_name_plural": "sealed reserves",
                "ordering": ["sitting", "pk"],
            },
        ),
        migrations.AddField(
            model_name="reserveopening",
            name="reserve",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="exams.sealedreserve"
            ),
        ),
        migrations.CreateModel(
            name="SheetDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("item_uuid", models.UUIDField()),
                ("texts", models.JSONField()),
                ("response", models.JSONField(null=True)),
                ("reason", models.CharField(max_length=300)),
                ("first_keyer", models.UUIDField()),
                ("second_keyer", models.UUIDField()),
                ("decided_by", models.UUIDField()),
                ("client_key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="exams.papersheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a keyed answer",
                "verbose_name_plural": "decisions on keyed answers",
                "ordering": ["sheet", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Keying",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("turn", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("began_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "keyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keyings",
                        to="exams.papersheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "keying of a sheet",
                "verbose_name_plural": "keyings of sheets",
                "ordering": ["sheet", "turn"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("given_back_at__isnull", True)),
                        fields=("sheet", "turn"),
                        name="sheet_keyed_once_per_turn",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("given_back_at__isnull", True)),
                        fields=("sheet", "keyer"),
                        name="sheet_keyed_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("given_back_at__isnull", True), _connector="OR"
                        ),
                        name="keying_that_is_done_stays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn__in", [1, 2])), name="sheet_keyed_twice"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="papersheet",
            index=models.Index(fields=["state"], name="sheet_by_state"),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("epoch__isnull", False), ("state", "handed_in")),
                    models.Q(models.Q(("state", "handed_in"), _negated=True), ("epoch__isnull", True)),
                    _connector="OR",
                ),
                name="sheet_handed_in_has_its_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "none"), models.Q(("none_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "none"), _negated=True), ("none_reason", "")),
                    _connector="OR",
                ),
                name="sheet_without_paper_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedreserve",
            constraint=models.UniqueConstraint(
                fields=("sitting", "seal"), name="reserve_seal_once_per_sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedreserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("seal", ""), _negated=True), name="reserve_has_a_seal"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedreserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reserve_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedreserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_number__gte", models.F("first_number"))),
                name="reserve_numbers_go_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserveopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "opened"), _negated=True),
                    models.Q(
                        ("asked_by__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reserve_opened_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserveopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="reserve_decision_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserveopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "opened"])),
                fields=("reserve",),
                name="reserve_opened_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", models.F("first_keyer")), _negated=True),
                    models.Q(("decided_by", models.F("second_keyer")), _negated=True),
                ),
                name="third_look_by_a_third_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="third_look_has_a_reason"
            ),
        ),
        *append_only_operations("exams_sealedreserve"),
        *append_only_operations("exams_sheetdecision"),
    ]
