"""Enrolments: trainees on programme versions, evidence of requirements, the completion audit."""
