"""Settings that are easily lost and only missed on a bad day."""

from django.conf import settings


def test_sweeps_that_nobody_ran_do_not_pile_up() -> None:
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    assert all(entry["options"]["expires"] <= 600 for entry in entries)
    sweeps = [entry for entry in entries if isinstance(entry["schedule"], float)]
    at_times = {entry["task"] for entry in entries} - {entry["task"] for entry in sweeps}
    assert at_times == {  # by the clock
        "lms.core.tasks.tidy_up",
        "lms.delivery.tasks.lock_registers",
        "lms.enrolments.tasks.make_weekly_risk_lists",
    }
    assert all(entry["schedule"] < entry["options"]["expires"] for entry in sweeps)


def test_a_long_lesson_may_be_saved_in_the_editor() -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS >= 10_000


def test_counts_of_wrong_sign_ins_are_not_pushed_out_by_made_up_names() -> None:
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 50_000
