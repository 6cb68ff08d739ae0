"""A sitting may have several papers, and each attempt names its own. Known sittings and attempts keep theirs.

Schema and data stand in one migration: between them an attempt would have no paper. Can be run again, and back where a
sitting has one paper.
"""

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500
_PAPER = {"on_delete": django.db.models.deletion.PROTECT, "to": "exams.paperversion"}
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_foreign_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT scheme_id FROM exams_paperversion WHERE id = NEW.paper_id)
     IS DISTINCT FROM (SELECT scheme_id FROM exams_sitting WHERE id = NEW.sitting_id) THEN
    RAISE EXCEPTION 'paper_is_of_the_sittings_scheme' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
_TRIGGER = """
CREATE TRIGGER paper_is_of_the_sittings_scheme BEFORE INSERT OR UPDATE ON exams_sittingpaper
FOR EACH ROW EXECUTE FUNCTION refuse_foreign_paper()
"""


def give_papers(apps, schema_editor):
    laid, attempt = apps.get_model("exams", "SittingPaper"), apps.get_model("exams", "Attempt")
    sittings = apps.get_model("exams", "Sitting").objects.filter(paper__isnull=False)
    for pk, paper in sittings.order_by("pk").values_list("pk", "paper_id").iterator(chunk_size=BATCH):
        laid.objects.get_or_create(sitting_id=pk, paper_id=paper, defaults={"position": 1})
        attempt.objects.filter(candidate__sitting_id=pk, paper__isnull=True).update(paper_id=paper)
    settle(schema_editor)


def take_papers(apps, schema_editor):
    sitting_model, laid = apps.get_model("exams", "Sitting"), apps.get_model("exams", "SittingPaper")
    if laid.objects.filter(position__gt=1).exists():
        raise RuntimeError("A sitting has several papers; the older form can hold one.")
    for sitting, paper in laid.objects.values_list("sitting_id", "paper_id").iterator(chunk_size=BATCH):
        sitting_model.objects.filter(pk=sitting).update(paper_id=paper)
    settle(schema_editor)


def settle(schema_editor):
    """Have PostgreSQL check references now: it alters no table with checks that wait."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def hold_scheme(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION, params=None)
        schema_editor.execute(_TRIGGER, params=None)


def let_scheme_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER paper_is_of_the_sittings_scheme ON exams_sittingpaper")
        schema_editor.execute("DROP FUNCTION refuse_foreign_paper()")


class Migration(migrations.Migration):
    dependencies = [("exams", "0024_insert_only_room_logs")]

    operations = [
        migrations.CreateModel(
            name="SittingPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("paper", models.ForeignKey(related_name="laid", **_PAPER)),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laid",
                        to="exams.sitting",
                    ),
                ),
            ],
            options={
                "ordering": ["sitting", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "paper"), name="paper_once_per_sitting"),
                    models.UniqueConstraint(
                        fields=("sitting", "position"), name="paper_position_once_per_sitting"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "attempt", "paper", models.ForeignKey(null=True, related_name="attempts", **_PAPER)
        ),
        migrations.AlterField(
            "sitting", "paper", models.ForeignKey(null=True, related_name="sittings", **_PAPER)
        ),
        migrations.RunPython(give_papers, take_papers),
        migrations.AlterField("attempt", "paper", models.ForeignKey(related_name="attempts", **_PAPER)),
        migrations.RemoveField("sitting", "paper"),
        migrations.AddField(
            "sitting",
            "papers",
            models.ManyToManyField(
                related_name="sittings", through="exams.SittingPaper", to="exams.paperversion"
            ),
        ),
        migrations.RunPython(hold_scheme, let_scheme_go),
    ]
