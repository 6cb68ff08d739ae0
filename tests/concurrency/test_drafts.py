"""A draft is changed while it is published: what is published was never checked without the lock, and was with it."""

import pytest

from courses.catalog.errors import VersionInUse
from courses.catalog.models import ProgrammeVersion, VersionState
from courses.catalog.operations import change_part, create_draft_version, drafts, editing, publish_version
from courses.catalog.parts import Part, PartKind
from courses.catalog.queries import plan_of
from courses.catalog.rules import reasons_against_publication
from lms.core.actor import Actor
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW, a_diploma_version

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHO = {"actor": Actor.system("test"), "now": NOW}


@pytest.fixture
def draft():
    return create_draft_version(programme_uuid=a_diploma_version().programme.uuid, **WHO)


def publish_and_spoil(draft):
    """Return the works: publish the draft, and ask for more credits than it has."""
    row = draft.requirements.get(kind="credits_earned")
    values = {"code": row.code, "title_zh": "学分", "kind": row.kind, "minimum": 500}

    def publish():
        return publish_version(version_uuid=draft.uuid, **WHO)

    def spoil():
        return change_part(part=Part(draft.uuid, PartKind.REQUIREMENT, row.uuid), values=values, **WHO)

    return publish, spoil


def reasons_against(draft):
    published = ProgrammeVersion.objects.get(uuid=draft.uuid)
    assert published.state == VersionState.PUBLISHED
    return reasons_against_publication(plan_of(published))


def test_control_without_the_lock_a_version_is_published_that_is_not_ready(draft, monkeypatch):
    for module in (drafts, editing):
        monkeypatch.setattr(module, "lock_draft", lambda uuid: ProgrammeVersion.objects.get(uuid=uuid))
    overtake(monkeypatch, (drafts, "refuse_unready"), publish_and_spoil(draft))
    assert reasons_against(draft)


def test_with_the_lock_the_change_waits_and_is_refused(draft, monkeypatch):
    _published, change = overtake(monkeypatch, (drafts, "refuse_unready"), publish_and_spoil(draft))
    assert isinstance(change, VersionInUse)
    assert reasons_against(draft) == []
