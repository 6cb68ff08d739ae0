"""A diploma with a drawn photograph, for tests and the benchmark."""

import io
from datetime import date

from PIL import Image, ImageDraw

from certificates.issuing.documents.diploma import Diploma, Sex


def a_photograph(*, seed: int = 0, size: tuple[int, int] = (350, 490)) -> bytes:
    """Return a JPEG of a head before a blue wall; the seed moves it, so that no two are the same bytes."""
    picture = Image.new("RGB", size, (156, 195, 230))
    draw = ImageDraw.Draw(picture)
    wide, high = size
    left = wide * 0.3 + seed % 29
    draw.ellipse((left, high * 0.2, left + wide * 0.4, high * 0.58), fill=(240, 200, 160))
    draw.pieslice((wide * 0.1, high * 0.6, wide * 0.9, high * 1.4), 180, 360, fill=(51, 51, 68))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


DIPLOMA = Diploma(
    number="460123260701",
    name="买买提·吐尔逊",
    sex=Sex.FEMALE,
    born=date(2005, 3, 1),
    photo=a_photograph(),
    major_zh="电子商务",
    major_en="E-commerce",
    years=3,
    start=date(2023, 9, 1),
    end=date(2026, 6, 30),
    school_zh="示范职业技术学校",
    school_en="Demonstration Vocational and Technical School",
    principal="示范校长",
    awarded_date=date(2026, 6, 30),
    verify_at="https://certs.example.org",
    specimen=False,
)
