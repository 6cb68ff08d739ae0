"""What somebody does with a file of questions, for tests: send it, have it read, name columns, confirm."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.accounts.groups import mirror_in_groups
from lms.accounts.models import User
from lms.core import jobs
from lms.core.actor import Actor
from lms.core.enums import EMPLOYER_ROLES, Role
from lms.core.models import Job
from lms.exams.intake import operations
from lms.exams.intake.models import QuestionUpload
from lms.exams.intake.operations.steps import FILES
from lms.exams.intake.reading import Wishes
from tests.factories.accounts import a_user
from tests.factories.organisations import a_site, an_employer

BASE = "/authoring/question-files/"
GBK = (
    "题型,题干,选项,答案\n单选,触电后先做什么？,A.断电 B.浇水 C.拉人,A\n判断,电工必须持证上岗。,,√\n".encode(
        "gb18030"
    )
)
GIFT = "::Q1:: 一加一等于几？ {=二 ~三 ~四}\n\n::Q2:: 天是蓝的。 {T}\n\n::Q3:: 坏题 {=\n".encode()


def an_officer(role: Role = Role.EXAMINATIONS_OFFICER) -> User:
    """Return somebody who may bring questions."""
    user = a_user(role, an_employer() if role in EMPLOYER_ROLES else a_site())
    mirror_in_groups(user)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def actor_of(user: User) -> Actor:
    return Actor(user.uuid, "examinations_officer")


def quiet(_part: int) -> Any:
    """Hear of progress and say nothing."""
    return lambda _done, _total: None


def sent(who: User, content: bytes, name: str = "", bank: str = "OLD", **wishes: str) -> QuestionUpload:
    """Send a file."""
    return operations.receive_upload(
        new=operations.NewTransfer(uuid4(), who),
        file=ContentFile(content, name=name or ("old.gift" if content == GIFT else "旧题库.csv")),
        said=operations.ToCorrect(bank, Wishes(**wishes)),
        actor=actor_of(who),
        now=timezone.now(),
    )


def fresh(row: QuestionUpload) -> QuestionUpload:
    return QuestionUpload.objects.get(pk=row.pk)


def read(row: QuestionUpload) -> QuestionUpload:
    """Do what a worker does with a file that waits to be read."""
    operations.read_upload(uuid=row.uuid, now=timezone.now(), parts=quiet)
    return fresh(row)


def taken(row: QuestionUpload) -> QuestionUpload:
    """Confirm the report and do what a worker does."""
    row = fresh(row)
    operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(row.by), now=timezone.now())
    operations.take_upload(uuid=row.uuid, now=timezone.now(), parts=quiet)
    return fresh(row)


def work() -> None:
    """Do every job that waits, as a worker does."""
    for pk in Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        jobs.run(job_id=pk)


def kept_files() -> list[str]:
    """Return the names of the files that are kept."""
    return [name for name, _since in FILES.list_kept()]


def send_over_http(client: Client, content: bytes, name: str = "旧题库.csv", **fields: str) -> Any:
    """Send a file by the form."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(
        f"{BASE}bring/", {"key": str(uuid4()), "file": file, "bank": "", "new_bank": "OLD", **fields}
    )


def file_of(answer: Any) -> UUID:
    """Return which file an answer leads to."""
    return UUID(re.search(r"files/([0-9a-f-]{36})/", answer["Location"])[1])


def fields_of(html: str) -> dict[str, str]:
    """Return what the form of columns would send as it is shown: chosen options, ticked boxes, texts."""
    form = html[html.index('class="intake__sheet"') :]
    form = form[: form.index("</form>")]
    said: dict[str, str] = {}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        said[name] = (chosen or first)[1] if (chosen or first) else ""
    for tag in re.findall(r"<input [^>]+>", form):
        attributes = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if attributes.get("type") == "checkbox":
            if "checked" in tag:
                said[attributes["name"]] = "on"
        elif "name" in attributes:
            said[attributes["name"]] = attributes.get("value", "")
    return said


def text_of(answer) -> str:
    """Return a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def page_of(client: Client, path: str):
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def read_over_http(client: Client, content: bytes, name: str = "") -> str:
    """Send a file, let a worker read it, and return where its pages are."""
    path = f"files/{file_of(send_over_http(client, content, name))}/"
    work()
    return path


def continued(client: Client, path: str, **changes: str):
    """Send the form of the columns as it is shown, with some choices changed, and let a worker read the file."""
    said = {**fields_of(page_of(client, f"{path}columns/").content.decode()), **changes}
    answer = client.post(
        f"{BASE}{path}columns/", {name: value for name, value in said.items() if value is not None}
    )
    if answer.status_code == 302:
        work()
    return answer


def statuses(client: Client, path: str) -> dict[str, int]:
    """Return how many questions have which status, as the page counts them."""
    html = page_of(client, path).content.decode()
    found = re.findall(r'intake__count--(\w+)"><strong>(\d+)</strong>', html)
    return {status: int(number) for status, number in found}
