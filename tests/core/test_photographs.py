"""What telephones note beside a photograph is taken out, and what is to be seen stays as it is."""

import io

import pytest
from PIL import Image, ImageSequence

from lms.core.photographs import DamagedPicture, without_notes
from tests.support.photographs import MODES, ORIENTATION, SECRETS, a_photograph


def points(content: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(content)) as picture:
        return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(picture)]


@pytest.mark.parametrize(
    ("kind", "wishes"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "icc_profile": b"colours"}),
        ("PNG", {}),
        ("WEBP", {}),
        ("GIF", {}),
    ],
)
def test_notes_are_gone_and_the_picture_is_the_same(kind, wishes) -> None:
    content = a_photograph(kind, **wishes)
    assert any(secret in content for secret in SECRETS)
    clean = without_notes(content)
    assert [secret for secret in SECRETS if secret in clean] == []
    assert points(clean) == points(content)
    with Image.open(io.BytesIO(clean)) as picture, Image.open(io.BytesIO(content)) as before:
        assert dict(picture.getexif()) == {}
        assert picture.info.get("icc_profile") == wishes.get("icc_profile")
        assert picture.info.get("loop") == before.info.get("loop")
    assert without_notes(clean) == clean


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_photograph_keeps_its_way_up_and_nothing_else(kind, turn) -> None:
    clean = without_notes(a_photograph(kind, turn=turn))
    with Image.open(io.BytesIO(clean)) as picture:
        assert dict(picture.getexif()) == {ORIENTATION: turn}
    assert [secret for secret in SECRETS if secret in clean] == []
    assert without_notes(clean) == clean


def test_a_second_picture_and_what_hangs_on_behind_are_left_out() -> None:
    plain = without_notes(a_photograph("JPEG"))
    second = b"\xff\xe2\x00\x08MPF\0II"
    assert without_notes(plain[:2] + second + plain[2:] + b"hung on behind") == plain


@pytest.mark.parametrize("kind", MODES)
def test_a_picture_that_ends_too_early_is_damaged(kind) -> None:
    content = without_notes(a_photograph(kind))
    for length in (len(content) // 2, len(content) - 3, 14):
        with pytest.raises(DamagedPicture):
            without_notes(content[:length])


def test_broken_notes_say_nothing() -> None:
    plain = without_notes(a_photograph("JPEG"))
    broken = b"\xff\xe1\x00\x10Exif\0\0MM\0*\xff\xff\xff\xff"
    assert without_notes(plain[:2] + broken + plain[2:]) == plain


def test_other_content_comes_back_as_it_is() -> None:
    assert without_notes(b"<svg/>") == b"<svg/>"
