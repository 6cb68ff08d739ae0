"""The database keeps the register as it was written; what was issued before there was one is entered first."""

from django.db import migrations

from certificates.verifier import merkle
from certificates.verifier.entries import Event, EventKind
from lms.core.append_only import append_only_operations

ENDS = {"revoked": ("revoke", "ended_at")}


def enter_earlier(apps, editor):
    credentials = apps.get_model("certificates", "Credential").objects.using(editor.connection.alias)
    events = []
    for row in credentials.exclude(state="reserved").only(
        "document_sha256", "state", "issued_at", "ended_at"
    ):
        events.append((row.issued_at, row.pk, "issue", row.document_sha256))
        if row.state in ENDS:
            kind, instant = ENDS[row.state]
            events.append((getattr(row, instant), row.pk, kind, row.document_sha256))
    event_model, node_model, head_model = (
        apps.get_model("certificates", name) for name in ("RegisterEvent", "RegisterNode", "RegisterHead")
    )
    if event_model.objects.exists():  # migrated back and on again: the rows were kept
        return
    nodes = {}

    def read(asked):
        return nodes

    for index, (instant, _pk, kind, digest) in enumerate(sorted(events)):
        entry = Event(EventKind(kind), digest).to_bytes()
        event_model.objects.create(index=index, kind=kind, digest=digest, entry=entry, recorded_at=instant)
        nodes |= merkle.append(index, merkle.hash_leaf(entry), read)
    node_model.objects.bulk_create(
        node_model(position=(index << level + 1) + (1 << level) - 1, hash=kept)
        for (level, index), kept in nodes.items()
    )
    if events:
        head_model.objects.create(name="credentials", size=len(events))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_register_of_events")]

    operations = [
        migrations.RunPython(enter_earlier, migrations.RunPython.noop),
        *append_only_operations("certificates_registerevent"),
        *append_only_operations("certificates_registernode"),
        *append_only_operations("certificates_registercheckpoint"),
        *append_only_operations("certificates_registercheck"),
    ]
