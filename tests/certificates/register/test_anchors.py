"""Time-stamps of checkpoints: asked of an authority over HTTP, kept, published, and judged by OpenSSL and by ours."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from certificates.issuing.authority import trusted_roots
from certificates.issuing.errors import NotStamped
from certificates.issuing.register import tasks
from certificates.issuing.register.anchoring import anchor_newest, find_damaged_anchors
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.folder import folder
from certificates.issuing.register.publishing import publish_anchors
from certificates.models import RegisterAnchor
from certificates.verifier import __main__ as verifier
from certificates.verifier.directory import STAMPS, check_directory
from certificates.verifier.results import Outcome
from certificates.verifier.timestamps import UnreadableStamp, read_stamp
from lms.core import clock
from tests.factories.register import checkpoint, entered
from tests.support.time_stamps import Authority, an_authority, judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(tmp_path, settings):
    with an_authority(tmp_path / "authority") as one:
        settings.REGISTER_DIR = str(tmp_path / "register")
        settings.TIME_STAMP_URL, settings.TIME_STAMP_ROOTS = one.url, str(one.roots)
        yield one


def now() -> datetime:
    return clock.now()


def anchored(size: int = 3) -> RegisterAnchor:
    entered(size)
    checkpoint(day=1)
    anchor = anchor_newest(now=now())
    assert anchor is not None
    publish_anchors()
    return anchor


def stamps(roots) -> Outcome | None:
    return next((one.outcome for one in check_directory(folder(), roots=roots) if one.name == STAMPS), None)


def test_the_newest_checkpoint_is_stamped_once_and_openssl_agrees(authority: Authority) -> None:
    anchor = anchored()
    assert anchor_newest(now=now()) is None
    assert len(authority.asked) == 1
    assert abs(anchor.stamped_at - now()) < timedelta(minutes=1)
    token, note = (folder() / name for name in ("anchors/4", "checkpoints/4"))
    assert judged(authority, token, note)
    note.write_text(note.read_text().replace("4", "5", 1))
    assert not judged(authority, token, note)


def test_a_larger_checkpoint_is_stamped_in_its_turn(authority: Authority) -> None:
    anchored()
    entered(2)
    checkpoint(day=2)
    anchor_newest(now=now())
    publish_anchors()
    assert sorted(path.name for path in (folder() / "anchors").iterdir()) == ["4", "6"]
    assert stamps(trusted_roots()) is Outcome.OK
    assert find_damaged_anchors() == []
    assert not [one for one in find_differences()[1] if "credential" not in one]


def test_without_an_authority_nobody_is_asked_and_no_line_is_missing(authority: Authority, settings) -> None:
    settings.TIME_STAMP_URL = settings.TIME_STAMP_ROOTS = ""
    entered(3)
    checkpoint(day=1)
    tasks.anchor()
    assert authority.asked == []
    assert stamps([]) is None


def test_stamps_are_never_fine_unless_somebody_says_whom_to_trust(
    authority: Authority, tmp_path, settings
) -> None:
    anchored()
    assert stamps([]) is Outcome.UNCHECKED
    with an_authority(tmp_path / "another") as another:
        settings.TIME_STAMP_ROOTS = str(another.roots)
        assert stamps(trusted_roots()) is Outcome.FAILED
        assert len(find_damaged_anchors()) == 1


def test_where_stamps_are_wanted_a_register_without_one_is_not_fine(authority: Authority) -> None:
    entered(3)
    checkpoint(day=1)
    assert stamps(trusted_roots()) is Outcome.UNCHECKED


@pytest.mark.parametrize(
    "answer", [b"", b"nothing", b"\x30\x03\x02\x01\x02", b"\x30\x82\xff\xff" + b"0" * 100]
)
def test_what_is_no_answer_is_not_kept(authority: Authority, answer: bytes) -> None:
    entered(1)
    checkpoint(day=1)
    authority.instead = answer
    with pytest.raises(NotStamped):
        anchor_newest(now=now())
    tasks.anchor()  # logs, and goes on
    assert not RegisterAnchor.objects.exists()
    authority.instead = None
    tasks.anchor()
    assert RegisterAnchor.objects.count() == 1
    assert (folder() / "anchors/2").exists()


def test_an_authority_whose_clock_is_far_off_is_not_believed(authority: Authority) -> None:
    entered(1)
    checkpoint(day=1)
    with pytest.raises(NotStamped, match="clock"):
        anchor_newest(now=now() + timedelta(hours=1))


def test_of_an_authority_nobody_named_nothing_is_kept(authority: Authority, settings, tmp_path) -> None:
    entered(1)
    checkpoint(day=1)
    with an_authority(tmp_path / "another") as another:
        settings.TIME_STAMP_URL = another.url
        with pytest.raises(NotStamped, match="No authority"):
            anchor_newest(now=now())


def test_every_byte_of_a_stamp_counts(authority: Authority) -> None:
    """A changed byte makes it unreadable, or leaves what it says as it was: some bytes of a certificate say nothing."""
    anchor = anchored()
    token, note, roots = bytes(anchor.token), anchor.checkpoint.note.encode(), trusted_roots()
    said = read_stamp(token, note, roots)
    for place in range(0, len(token), 37):
        changed = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        try:
            assert read_stamp(changed, note, roots).stamped_at == said.stamped_at
        except UnreadableStamp:
            continue
    with pytest.raises(UnreadableStamp):
        read_stamp(token, note + b" ", roots)
    with pytest.raises(UnreadableStamp):
        read_stamp(token[:-1], note, roots)


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET authority = 'x'"])
def test_nothing_that_was_said_changes(authority: Authority, change: str) -> None:
    anchored()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("certificates_registeranchor"))


def test_anybody_may_read_a_stamp_and_the_verifier_checks_it(authority: Authority, capsys) -> None:
    anchor = anchored()
    answer = Client().get("/register/anchors/4")
    assert answer.content == bytes(anchor.token)
    assert answer["Content-Type"] == "application/octet-stream"
    verifier.main(["--register", str(folder()), "--time-stamps", str(authority.roots)])
    assert "time-stamps: ok. 1 checkpoints; that of size 4" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        verifier.main(["--register", str(folder()), "--time-stamps", str(folder() / "key")])
