"""Addresses of the planner, below Wagtail's."""

from django.urls import path

from lms.accounts.api import register_listing
from lms.enrolments.proposals.views import risk, site

register_listing(risk.SEARCHED)
ADDRESSES = [
    path("", site.Plans.as_view(), name="index"),
    path("table/", site.Export.as_view(), name="export"),
    path("at-risk/", risk.AtRisk.as_view(), name="at_risk"),
    path("at-risk/table/", risk.AtRiskTable.as_view(), name="at_risk_table"),
    path("at-risk/now/", risk.AtRiskNow.as_view(), name="at_risk_now"),
    path("<uuid:plan_uuid>/", site.OnePlan.as_view(), name="plan"),
    path("<uuid:plan_uuid>/table/", site.PlanTable.as_view(), name="plan_table"),
    path("<uuid:plan_uuid>/again/", site.PlanAgain.as_view(), name="again"),
]
