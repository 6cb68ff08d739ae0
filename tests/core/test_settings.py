"""Settings that are easily lost and only missed on a bad day."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_sweeps_that_nobody_ran_do_not_pile_up() -> None:
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    assert all(entry["options"]["expires"] <= 600 for entry in entries)
    sweeps = [entry for entry in entries if isinstance(entry["schedule"], float)]
    at_times = {entry["task"] for entry in entries} - {entry["task"] for entry in sweeps}
    assert at_times == {  # by the clock
        "certificates.tasks.count_follow_ups",
        "certificates.tasks.anchor_register",
        "certificates.tasks.keep_status_lists",
        "certificates.tasks.monitor_register",
        "lms.accounts.tasks.tidy_sign_ups",
        "lms.auditing.tasks.ask_for_nightly_check",
        "lms.core.tasks.tidy_up",
        "lms.delivery.tasks.lock_registers",
        "lms.enrolments.tasks.make_weekly_risk_lists",
    }
    assert all(entry["schedule"] < entry["options"]["expires"] for entry in sweeps)


def test_a_long_lesson_may_be_saved_in_the_editor() -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS >= 10_000


def test_counts_of_wrong_sign_ins_are_not_pushed_out_by_made_up_names() -> None:
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 50_000


def test_the_first_command_may_be_any(tmp_path: Path) -> None:
    """A fresh clone has no folder for the database, and `make run` need not have made it."""
    folder = tmp_path / "not" / "yet"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DATA_DIR": str(folder)}
    command = [sys.executable, "manage.py", "showmigrations", "--plan", "core"]
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (folder / "platform.sqlite3").exists()
