"""The registrar's desk of classes: cohorts, timetable, days without teaching, who may teach, corrections, papers."""
