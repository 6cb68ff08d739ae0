"""What the audit trail may say of organisations."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ADD_ORGANISATION = "organisations.add_organisation"
    CHANGE_SCHOOL_CONTACT = "organisations.change_school_contact"
    SIGN_UP_EMPLOYER = "organisations.sign_up_employer"
    REGISTER_EMPLOYER = "organisations.register_employer"
    SUSPEND_EMPLOYER = "organisations.suspend_employer"
    FIRST_LOOK_AT_EMPLOYER = "organisations.first_look_at_employer"
    REFUSE_EMPLOYER = "organisations.refuse_employer"
    FIRST_LOOK_AT_LIFTING = "organisations.first_look_at_lifting"
    LIFT_SUSPENSION = "organisations.lift_suspension"
    ADD_ROOM = "organisations.add_room"
    PLAN_ROOM = "organisations.plan_room"
    PAIR_SCHOOL = "organisations.pair_school"
    ADD_EQUIPMENT_KIND = "organisations.add_equipment_kind"
    RENAME_EQUIPMENT_KIND = "organisations.rename_equipment_kind"
    EQUIP_ROOM = "organisations.equip_room"
    REPORT_OUTAGE = "organisations.report_outage"
    END_OUTAGE = "organisations.end_outage"
