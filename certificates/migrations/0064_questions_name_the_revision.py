"""A question says for which revision of the opening it was: two clocks may differ, a number does not (ADR 0222)."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from certificates.referrals.consent.guards import draw_questions, free_questions


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each question the revision of the last step before it, as it was compared until now."""
    openings, steps, questions = (
        apps.get_model("certificates", name) for name in ("Opening", "OpeningDecision", "ConsentRequest")
    )
    before = steps.objects.filter(opening=OuterRef("opening"), at__lte=OuterRef("asked_at"))
    last = before.order_by("-revision").values("revision")[:1]
    own = openings.objects.filter(pk=OuterRef("opening")).values("revision")[:1]
    questions.objects.update(revision=Coalesce(Subquery(last), Subquery(own)))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0063_replies_on_paper_have_their_day")]

    operations = [
        migrations.RunPython(free_questions, draw_questions),
        migrations.AddField(
            model_name="consentrequest", name="revision", field=models.PositiveIntegerField(null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(draw_questions, free_questions),
    ]
