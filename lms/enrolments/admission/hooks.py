"""The addresses of admission in Wagtail's interface, and its place in the menu."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from lms.accounts.api import register_listing
from lms.core.menu import RuledMenuItem
from lms.enrolments.admission.policies import REGISTRARS
from lms.enrolments.admission.views import deeds, files, listing, stays
from lms.enrolments.apart.views import PlaceChosen, PlaceStay
from lms.enrolments.facts.views import CorrectFacts
from lms.enrolments.person_facts.views import CorrectPerson
from lms.enrolments.proposals.views.person import Outlook

register_listing(listing.SEARCHED)
ADDRESSES: list[URLPattern] = [
    path("", listing.Index.as_view(), name="index"),
    path("table/", listing.Export.as_view(), name="export"),
    path("chosen/", listing.Chosen.as_view(), name="chosen"),
    path("enrol/", deeds.Enrol.as_view(), name="enrol"),
    path("cards/", deeds.Cards.as_view(), name="cards"),
    path("group/", PlaceChosen.as_view(), name="group_chosen"),
    path("new/", deeds.Admit.as_view(), name="admit"),
    path("files/", files.Files.as_view(), name="files"),
    path("files/template/", files.Template.as_view(), name="template"),
    path("files/<uuid:admission_file_uuid>/", files.FilePage.as_view(), name="file"),
    path("files/<uuid:admission_file_uuid>/correct/", files.CorrectFile.as_view(), name="correct"),
    path("files/<uuid:admission_file_uuid>/workbook/", files.TakeAway.as_view(), name="take_away"),
    path("files/<uuid:admission_file_uuid>/confirm/", files.ConfirmFile.as_view(), name="confirm"),
    path("files/<uuid:admission_file_uuid>/cancel/", files.CancelFile.as_view(), name="cancel"),
    path("<uuid:admission_uuid>/", stays.Stay.as_view(), name="stay"),
    path("<uuid:admission_uuid>/outlook/", Outlook.as_view(), name="outlook"),
    path("<uuid:admission_uuid>/forecast/", stays.ChangeForecast.as_view(), name="forecast"),
    path("<uuid:admission_uuid>/facts/", CorrectFacts.as_view(), name="facts"),
    path("<uuid:admission_uuid>/person-facts/", CorrectPerson.as_view(), name="person_facts"),
    path("<uuid:admission_uuid>/group/", PlaceStay.as_view(), name="group"),
    path("<uuid:admission_uuid>/fitness/", stays.SayFitness.as_view(), name="fitness"),
    path("<uuid:admission_uuid>/consent/", stays.SayConsent.as_view(), name="consent"),
    path("<uuid:admission_uuid>/end/", stays.EndStay.as_view(), name="end"),
    path("<uuid:admission_uuid>/identity/", stays.LateIdentity.as_view(), name="identity"),
    path("<uuid:admission_uuid>/transfer/", stays.MoveStay.as_view(), name="transfer"),
]


def menu_item() -> MenuItem:
    """Return the item that leads registrars to the list."""
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Admission"),
        reverse("admissions:index"),
        name="admissions",
        icon_name="group",
        order=141,
    )
