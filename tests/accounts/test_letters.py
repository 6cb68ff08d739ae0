"""Letters over a real mail server: what stands in them, whole; and what happens when the server is away."""

import email
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from socket import getfqdn, gethostname

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as own_settings
from django.core.cache import cache
from django.core.mail import EmailMessage as Outgoing
from django.test import Client
from django.utils import timezone

from lms.accounts.letters import operations as letters
from lms.accounts.letters.models import Letter
from lms.accounts.tasks import tidy_sign_ups
from lms.core import jobs
from lms.core.enums import Role
from lms.core.models import Job, JobState
from tests.factories.accounts import a_user, employer_user_of, sign_in
from tests.factories.employers import SIGNS_UP
from tests.factories.organisations import a_site, an_employer
from tests.support.post import posted
from tests.support.smtp_server import Mailbox, mail_server

pytestmark = pytest.mark.django_db
HEADERS = {
    "content-type",
    "mime-version",
    "content-transfer-encoding",
    "subject",
    "from",
    "to",
    "date",
    "message-id",
    "auto-submitted",
}


@pytest.fixture
def box(settings):
    cache.clear()
    settings.PUBLIC_BASE_URL = "https://platform.example"
    settings.DEFAULT_FROM_EMAIL = "Skills <letters@platform.example>"
    with mail_server() as box:
        settings.EMAIL_BACKEND = "lms.core.mail_server.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def ask(what: str, language: str) -> None:
    """Have one letter written, by a request that claims another host."""
    client = Client(headers={"host": "evil.example"})
    client.cookies[own_settings.LANGUAGE_COOKIE_NAME] = language
    owner = employer_user_of(an_employer())
    type(owner).objects.filter(pk=owner.pk).update(email="known@bread.example")
    asked = {
        "confirm": ("/accounts/signup/", SIGNS_UP),
        "exists": ("/accounts/signup/", SIGNS_UP | {"email": "known@bread.example"}),
        "reset": ("/accounts/password/reset/", {"email": "known@bread.example"}),
        "unknown": ("/accounts/password/reset/", {"email": "unknown@bread.example"}),
        "invite": ("/accounts/colleagues/invite/", {"email": "new@bread.example"}),
        "second_step": (
            f"/authoring/employers/people/{owner.uuid}/second-step/",
            {"evidence": ["called", "asked"], "note": "http://evil.example"},
        ),
    }
    path, data = asked[what]
    if what == "invite":
        sign_in(client, owner)
    elif what == "second_step":
        Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "x"})
        sign_in(client, a_user(Role.PLACEMENT_OFFICER, a_site()))
    assert client.post(path, data).status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("what", ["confirm", "exists", "reset", "unknown", "invite", "second_step"])
def test_a_letter_names_no_machine_and_no_host_but_ours_and_reads_well(box, settings, what, language) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask(what, language)
    posted()
    (raw,) = box.letters
    letter = read(raw)
    assert {name.lower() for name in letter.keys()} == HEADERS  # noqa: SIM118 - a header may come twice
    assert len(letter.keys()) == len(HEADERS)
    assert letter["from"] == "Skills <letters@platform.example>"
    assert re.fullmatch(r"<[0-9a-f-]{36}@platform\.example>", letter["message-id"])
    assert box.greetings == ["platform.example"]
    text = letter.get_content()
    for foreign in ("evil.example", gethostname(), getfqdn(), "127.0.0.1"):
        assert foreign not in raw.decode() + text
    assert set(re.findall(r"https?://[^/\s]+", text)) == {"https://platform.example"}
    is_chinese = bool(re.search(r"[\u4e00-\u9fff]", letter["subject"]))
    assert is_chinese is (language == "zh-hans")
    sentences = [line for line in text.splitlines() if line and not line.startswith("https://")]
    for line in sentences:
        assert bool(re.search(r"[\u4e00-\u9fff]", line)) is is_chinese, line
    assert not re.search(r"&(amp|#|lt|quot)|\{\{|\{%|%\(", text)
    assert not Letter.objects.exists()


def test_a_line_break_ends_no_header(box) -> None:
    letters.post(Outgoing("x\nBcc: all@example.com", "text", None, ["a@b.example"]), now=timezone.now())
    posted()
    assert box.letters == []
    assert Job.objects.get(kind=letters.SEND_JOB).error_code == "BadHeaderError"


def a_letter() -> Letter:
    return letters.post(Outgoing("Subject", "秘密的链接", None, ["boss@bread.example"]), now=timezone.now())


def test_what_waits_is_sealed_and_jobs_hold_nothing_of_it() -> None:
    a_letter()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_letter")
        stored = cursor.fetchone()[0]
    assert "bread" not in stored
    assert "秘密" not in stored
    assert "bread" not in str(Job.objects.values())


def test_a_server_that_is_away_stops_nobody_and_gets_the_letter_later(box: Mailbox, settings) -> None:
    settings.EMAIL_PORT = 1
    assert Client().post("/accounts/signup/", SIGNS_UP).status_code == 302
    posted()
    job = Job.objects.get(kind=letters.SEND_JOB)
    assert (job.state, box.letters) == (JobState.QUEUED, [])
    settings.EMAIL_PORT = box.port
    Job.objects.update(not_before=timezone.now())
    posted()
    assert len(box.letters) == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_an_address_that_is_refused_for_now_is_tried_again_and_one_refused_for_good_is_not(
    box: Mailbox, caplog
) -> None:
    a_letter()
    box.answers = ["450 later", "550 nobody"]
    posted()
    assert Letter.objects.count() == 1
    Job.objects.update(not_before=timezone.now())
    posted()
    assert not Letter.objects.exists()
    assert Job.objects.get().state == JobState.DONE
    assert box.letters == []


def test_a_job_that_runs_twice_sends_once_and_a_letter_sent_again_has_the_same_name(box, monkeypatch) -> None:
    letter, job = a_letter(), Job.objects.get()
    monkeypatch.setattr(Letter, "delete", lambda self: None)  # the runner dies before it forgets
    letters.send(letter_uuid=letter.uuid)
    monkeypatch.undo()
    jobs.run(job_id=job.pk)
    jobs.run(job_id=job.pk)
    letters.send(letter_uuid=letter.uuid)
    assert len(box.letters) == 2
    assert len({read(raw)["message-id"] for raw in box.letters}) == 1


def test_what_could_not_be_sent_in_three_days_is_forgotten() -> None:
    letter = a_letter()
    Letter.objects.update(made_at=timezone.now() - timedelta(days=3) + timedelta(minutes=1))
    tidy_sign_ups()
    assert Letter.objects.exists()
    Letter.objects.update(made_at=timezone.now() - timedelta(days=3))
    tidy_sign_ups()
    assert not Letter.objects.exists()
    letters.send(letter_uuid=letter.uuid)  # nothing, and no error
