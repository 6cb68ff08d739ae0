"""What the audit trail may say of examinations."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    LOAD_ITEMS = "exams.load_items"
    DRAW_PAPER = "exams.draw_paper"
    SCHEDULE_SITTING = "exams.schedule_sitting"
    OPEN_SITTING = "exams.open_sitting"
    CLOSE_SITTING = "exams.close_sitting"
    ADMIT_CANDIDATE = "exams.admit_candidate"
    START_ATTEMPT = "exams.start_attempt"
    MOVE_LEASE = "exams.move_lease"
    HAND_IN = "exams.hand_in"
    CLOSE_OVERDUE = "exams.close_overdue"
    MARK_ATTEMPT = "exams.mark_attempt"
    HOLD_EVENTS = "exams.hold_events"
