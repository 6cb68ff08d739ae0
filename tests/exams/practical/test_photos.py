"""Photographs of work: without place and device, only for who marks and the officer, struck out and never gone."""

import io
import struct
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.models import StruckPhoto, WorkPhoto
from lms.exams.practical.errors import PracticalNotFound, PracticalRefused, UnusablePhoto
from lms.exams.practical.operations import close_practical, photographing
from lms.exams.practical.operations.photographing import NewPhoto, add_photo, strike_photo
from lms.exams.practical.photographs import LONGEST_SIDE, PhotoRefused, drawn_anew
from lms.exams.practical.printing import print_practical
from tests.factories.accounts import a_user, examinations_officer_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.practical import Practical, actor_for, an_open_practical, signed

pytestmark = pytest.mark.django_db
DEVICE = b"SECRETPHONE"


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_photo(*, size=(640, 480), colour="red", kind="JPEG", turned: int = 0) -> bytes:
    """Return a photograph with device, place and a remark in its notes."""
    picture, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[0x010F] = DEVICE.decode()
    if turned:
        exif[0x0112] = turned
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 15.9), 3: "E", 4: (121.0, 28.0, 26.5)})
    target = io.BytesIO()
    picture.save(target, kind, exif=exif)
    return target.getvalue() + b"HIDDEN BEHIND"


def place_bytes() -> bytes:
    """Return how the minutes of the place stand in the notes of `a_photo`."""
    return struct.pack(">II", 14, 1)


def add(world: Practical, data: bytes | None = None, *, by: int = 0, task: int = 0, key: UUID | None = None):
    user = world.assessors[by]
    row = world.candidate().tasks.order_by("position")[task]
    new = NewPhoto(user, row.uuid, data or a_photo(), key or uuid4())
    return add_photo(new=new, actor=actor_for(user), now=NOW)


def stored(photo: WorkPhoto) -> bytes:
    with default_storage.open(photo.file) as file:
        return file.read()


# --- what is kept ----------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_device_and_what_hangs_on_behind_are_gone(kind):
    data = a_photo(kind=kind)
    assert DEVICE in data
    assert b"HIDDEN" in data
    kept = drawn_anew(data).content
    for secret in (DEVICE, b"HIDDEN", b"Exif", place_bytes(), place_bytes()[::-1]):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert picture.size == (640, 480)


def test_the_place_was_in_the_photograph_before():
    assert (
        place_bytes() in a_photo() or place_bytes()[::-1] in a_photo() or b"\x0e\x00\x00\x00\x01" in a_photo()
    )


def test_a_photograph_stands_upright_and_is_not_larger_than_needed():
    assert drawn_anew(a_photo(turned=6)).width == 480
    large = drawn_anew(a_photo(size=(4000, 3000)))
    assert (large.width, large.height) == (LONGEST_SIDE, 1500)


def a_bomb() -> bytes:
    target = io.BytesIO()
    Image.new("1", (30000, 30000)).save(target, "PNG")
    return target.getvalue()


def white(size, kind, **how) -> bytes:
    target = io.BytesIO()
    Image.new("L", size, "white").save(target, kind, **how)
    return target.getvalue()


def moving(kind: str) -> bytes:
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    target = io.BytesIO()
    first.save(target, kind, save_all=True, append_images=[second])
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "drawing"),
        (b"MZ no picture at all", "no_photograph"),
        (a_photo()[:900], "no_photograph"),
        (b"GIF89a" + bytes(40), "no_photograph"),
        (a_bomb(), "too_many_pixels"),
        (white((5000, 4100), "PNG"), "too_many_pixels"),
        (white((4100, 3300), "WEBP", method=0), "too_many_pixels"),
        (white((5000, 4100), "JPEG", progressive=True), "too_many_pixels"),
        (moving("PNG"), "animation"),
        (moving("WEBP"), "animation"),
        (bytes(15 * 1024 * 1024 + 1), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_files_are_refused_in_words(data, why):
    with pytest.raises(PhotoRefused, match=why):
        drawn_anew(data)
    world = an_open_practical()
    with pytest.raises(UnusablePhoto) as refusal:
        add(world, data) if data else add_photo(
            new=NewPhoto(world.assessors[0], world.candidate().tasks.first().uuid, b"", uuid4()),
            actor=actor_for(world.assessors[0]),
            now=NOW,
        )
    assert refusal.value.message
    assert not WorkPhoto.objects.exists()


def test_a_jpeg_with_a_second_picture_behind_it_is_a_photo():
    assert drawn_anew(moving("MPO")).width == 64  # telephones keep depth and brightness so


GROWTH = """
import sys
from lms.exams.practical.photographs import drawn_anew
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
data = sys.stdin.buffer.read()
before = peak()
print(drawn_anew(data).width, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="says how much memory was taken")
@pytest.mark.parametrize(
    ("size", "kind"), [((8900, 6700), "JPEG"), ((5400, 3600), "PNG"), ((4000, 3000), "WEBP")]
)
def test_the_largest_that_are_taken_take_a_bearable_memory(size, kind):
    how = {"method": 0} if kind == "WEBP" else {}
    said = subprocess.run(
        [sys.executable, "-c", GROWTH], input=white(size, kind, **how), capture_output=True, check=True
    ).stdout
    width, kilobytes = map(int, said.split())
    assert width == LONGEST_SIDE
    assert kilobytes < 250_000


# --- who adds, how many, for how long ----------------


def test_a_photo_is_kept_with_its_hash_and_only_grows():
    world = an_open_practical()
    photo = add(world)
    assert drawn_anew(stored(photo)).width == photo.width
    again = add(world)  # the same photograph under another key
    assert again.pk == photo.pk
    for change in (
        lambda: WorkPhoto.objects.update(number=7),
        lambda: WorkPhoto.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change()


def test_there_are_no_more_than_may_be(monkeypatch):
    monkeypatch.setattr(photographing, "MOST_PHOTOS", 2)
    world = an_open_practical()
    for colour in ("red", "blue"):
        add(world, a_photo(colour=colour))
    with pytest.raises(PracticalRefused):
        add(world, a_photo(colour="green"))
    assert len(default_storage.listdir(f"practical/{world.examination.uuid.hex}")[1]) == 2


def test_only_who_marks_the_candidate_adds_while_the_examination_is_open():
    world, other = an_open_practical(), an_open_practical()
    stranger = other.assessors[0]
    task = world.candidate().tasks.first()
    with pytest.raises(PracticalNotFound):
        add_photo(new=NewPhoto(stranger, task.uuid, a_photo(), uuid4()), actor=actor_for(stranger), now=NOW)
    close(world)
    with pytest.raises(PracticalRefused):
        add(world)


def test_a_photo_whose_answer_was_lost_is_known_also_after_the_closing():
    world, key = an_open_practical(), uuid4()
    photo = add(world, key=key)
    close(world)
    assert add(world, key=key).pk == photo.pk


def close(world: Practical) -> None:
    for assessor in world.assessors:
        signed(world, assessor, "90")
    actor = Actor(world.officers[0].uuid, Role.EXAMINATIONS_OFFICER)
    close_practical(examination_uuid=world.examination.uuid, actor=actor, now=NOW)
    world.examination.refresh_from_db()


def test_a_photo_is_struck_out_by_who_added_it_and_stays():
    world = an_open_practical()
    photo = add(world)
    about = {
        "examination_uuid": world.examination.uuid,
        "photo_uuid": photo.uuid,
        "reason": "拍糊了",
        "now": NOW,
    }
    first, second = world.assessors[:2]
    with pytest.raises(PracticalNotFound):
        strike_photo(user=second, actor=actor_for(second), **about)
    strike_photo(user=first, actor=actor_for(first), **about)
    strike_photo(user=first, actor=actor_for(first), **about)
    assert StruckPhoto.objects.get().reason == "拍糊了"
    assert stored(photo)


def test_a_photo_that_was_struck_out_is_not_said_to_be_kept_when_it_is_added_again():
    world, key = an_open_practical(), uuid4()
    photo = add(world, key=key)
    first = world.assessors[0]
    strike_photo(
        examination_uuid=world.examination.uuid,
        photo_uuid=photo.uuid,
        user=first,
        reason="拍错了",
        actor=actor_for(first),
        now=NOW,
    )
    for again in ({"key": key}, {"by": 1}):
        with pytest.raises(PracticalRefused, match=str(photo.number)):
            add(world, **again)
    assert WorkPhoto.objects.count() == 1
    assert add(world, a_photo(colour="blue")).number == 2


# --- pages ----------------


def client_of(user) -> Client:
    return sign_in(Client(), user)


def page_of(world: Practical) -> str:
    return reverse("exams:candidate_photos", args=[world.examination.uuid, world.candidate().uuid])


def test_an_assessor_adds_a_photo_at_the_page_and_colleagues_who_mark_see_it():
    world = an_open_practical()
    first, second = (client_of(user) for user in world.assessors[:2])
    task = world.candidate().tasks.first()
    body = {"task": task.uuid, "client_key": uuid4(), "photo": SimpleUploadedFile("a.jpg", a_photo())}
    assert first.post(page_of(world), body).status_code == 302
    photo = WorkPhoto.objects.get()
    address = reverse("exams:photo", args=[world.examination.uuid, photo.uuid])
    assert address in second.get(page_of(world)).content.decode()
    answer = second.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == stored(photo)
    strike = reverse("exams:strike_photo", args=[world.examination.uuid, photo.uuid])
    assert strike not in second.get(page_of(world)).content.decode()
    assert first.post(strike, {"reason": "拍糊了"}).status_code == 302
    assert "拍糊了" in second.get(page_of(world)).content.decode()


def test_a_file_that_is_no_photo_is_refused_on_the_page():
    world = an_open_practical()
    task = world.candidate().tasks.first()
    body = {"task": task.uuid, "client_key": uuid4(), "photo": SimpleUploadedFile("a.jpg", b"<svg/>")}
    answer = client_of(world.assessors[0]).post(page_of(world), body)
    assert answer.status_code == 422
    assert "不是照片" in answer.content.decode()


def test_the_page_that_holds_a_photo_is_told_whether_it_is_kept_or_why_not():
    world = an_open_practical()
    candidate = world.candidate()
    client = sign_in(Client(), world.assessors[0])
    address = reverse("exams:candidate_photos", args=[world.examination.uuid, candidate.uuid])
    body = {"task": candidate.tasks.order_by("position")[0].uuid, "client_key": uuid4()}
    for _time in range(2):  # the first answer was lost
        photo = SimpleUploadedFile("a.jpg", a_photo(), "image/jpeg")
        answer = client.post(address, body | {"photo": photo}, headers={"accept": "application/json"})
        assert (answer.status_code, "1" in answer.json()["kept"]) == (200, True)
    assert WorkPhoto.objects.count() == 1
    refused = client.post(
        address,
        body | {"photo": SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" * 9), "client_key": uuid4()},
        headers={"accept": "application/json"},
    )
    assert refused.status_code == 422
    assert "HEIC" in refused.json()["errors"][0]


def test_the_officer_looks_and_nobody_else_finds_a_photo():
    world = an_open_practical()
    photo = add(world)
    officer = client_of(world.officers[0])
    page = reverse("exams:practical_photos", args=[world.examination.uuid, world.candidate().uuid])
    address = reverse("exams:practical_photo", args=[world.examination.uuid, photo.uuid])
    shown = officer.get(page).content.decode()
    assert address in shown
    assert '<form method="post" enctype' not in shown
    looked_at = officer.get(address)
    assert looked_at["Cache-Control"] == "private, no-store"
    assert b"".join(looked_at.streaming_content) == stored(photo)
    there, site = a_site(), world.examination.site
    marking = reverse("exams:photo", args=[world.examination.uuid, photo.uuid])
    for user in (
        examinations_officer_at(there),
        a_user(Role.ASSESSOR, site),
        trainee_at(site),
        a_user(Role.REGISTRAR, site),
    ):
        for path in (address, marking):
            assert client_of(user).get(path).status_code in (403, 404), (user, path)


def test_the_score_sheet_names_the_photos_by_their_hashes(tmp_path):
    world = an_open_practical()
    photo = add(world)
    struck = add(world, a_photo(colour="blue"))
    first = world.assessors[0]
    strike_photo(
        examination_uuid=world.examination.uuid,
        photo_uuid=struck.uuid,
        user=first,
        reason="拍糊了",
        actor=actor_for(first),
        now=NOW,
    )
    close(world)
    file = tmp_path / "sheets.pdf"
    file.write_bytes(print_practical("sheets", "zh", world.examination))
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True).stdout
    hashed = " ".join(photo.sha256[at : at + 4] for at in range(0, 16, 4))
    assert hashed in " ".join(text.split())
    assert "已划去" in text
    assert text.count("作品照片：2张") == 3  # one sheet for each assessor, one of the tasks


def test_the_page_of_a_candidate_asks_no_more_as_photos_grow(django_assert_max_num_queries):
    world = an_open_practical()
    client, counts = client_of(world.assessors[0]), []
    for colours in (("red",), ("blue", "green", "white")):
        for colour in colours:
            add(world, a_photo(colour=colour))
        client.get(page_of(world))
        with django_assert_max_num_queries(40) as asked:
            client.get(page_of(world))
        counts.append(len(asked))
    assert counts[0] == counts[1]
