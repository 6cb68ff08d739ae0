"""The delivery app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "lms.delivery"
    label = "delivery"

    def ready(self) -> None:
        from courses.catalog.api import RequirementKind
        from lms.core.audit import Mark, register_actions, register_reasons
        from lms.delivery.audit_actions import SECOND_PERSON, AuditAction
        from lms.delivery.classdesk.doors import doors
        from lms.delivery.cohorts.apart import mixed_classes
        from lms.delivery.cohorts.classes import tell_classes
        from lms.delivery.cohorts.partings import leave_on_completion, leave_on_parting, refuse_return
        from lms.delivery.hours.learning.operations import take_back_rested
        from lms.delivery.hours.proofs import hours_proved
        from lms.delivery.operations import take_over_lessons
        from lms.delivery.proofs import lessons_proved, lessons_told
        from lms.delivery.teaching import opened_classes, teaching_at
        from lms.delivery.tellings import tell_teaching
        from lms.enrolments.api import (
            parting_text,
            register_beginning,
            register_class_doors,
            register_classes,
            register_completion,
            register_mixed_classes,
            register_opened_classes,
            register_parting,
            register_prover,
            register_rest,
            register_return,
            register_teaching,
            register_teller,
        )

        register_actions(AuditAction, {Mark.SECOND_PERSON: SECOND_PERSON})
        register_reasons({AuditAction.LEAVE_COHORT: parting_text})
        register_beginning(take_over_lessons)
        register_parting(leave_on_parting)
        register_rest(take_back_rested)
        register_completion(leave_on_completion)
        register_return(refuse_return)
        register_class_doors(doors)
        register_mixed_classes(mixed_classes)
        register_classes(tell_classes)
        register_teller(tell_teaching)
        register_prover(RequirementKind.LESSONS_COMPLETED, lessons_proved, telling=lessons_told)
        register_prover(RequirementKind.HOURS_ATTENDED, hours_proved, page="hours:enrolment")
        register_teaching(teaching_at)
        register_opened_classes(opened_classes)
