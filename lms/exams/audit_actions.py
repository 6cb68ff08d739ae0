"""What the audit trail may say of examinations. Single answers are not here: see ADR 0010."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    LOAD_ITEM = "exams.load_item"
    IMPORT_ITEMS = "exams.import_items"
    LOAD_RUBRIC = "exams.load_rubric"
    REVIEW_ITEM = "exams.review_item"
    LOAD_TOPIC = "exams.load_topic"
    LOAD_SCHEME = "exams.load_scheme"
    DRAW_PAPER = "exams.draw_paper"
    SCHEDULE_SITTING = "exams.schedule_sitting"
    OPEN_SITTING = "exams.open_sitting"
    CLOSE_SITTING = "exams.close_sitting"
    ADMIT_CANDIDATE = "exams.admit_candidate"
    START_ATTEMPT = "exams.start_attempt"
    ASK_FOR_SEAT = "exams.ask_for_seat"
    DECIDE_SEAT = "exams.decide_seat"
    MOVE_LEASE = "exams.move_lease"
    GIVE_EXTRA_TIME = "exams.give_extra_time"
    HAND_IN = "exams.hand_in"
    CLOSE_OVERDUE = "exams.close_overdue"
    MARK_ATTEMPT = "exams.mark_attempt"
    SEQUENCE_CONFLICT = "exams.sequence_conflict"
    START_MOCK = "exams.start_mock"
    HAND_IN_MOCK = "exams.hand_in_mock"
    REFUSE_FOREIGN_ATTEMPT = "exams.refuse_foreign_attempt"
