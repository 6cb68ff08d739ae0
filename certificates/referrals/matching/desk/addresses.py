"""Addresses of people and work in Wagtail's interface: beside an opening, and beside a person."""

from django.urls import path

from certificates.referrals.matching.desk.facts import CorrectFact, Facts
from certificates.referrals.matching.desk.views import (
    BesideOpening,
    OnePerson,
    PeopleList,
    Propose,
    WriteWish,
)

BESIDE_OPENINGS = [
    path("<uuid:sent_opening_uuid>/people/", BesideOpening.as_view(), name="people"),
    path("<uuid:sent_opening_uuid>/propose/", Propose.as_view(), name="propose"),
]
ADDRESSES = [
    path("", PeopleList.as_view(), name="index"),
    path("<uuid:person_uuid>/", OnePerson.as_view(), name="person"),
    path("<uuid:person_uuid>/wish/", WriteWish.as_view(), name="wish"),
    path("<uuid:person_uuid>/facts/", Facts.as_view(), name="facts"),
    path(
        "<uuid:person_uuid>/facts/<uuid:told_outcome_uuid>/correct/",
        CorrectFact.as_view(),
        name="correct_fact",
    ),
]
