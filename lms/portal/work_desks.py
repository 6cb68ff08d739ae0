"""The places where placement officers, stations and employers work: from who signs up to who calls later."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.core.enums import Role
from lms.portal.desks import Area, Desk

WORK_DESKS = (
    Desk(
        Area.WORK,
        gettext_lazy("Employers"),
        gettext_lazy("Verify who signs up; look-alikes side by side; suspend an employer."),
        "employer_desk:index",
        frozenset({Role.PLACEMENT_OFFICER, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.WORK,
        pgettext_lazy("work", "Openings"),
        gettext_lazy("What employers offer: look at the flagged words, approve or refuse."),
        "opening_desk:index",
        frozenset({Role.PLACEMENT_OFFICER}),
    ),
    Desk(
        Area.WORK,
        gettext_lazy("People and work"),
        gettext_lazy("What people wish, which openings fit and why; propose people, who are then asked."),
        "matching_desk:index",
        frozenset({Role.PLACEMENT_OFFICER}),
    ),
    Desk(
        Area.WORK,
        gettext_lazy("Consents"),
        gettext_lazy("Ask people whether an employer may be told about them; see what they said."),
        "consent_desk:index",
        frozenset({Role.PLACEMENT_OFFICER}),
    ),
    Desk(
        Area.WORK,
        pgettext_lazy("work", "Referrals"),
        gettext_lazy("Who consented to be referred; sheets that schools issue; replies of employers."),
        "referral_desk:index",
        frozenset({Role.PLACEMENT_OFFICER}),
    ),
    Desk(
        Area.WORK,
        gettext_lazy("Follow-up"),
        gettext_lazy("Whom to call or visit: overdue, today, coming; record it, also without network."),
        "follow_ups:index",
        frozenset({Role.PLACEMENT_OFFICER, Role.STATION_WORKER}),
    ),
    Desk(
        Area.WORK,
        gettext_lazy("Indicators"),
        gettext_lazy(
            "What became of people after training: figures with how they are counted, as a workbook, too."
        ),
        "indicators:index",
        frozenset({Role.PLACEMENT_OFFICER, Role.REGISTRAR, Role.AUTHORITY_READER}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("Contact forms at the end of the stay"),
        gettext_lazy("Write with each person whether, and where, somebody may call later."),
        "follow_ups:releases",
        frozenset({Role.REGISTRAR, Role.PLACEMENT_OFFICER}),
    ),
    Desk(
        Area.WORK,
        gettext_lazy("Keys of employers"),
        gettext_lazy("Whose programs may check certificates; revoke a key."),
        "employer_keys:index",
        frozenset({Role.PLACEMENT_OFFICER, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Check many certificates"),
        gettext_lazy("A workbook of numbers and names, answered row by row."),
        "certificates:bulk_check",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Keys for programs"),
        gettext_lazy("Let your own systems check certificates, with a key of your organisation."),
        "certificates:employer_keys",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.ORGANISATION,
        pgettext_lazy("work", "Openings"),
        gettext_lazy("Work that your organisation offers: write, send in, copy, close."),
        "certificates:openings",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.ORGANISATION,
        pgettext_lazy("work", "Referrals"),
        gettext_lazy("People whom schools refer to your openings; reply to them."),
        "certificates:referrals",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.ORGANISATION,
        gettext_lazy("Colleagues"),
        gettext_lazy("Who works here for your organisation; invite and remove people."),
        "employers:colleagues",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.ORGANISATION,
        gettext_lazy("Second step at sign-in"),
        gettext_lazy("A code from your telephone, or a key, besides the password."),
        "mfa_index",
        frozenset({Role.EMPLOYER}),
    ),
    Desk(
        Area.ORGANISATION,
        gettext_lazy("Where you are signed in"),
        gettext_lazy("Your open sessions; end the others at once."),
        "usersessions_list",
        frozenset({Role.EMPLOYER}),
    ),
)
