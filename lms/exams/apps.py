"""The exams app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ExamsConfig(AppConfig):
    name = "lms.exams"
    label = "exams"

    def ready(self) -> None:
        from courses.catalog.api import RequirementKind
        from lms.core.audit import Mark, register_actions
        from lms.delivery.api import register_occupation
        from lms.enrolments.api import (
            register_examination_days,
            register_examination_desk,
            register_parting,
            register_prover,
            register_teller,
        )
        from lms.exams import (
            planned,
            tasks,  # noqa: F401 - names the marking job
        )
        from lms.exams.audit_actions import SECOND_PERSON, AuditAction
        from lms.exams.days_to_come import examination_days
        from lms.exams.marking.proofs import results_proved
        from lms.exams.papers.known import register_facilities
        from lms.exams.practical.occupied import practical_occasions
        from lms.exams.practical.partings import refuse_at_practical
        from lms.exams.practical.proofs import examinations_proved, practical_days, tasks_proved
        from lms.exams.practical.scheme_queries import practical_title
        from lms.exams.reserve.sqlite_guard import put_up, take_down
        from lms.exams.results.tellings import tell_results
        from lms.exams.sittings.days import register_days
        from lms.exams.sittings.in_timetable import examinations_taken, lessons_planned
        from lms.exams.sittings.occupied import register_lessons, register_occasions
        from lms.exams.sittings.partings import refuse_while_writing
        from lms.exams.sittings.titles import register_titles
        from lms.exams.statistics.measured import measured_facility

        register_actions(AuditAction, {Mark.SECOND_PERSON: SECOND_PERSON})
        register_prover(RequirementKind.EXAMINATION_PASSED, examinations_proved(results_proved))
        register_prover(RequirementKind.PRACTICAL_TASK_PASSED, tasks_proved)
        register_teller(tell_results)
        register_facilities(measured_facility)
        register_occasions(practical_occasions)
        register_lessons(lessons_planned)
        register_occupation(examinations_taken)
        register_titles(practical_title)
        register_parting(refuse_while_writing)
        register_parting(refuse_at_practical)
        register_examination_desk(planned)
        register_days(practical_days)
        register_examination_days(examination_days)
        pre_migrate.connect(take_down, sender=self)
        post_migrate.connect(put_up, sender=self)
