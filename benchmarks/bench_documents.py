"""Documents per second of the issue path, against a bare WeasyPrint render of the same HTML in the same process.

The two take turns, so that a busy machine slows both; processor time counts, the median of all rounds.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

ROUNDS = 12
NAMES = ("张三", "李晓红", "买买提·吐尔逊", "欧阳娜娜", "㛃𠅤䶮", "王喆堃")


def main() -> int:
    """Measure, print the table and one line of JSON."""
    import django

    django.setup()
    bare, ours = measure()
    ratio = statistics.median(bare) / statistics.median(ours)
    report("bare WeasyPrint, same HTML", bare)
    report("issue path: fit, fill, print, digest", ours)
    print(f"ratio (issue path : bare) {ratio:.2f}, over {ROUNDS} rounds taking turns")
    result = {
        "name": "documents",
        "unit": "documents per second of processor time",
        "bare": round(1 / statistics.median(bare), 2),
        "issue_path": round(1 / statistics.median(ours), 2),
        "ratio": round(ratio, 2),
    }
    print(json.dumps(result))
    return 0


def report(what: str, seconds: list[float]) -> None:
    """Print one line of the table."""
    middle = statistics.median(seconds)
    print(f"{what:<40} {middle * 1000:7.0f} ms  {1 / middle:6.2f} documents/s")


def measure() -> tuple[list[float], list[float]]:
    """Return the processor seconds of each bare render and of each pass through the issue path."""
    from certificates.issuing.documents.printing import press, print_certificate, sheet_of
    from certificates.issuing.storage import digest_of

    award = an_award()
    print_certificate(award, token="A" * 26)  # fonts and artwork are read once per process
    style = press().style
    bare, ours = [], []
    for turn in range(ROUNDS):
        one = replace(award, name=NAMES[turn % len(NAMES)], number=f"TC-{turn:08d}-0")
        sheet = sheet_of(one, token=f"{turn:026d}")
        html = sheet.html.replace("</head>", f"<style>{style}\n{sheet.style}</style></head>")
        bare.append(
            seconds_of(lambda html=html, sheet=sheet: bare_render(html, {**sheet.lasting, **sheet.own}))
        )
        ours.append(
            seconds_of(lambda one=one, turn=turn: digest_of(print_certificate(one, token=f"{turn:026d}")))
        )
    return bare, ours


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor time that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_render(html: str, pictures: dict[str, bytes]) -> bytes:
    """Render as WeasyPrint's documentation begins: no shared fonts, style or pictures, no variant, no tags."""
    from weasyprint import HTML

    from lms.core.printing.press import MemoryFetcher

    return bytes(HTML(string=html, url_fetcher=MemoryFetcher(pictures)).write_pdf())


def an_award():
    """Return the award that is printed."""
    from certificates.issuing.payload import Award

    return Award(
        number="TC-7F3K9QMD-W",
        kind="training_certificate",
        name=NAMES[0],
        title_zh="低压电工（特种作业取证预备）",
        title_en="Low-voltage electrician (licence preparation)",
        occupation_zh="电工",
        occupation_en="Electrician",
        school_zh="示范职业技术学校",
        school_en="Demonstration Vocational and Technical School",
        principal="示范校长",
        awarded_date=date(2026, 6, 30),
        verify_at="https://certs.example.org",
        specimen=False,
    )


if __name__ == "__main__":
    sys.exit(main())
