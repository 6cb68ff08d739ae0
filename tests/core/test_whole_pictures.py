"""Pictures are drawn one at a time and whole, whatever the press of documents allows for the process."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from PIL import Image, ImageFile

from lms.core.whole_pictures import whole_pictures_only
from lms.exams.intake.pictures import PictureRefused, cleaned
from lms.exams.practical.photographs import PhotoRefused, drawn_anew


def a_cut_photo() -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "JPEG")
    return target.getvalue()[:-300]


@pytest.mark.parametrize(
    ("take", "refusal"), [(drawn_anew, PhotoRefused), (cleaned, PictureRefused)], ids=["photo", "question"]
)
def test_who_takes_a_picture_in_waits_while_another_is_drawn(
    take: Callable[[bytes], object], refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the press leaves it
    refused = threading.Event()

    def run() -> None:
        try:
            take(a_cut_photo())
        except refusal:
            refused.set()

    thread = threading.Thread(target=run)
    with whole_pictures_only():
        thread.start()
        assert not refused.wait(0.3), "it moved the switch under another picture"
        assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    thread.join(60)
    assert refused.is_set()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


LOADS = """
import threading, time
from PIL import ImageFile
from lms.core.whole_pictures import whole_pictures_only
def load():
    import lms.core.printing.press
loading = threading.Thread(target=load)
with whole_pictures_only():
    loading.start()
    loading.join(4)
    during = (loading.is_alive(), ImageFile.LOAD_TRUNCATED_IMAGES)
loading.join()
print(during, ImageFile.LOAD_TRUNCATED_IMAGES)
"""


def test_the_press_is_loaded_when_nobody_draws() -> None:
    said = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, check=True, text=True).stdout
    assert said.split() == ["(True,", "False)", "True"]
