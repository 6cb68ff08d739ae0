"""Addresses of the desk of classes, below Wagtail's, and its places in the menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from lms.accounts.api import register_listing
from lms.core.menu import RuledMenuItem
from lms.delivery.classdesk.policies import REGISTRARS, TEACHING
from lms.delivery.classdesk.views import (
    audit,
    cancelling,
    cohorts,
    corrections,
    hours,
    learning,
    members,
    papers,
    planning,
    sessions,
    staff,
    takeover,
    week,
)

register_listing(cohorts.SEARCHED)
register_listing(sessions.SEARCHED)

COHORTS = [
    path("", cohorts.Index.as_view(), name="index"),
    path("table/", cohorts.Export.as_view(), name="export"),
    path("open/", cohorts.Open.as_view(), name="open"),
    path("from-plan/<uuid:plan_uuid>/<int:place>/", takeover.TakeOver.as_view(), name="take_over"),
    path("teachers/", staff.Teachers.as_view(), name="teachers"),
    path("teachers/table/", staff.ExportTeachers.as_view(), name="export_teachers"),
    path("teachers/add/", staff.Qualify.as_view(), name="qualify"),
    path("teachers/<uuid:qualification_uuid>/", staff.EndTeaching.as_view(), name="end_teaching"),
    path("members/<uuid:cohort_member_uuid>/leave/", members.Leave.as_view(), name="leave"),
    path("<uuid:cohort_uuid>/", cohorts.Show.as_view(), name="cohort"),
    path("<uuid:cohort_uuid>/change/", cohorts.Change.as_view(), name="change"),
    path("<uuid:cohort_uuid>/cancel/", cancelling.Cancel.as_view(), name="cancel"),
    path("<uuid:cohort_uuid>/join/", members.Join.as_view(), name="join"),
    path("<uuid:cohort_uuid>/audit/", audit.CohortAuditPage.as_view(), name="audit"),
    path("<uuid:cohort_uuid>/audit/table/", audit.Export.as_view(), name="audit_table"),
    path("<uuid:cohort_uuid>/audit/rows/", audit.RowsBehind.as_view(), name="audit_rows"),
    path("<uuid:cohort_uuid>/learning/", learning.AcceptLearning.as_view(), name="learning"),
    path("<uuid:cohort_uuid>/papers/", papers.Papers.as_view(), name="papers"),
    path("<uuid:cohort_uuid>/papers/opening/", papers.OpeningFile.as_view(), name="opening_file"),
    path("<uuid:cohort_uuid>/papers/month/", papers.MonthlyRegister.as_view(), name="month"),
]

TIMETABLE = [
    path("", week.Week.as_view(), name="week"),
    path("plan/<uuid:cohort_uuid>/", planning.Plan.as_view(), name="plan"),
    path("days/", staff.FreeDays.as_view(), name="days"),
    path("days/table/", staff.ExportFreeDays.as_view(), name="export_days"),
    path("days/<uuid:holiday_uuid>/remove/", staff.RemoveDay.as_view(), name="remove_day"),
    path("sessions/", sessions.ListPage.as_view(), name="sessions"),
    path("sessions/table/", sessions.Export.as_view(), name="export"),
    path("sessions/cancel/", sessions.Cancel.as_view(), name="cancel"),
    path("sessions/replace/", sessions.Replace.as_view(), name="replace"),
    path("sessions/<uuid:session_uuid>/", sessions.Show.as_view(), name="session"),
    path("sessions/<uuid:session_uuid>/move/", sessions.MoveOne.as_view(), name="move"),
    path("sessions/<uuid:session_uuid>/sheet/", papers.SignInSheet.as_view(), name="sign_in_sheet"),
    path("changes/<uuid:batch_uuid>/", sessions.Changed.as_view(), name="changed"),
]

CORRECTIONS = [
    path("", corrections.Index.as_view(), name="index"),
    path("table/", corrections.Export.as_view(), name="export"),
    path("registers/<uuid:session_uuid>/", corrections.LockedRegister.as_view(), name="register"),
    path("ask/<uuid:attendance_mark_uuid>/", corrections.Ask.as_view(), name="ask"),
    path("<uuid:correction_uuid>/", corrections.Decide.as_view(), name="correction"),
]

HOURS = [
    path("<uuid:enrolment_uuid>/", hours.Hours.as_view(), name="enrolment"),
    path("<uuid:enrolment_uuid>/learning/", learning.TakeBack.as_view(), name="take_back"),
    path("<uuid:enrolment_uuid>/table/", hours.ExportHours.as_view(), name="export"),
]


def cohorts_item() -> MenuItem:
    """Return the item that leads registrars to cohorts."""
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Cohorts"),
        reverse("cohorts:index"),
        name="cohorts",
        icon_name="group",
        order=147,
    )


def timetable_item() -> MenuItem:
    """Return the item that leads to the timetable."""
    return RuledMenuItem(
        TEACHING,
        gettext_lazy("Timetable"),
        reverse("timetable:week"),
        name="timetable",
        icon_name="calendar-alt",
        order=148,
    )


def corrections_item() -> MenuItem:
    """Return the item that leads to corrections after the lock."""
    return RuledMenuItem(
        TEACHING,
        gettext_lazy("Corrections of registers"),
        reverse("corrections:index"),
        name="register-corrections",
        icon_name="edit",
        order=149,
    )
