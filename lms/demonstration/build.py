"""Builds the demonstration from packs, places, people and stages; again, it only adds what is missing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from certificates.api import DemonstrationCredential, demonstration_credentials, publish_register
from courses.pages.api import files_in, is_loaded_by_another, load_pack
from lms.core import clock, jobs
from lms.core.actor import Actor
from lms.demonstration.admissions import admit_everybody
from lms.demonstration.follow_ups import follow_people_up
from lms.demonstration.former import place_former_class
from lms.demonstration.graduates import end_some, graduate_for_demonstration
from lms.demonstration.in_words import examine_in_words
from lms.demonstration.openings import offer_work, refer_people, wish_work
from lms.demonstration.people import build_staff, build_trainees
from lms.demonstration.places import build_places
from lms.demonstration.sign_ins import as_json
from lms.demonstration.stages import bring_to_stages
from lms.demonstration.teaching.building import teach
from lms.demonstration.versions import publish_newer_version
from lms.demonstration.ways import go_different_ways
from lms.enrolments.api import ask_for_weekly_lists
from lms.exams.api import Sitting, take_in_made_up_results

PACKS = Path(settings.BASE_DIR) / "courses" / "packs"


Say = Callable[[str], None]


def build(*, now: datetime, say: Say, warn: Say) -> dict:
    """Build what is missing and return what `manage.py demo --json` prints."""
    actor = Actor.system("demonstration")
    for folder in sorted(path for path in PACKS.iterdir() if (path / "pack.yaml").exists()):
        say(f"content pack {folder.name}")
        load_shipped(folder, actor=actor, now=now, warn=warn)
    say("places and people")
    places = build_places(actor=actor, now=now)
    build_staff(places, actor=actor, now=now)
    users = build_trainees(places, actor=actor, now=now)
    offer_work(places, now=now)
    follow_people_up(places, now=now)
    place_former_class(places, actor=actor, now=now)
    say("lessons and examinations")
    sittings = bring_to_stages(places, users, actor=actor, now=now)
    # After they were enrolled: what is made up of stays (fitness, schooling) shows every case and fits no programme.
    admit_everybody(users, actor=actor, now=now)
    examine_in_words(places, actor=actor, now=now)
    say("classes, timetable and registers")
    teach(places, actor=actor, now=now)
    say("certificates of other bodies, groups kept apart, a transfer, accepted learning")
    go_different_ways(places, users, actor=actor, now=now)
    publish_newer_version(actor=actor, now=now)
    say("statistics of questions")
    take_in_made_up_results(bank="LVE", actor=actor, now=now)
    ask_for_weekly_lists(now=now)
    say("certificates, people at risk")
    graduates = graduate_for_demonstration(places, actor=actor, now=now)
    wish_work([row.person for row in graduates] + [user.person for user in users if user.person], now=now)
    _run_jobs()
    end_some(graduates, now=clock.now())
    refer_people(places, users, now=clock.now())
    _run_jobs()
    publish_register(now=now)
    return {
        "sign_ins": as_json(),
        "credentials": [_credential(row) for row in demonstration_credentials()],
        "sittings": [_sitting(row) for row in sittings],
    }


def _run_jobs() -> None:
    for _round in range(2):  # what jobs ask for in turn, as a transcript after its diploma
        for job_id in jobs.due_jobs(now=clock.now()):
            jobs.run(job_id=job_id)


def load_shipped(folder: Path, *, actor: Actor, now: datetime, warn: Say) -> None:
    """Load a pack that is shipped, unless somebody else loaded the programme since: their work stays."""
    files = files_in(folder)
    if is_loaded_by_another(files=files, actor=actor):
        warn(f"content pack {folder.name} is left out: somebody else loaded its programme last")
        return
    load_pack(files=files, actor=actor, now=now)


def _credential(row: DemonstrationCredential) -> dict:
    """The paper keeps the address it was printed with; this one is where the platform runs now."""
    return {
        "number": row.number,
        "holder": row.holder,
        "verify_url": settings.PUBLIC_BASE_URL + urlsplit(row.verify_url).path,
        "pdf": str(row.document),
    }


def _sitting(sitting: Sitting) -> dict:
    url = f"{settings.PUBLIC_BASE_URL}/exams/sittings/{sitting.uuid}/"
    return {"uuid": str(sitting.uuid), "title": sitting.title_zh, "url": url}
