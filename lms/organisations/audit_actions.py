"""What the audit trail may say of organisations."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    ADD_ORGANISATION = "organisations.add_organisation", pgettext_lazy("audit", "Organisation added")
    CHANGE_SCHOOL_CONTACT = (
        "organisations.change_school_contact",
        pgettext_lazy("audit", "Contact of a school changed"),
    )
    SIGN_UP_EMPLOYER = "organisations.sign_up_employer", pgettext_lazy("audit", "Employer signed up")
    CORRECT_EMPLOYER = (
        "organisations.correct_employer",
        pgettext_lazy("audit", "Contact of an employer corrected"),
    )
    REGISTER_EMPLOYER = "organisations.register_employer", pgettext_lazy("audit", "Employer verified")
    SUSPEND_EMPLOYER = "organisations.suspend_employer", pgettext_lazy("audit", "Employer suspended")
    FIRST_LOOK_AT_EMPLOYER = (
        "organisations.first_look_at_employer",
        pgettext_lazy("audit", "First look at an employer"),
    )
    REFUSE_EMPLOYER = "organisations.refuse_employer", pgettext_lazy("audit", "Employer refused")
    FIRST_LOOK_AT_LIFTING = (
        "organisations.first_look_at_lifting",
        pgettext_lazy("audit", "First look at lifting a suspension"),
    )
    LIFT_SUSPENSION = (
        "organisations.lift_suspension",
        pgettext_lazy("audit", "Suspension of an employer lifted"),
    )
    ADD_ROOM = "organisations.add_room", pgettext_lazy("audit", "Room added")
    PLAN_ROOM = "organisations.plan_room", pgettext_lazy("audit", "Seats of a room planned")
    PAIR_SCHOOL = "organisations.pair_school", pgettext_lazy("audit", "School paired with a site")
    ADD_EQUIPMENT_KIND = "organisations.add_equipment_kind", pgettext_lazy("audit", "Kind of equipment added")
    RENAME_EQUIPMENT_KIND = (
        "organisations.rename_equipment_kind",
        pgettext_lazy("audit", "Kind of equipment renamed"),
    )
    EQUIP_ROOM = "organisations.equip_room", pgettext_lazy("audit", "Room equipped")
    REPORT_OUTAGE = "organisations.report_outage", pgettext_lazy("audit", "Equipment reported out of order")
    END_OUTAGE = "organisations.end_outage", pgettext_lazy("audit", "Equipment back in order")


# Decisions of somebody else than who asked.
SECOND_PERSON = frozenset(
    {
        AuditAction.REGISTER_EMPLOYER,
        AuditAction.REFUSE_EMPLOYER,
        AuditAction.LIFT_SUSPENSION,
    }
)
