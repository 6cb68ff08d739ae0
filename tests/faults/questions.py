"""Brings a file of questions on the database of a platform under test, takes it in, and dies in the middle if told to.

`python -m tests.faults.questions bring|die|take|tidy`
"""

import base64
import os
import signal
import sys
from datetime import timedelta

import django

django.setup()

PICTURES = 3
QUESTION = """<question type="truefalse"><name><text>Q{n}</text></name>
<questiontext format="html"><text><![CDATA[<p>第{n}题 <img src="@@PLUGINFILE@@/a{n}.png"></p>]]></text>
<file name="a{n}.png" path="/" encoding="base64">{data}</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>"""


def content() -> bytes:
    """Return a quiz with a picture in each question."""
    from tests.exams.intake.samples import a_picture

    pictures = [base64.b64encode(a_picture(size=(4 + n, 4))).decode() for n in range(PICTURES)]
    questions = "".join(QUESTION.format(n=n, data=data) for n, data in enumerate(pictures))
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{questions}</quiz>'.encode()


def bring() -> None:
    """Send the file, have it read, and say yes."""
    from django.utils import timezone

    from lms.exams.intake import operations
    from tests.exams.intake.dialogues import actor_of, an_officer, read, sent

    row = read(sent(an_officer(), content(), "quiz.xml"))
    assert row.state == "ready", (row.state, row.problems)
    operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(row.by), now=timezone.now())


def die() -> None:
    """Take it in, and be killed when drafts and pictures are written and the rest is not."""
    from lms.exams.intake.operations import taking

    taking._attachments = lambda *_values: os.kill(os.getpid(), signal.SIGKILL)
    take()


def take() -> None:
    """Do the job as a worker does once the lease of a dead one has run out."""
    from lms.core.models import Job
    from tests.exams.intake.dialogues import work

    waiting = Job.objects.filter(kind="exams.take_questions")
    waiting.filter(state="running").update(state="queued")
    Job.objects.exclude(kind="exams.take_questions").delete()
    work()


def tidy() -> None:
    """Do what the sweep does when nothing that nobody refers to is waited for any more."""
    from django.utils import timezone

    from lms.exams.intake import operations

    operations.tidy_files(now=timezone.now() + timedelta(days=8))


if __name__ == "__main__":
    {"bring": bring, "die": die, "take": take, "tidy": tidy}[sys.argv[1]]()
