"""Say of the papers that were drawn before which wordings stand on them. Re-runnable; insert-only, so never undone."""

from django.db import migrations

BATCH = 200


def write_places(apps, editor):
    """Write the places of every paper that has none, from its content."""
    papers = apps.get_model("exams", "PaperVersion").objects.using(editor.connection.alias)
    known = apps.get_model("exams", "ItemOnPaper").objects.using(editor.connection.alias)
    waiting = list(papers.filter(places__isnull=True).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(waiting), BATCH):
        rows = papers.filter(pk__in=waiting[start : start + BATCH])
        known.bulk_create(places_of(apps, editor, list(rows)), batch_size=1000)


def places_of(apps, editor, papers):
    """Return the rows of some papers; an item of a paper is named by the uuid of its wording."""
    uuids = {item["uuid"] for paper in papers for item in paper.content["items"]}
    wordings = apps.get_model("exams", "ItemVersion").objects.using(editor.connection.alias)
    ids = {str(uuid): pk for uuid, pk in wordings.filter(uuid__in=uuids).values_list("uuid", "pk")}
    place = apps.get_model("exams", "ItemOnPaper")
    return [
        place(paper_id=paper.pk, number=number, version_id=ids[item["uuid"]])
        for paper in papers
        for number, item in enumerate(paper.content["items"], start=1)
        if item["uuid"] in ids
    ]


class Migration(migrations.Migration):
    dependencies = [("exams", "0014_papers_drawn_together")]

    operations = [migrations.RunPython(write_places, migrations.RunPython.noop)]
