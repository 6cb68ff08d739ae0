"""The landing page, and the home page that fits who signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certificates.api import count_of, has_findings
from lms.auditing.api import has_broken_chain
from lms.core import clock
from lms.core.access import Public, Roles, SignedIn, access
from lms.core.enums import Role
from lms.portal.employer_waiting import waiting_page
from lms.portal.staff_home import areas_of, roles_text, waiting_for
from lms.portal.trainee_home import trainee_home
from lms.portal.trainee_timetable import timetable_page

CALLERS = {Role.PLACEMENT_OFFICER, Role.STATION_WORKER}


@access(Public)
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, and lead to sign-in, programmes and verification."""
    return render(request, "portal/landing.html")


@access(SignedIn)
def home(request: HttpRequest) -> HttpResponse:
    """Show the trainee's page, or the desks of staff and employers."""
    roles = request.user.held_roles()  # type: ignore[union-attr]
    if Role.TRAINEE in roles:
        context = trainee_home(request.user, now=clock.now())  # type: ignore[arg-type]
        return render(request, "portal/trainee_home.html", context)
    if Role.EMPLOYER_APPLICANT in roles:
        return render(request, "portal/employer_waiting.html", waiting_page(request.user))  # type: ignore[arg-type]
    rings = bool(roles & {Role.ISSUING_OFFICER, Role.ADMINISTRATOR}) and has_findings()
    breaks = bool(roles & {Role.AUDITOR, Role.ADMINISTRATOR}) and has_broken_chain()
    template = "portal/employer_home.html" if Role.EMPLOYER in roles else "portal/staff_home.html"
    return render(
        request,
        template,
        {
            "areas": areas_of(roles),
            "roles_text": roles_text(roles),
            "rings": rings,
            "breaks": breaks,
            "marks": Role.ASSESSOR in roles,
            **waiting_for(request.user, roles, now=clock.now()),  # type: ignore[arg-type]
            "calls": count_of(request.user, today=clock.local_date(clock.now())) if roles & CALLERS else None,  # type: ignore[arg-type]
        },
    )


@access(Roles(Role.TRAINEE))
def timetable(request: HttpRequest) -> HttpResponse:
    """Show a trainee's own classes of a week, to look at and to print."""
    asked = request.GET.get("day", "")
    week = timetable_page(request.user, asked, now=clock.now())  # type: ignore[arg-type]
    return render(request, "portal/trainee_timetable.html", {"week": week})
