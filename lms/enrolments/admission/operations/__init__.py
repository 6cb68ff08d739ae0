"""Writes of admission: people come, by a form or a file; what is known of a stay changes; it ends."""

from lms.enrolments.admission.operations.admitting import (
    DoubtsFound,
    NewAdmission,
    ProblemsFound,
    admit_person,
)
from lms.enrolments.admission.operations.files import (
    Corrections,
    admit_file,
    confirm_file,
    correct_file,
    discard_file,
    job_of,
    note_fetched,
    plan_of_file,
    read_file,
    receive_file,
    rows_of,
    tidy_files,
)
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.admission.operations.stays import (
    NewAnswer,
    NewFitness,
    NewForecast,
    change_forecast,
    consent_now,
    fitness_now,
    forecast_now,
    record_consent,
    record_fitness,
)

__all__ = [
    "Corrections",
    "DoubtsFound",
    "Leaving",
    "NewAdmission",
    "NewAnswer",
    "NewFitness",
    "NewForecast",
    "ProblemsFound",
    "admit_file",
    "admit_person",
    "change_forecast",
    "confirm_file",
    "consent_now",
    "correct_file",
    "discard_file",
    "end_stay",
    "fitness_now",
    "forecast_now",
    "job_of",
    "note_fetched",
    "plan_of_file",
    "read_file",
    "receive_file",
    "record_consent",
    "record_fitness",
    "rows_of",
    "tidy_files",
]
