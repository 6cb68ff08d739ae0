"""Two tabs at one thing: what was moved or written meanwhile is told, and nothing is written over unseen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lms.core.audit import reason_in_words
from lms.core.models import AuditEntry
from lms.delivery.models import ClassSession, CohortMember, SessionChange
from tests.delivery.classdesk.test_timetable_pages import text_of
from tests.factories.organisations import a_room
from tests.factories.teaching import MONDAY, NINE, Said, join, mark, planned

pytestmark = pytest.mark.django_db


class TestASessionThatIsMoved:
    @pytest.fixture
    def row(self, group):
        return planned(group)[0]

    @pytest.fixture
    def url(self, row):
        return reverse("timetable:move", args=[row.uuid])

    def sent(self, page, day, reason="考试"):
        """Return what a page that was opened before sends."""
        return {**page.context["form"].initial, "day": day, "reason": reason}

    def test_a_page_of_before_is_told_who_moved_it_to_when(self, office, signed, group, row, url):
        first, second = office.get(url), office.get(url)
        assert office.post(url, self.sent(first, "2026-06-03")).status_code == 302
        stale = office.post(url, self.sent(second, "2026-06-02", "停电"))
        assert stale.status_code == 422
        html = text_of(stale)
        assert f"{signed[0][1].display_name} changed this session at" in html
        assert (
            f"It stands at 2026-06-03 09:00, {group.room.name}, {group.instructor.display_name} now" in html
        )
        row.refresh_from_db()
        assert f"{row.begins_at:%Y-%m-%d}" == "2026-06-03"
        # What was told has been seen: whoever sends it once more means it.
        again = {**self.sent(second, "2026-06-02", "停电"), "seen": stale.context["form"].data["seen"]}
        assert office.post(url, again).status_code == 302
        row.refresh_from_db()
        assert f"{row.begins_at:%Y-%m-%d}" == "2026-06-02"

    def test_the_page_after_it_takes_it_back(self, office, row, url):
        sent = self.sent(office.get(url), "2026-06-03")
        after = office.post(url, sent, follow=True)
        assert after.redirect_chain[-1][0] == reverse("timetable:changed", args=[sent["batch"]])
        html = text_of(after)
        assert "The session is moved." in html
        assert "Take this change back" in html
        office.post(after.redirect_chain[-1][0], {"undo": after.context["undo"]})
        row.refresh_from_db()
        assert f"{row.begins_at:%Y-%m-%d}" == "2026-06-01"


class TestManySessions:
    """The list and the page of the deed carry what was seen of each session."""

    @pytest.fixture
    def rows(self, group):
        return planned(group, last=MONDAY + timedelta(weeks=2))

    def ticked(self, office):
        """Return what the list sends with everything ticked."""
        page = office.get(reverse("timetable:sessions"), {"first": "2026-06-01"}).context["page"]
        return [f"{row.uuid}~{row.stands}" for row in page]

    def chosen(self, office, ticked, name="cancel"):
        return office.post(reverse(f"timetable:{name}"), {"session": ticked})

    def send(self, office, shown, name="cancel", **said):
        values = [f"{row.uuid}~{row.stands}" for row in shown.context["rows"]]
        batch = shown.context["form"]["batch"].value()
        sent = {"session": values, "batch": batch, "reason": "停电", **said}
        return office.post(reverse(f"timetable:{name}"), sent)

    def move(self, office, row):
        url = reverse("timetable:move", args=[row.uuid])
        form = office.get(url).context["form"]
        assert office.post(url, {**form.initial, "day": "2026-06-03", "reason": "考试"}).status_code == 302

    def test_a_list_of_before_is_told_on_the_page_of_the_deed(self, office, signed, group, rows):
        ticked = self.ticked(office)
        assert not self.chosen(office, ticked).context["changed"]
        self.move(office, rows[0])
        html = text_of(self.chosen(office, ticked))
        assert f"{group.cohort.code} 2026-06-03 09:00: Moved by {signed[0][1].display_name} at" in html
        assert html.count("Moved by") == 1

    @pytest.mark.parametrize("name", ["cancel", "replace"])
    def test_the_deed_is_refused_by_name_and_nothing_is_half_done(self, office, group, rows, name):
        room = {"room": str(a_room(group.cohort.site).uuid)} if name == "replace" else {}
        shown = self.chosen(office, self.ticked(office), name)
        self.move(office, rows[1])
        stale = self.send(office, shown, name, **room)
        assert stale.status_code == 422
        html = text_of(stale)
        assert "1 of these sessions was changed after you had opened the page." in html
        assert f"{group.cohort.code} 2026-06-03 09:00: Moved by" in html
        kept = ClassSession.objects.filter(state="planned", room=group.room)
        assert kept.count() == 3
        # What was told has been seen.
        assert self.send(office, stale, name, **room).status_code == 302
        assert kept.count() == 0

    def test_who_forgot_the_reason_is_told_too_what_changed_meanwhile(self, office, group, rows):
        shown = self.chosen(office, self.ticked(office))
        self.move(office, rows[1])
        answer = self.send(office, shown, reason="")
        assert answer.status_code == 422
        assert f"{group.cohort.code} 2026-06-03 09:00: Moved by" in text_of(answer)

    def test_what_somebody_cancelled_meanwhile_is_told_too(self, office, rows):
        first, second = (self.chosen(office, self.ticked(office)) for _time in range(2))
        assert self.send(office, first).status_code == 302
        assert text_of(self.send(office, second)).count("Cancelled by") == 3

    def test_a_register_that_was_begun_meanwhile_is_named(self, office, group, rows, clock):
        shown = self.chosen(office, self.ticked(office))
        clock(NINE + timedelta(hours=9))
        mark(rows[0], (group.people[0], Said("present")))
        html = text_of(self.send(office, shown))
        assert "already kept" in html
        assert f"<li>{group.cohort.code} 2026-06-01 09:00</li>" in html
        assert ClassSession.objects.filter(state="planned").count() == 3

    def test_one_that_was_taught_is_neither_offered_nor_taken_back(self, office, group, rows, clock):
        self.move(office, rows[0])
        change = SessionChange.objects.get(session=rows[0])
        page = reverse("timetable:changed", args=[change.batch])
        assert "Take this change back" in text_of(office.get(page))
        taught_at = NINE + timedelta(days=2, hours=9)
        clock(taught_at)
        mark(rows[0], (group.people[0], Said("present")), now=taught_at)
        assert "Take this change back" not in text_of(office.get(page))
        html = text_of(office.get(reverse("timetable:sessions"), {"first": "2026-06-01"}))
        offered = [f'value="{row.uuid}~' in html for row in rows]
        assert offered == [False, True, True]
        assert reverse("timetable:session", args=[rows[0].uuid]) in html


def test_the_page_of_a_session_that_was_taught_offers_no_change_and_says_why(office, group, clock):
    row = planned(group)[0]
    page = reverse("timetable:session", args=[row.uuid])
    move = reverse("timetable:move", args=[row.uuid])
    assert move in office.get(page).content.decode()
    clock(NINE + timedelta(hours=9))
    mark(row, (group.people[0], Said("present")))
    html = office.get(page).content.decode()
    assert move not in html
    assert reverse("timetable:cancel") not in html
    assert "what has been taught is not moved" in html


class TestADayOfLeaving:
    @pytest.fixture
    def url(self, group):
        return reverse("cohorts:leave", args=[group.members[0].uuid])

    def leaves(self, office, url, day):
        return office.post(url, {**office.get(url).context["form"].initial, "left_on": day, "reason": "转走"})

    def test_the_day_that_stands_is_shown_and_the_page_says_what_it_does(self, office, group, url):
        fresh = text_of(office.get(url))
        assert "End the membership" in fresh
        assert self.leaves(office, url, "2026-07-01").status_code == 302
        page = office.get(url)
        assert page.context["form"].initial["left_on"] == date(2026, 7, 1)
        html = text_of(page)
        assert "Change the day of leaving" in html
        assert "End the membership" not in html
        assert "Let the person join again from 2026-07-01 on" in html
        later = self.leaves(office, url, "2026-07-10")
        assert later.status_code == 422
        assert "Only an earlier day" in text_of(later)

    def test_a_coded_reason_stays_unless_another_one_is_written(self, office, group, url):
        stay = group.members[0]
        CohortMember.objects.filter(pk=stay.pk).update(left_on=date(2026, 7, 1), left_because="released")
        page = office.get(url)
        assert "Left the site" in text_of(page)
        sent = {**page.context["form"].initial, "left_on": "2026-06-25", "reason": " "}
        told = text_of(office.post(url, sent, follow=True))
        assert "from 2026-06-25 on. The reason stays: Left the site." in told
        stay.refresh_from_db()
        assert (stay.left_on, stay.left_because) == (date(2026, 6, 25), "released")
        # The trail keeps the code, and each reader's language names it.
        entry = AuditEntry.objects.get(action="delivery.leave_cohort")
        assert (entry.reason, reason_in_words(entry)) == ("released", "已离所")
        again = {**office.get(url).context["form"].initial, "left_on": "2026-06-20", "reason": "转班"}
        told = text_of(office.post(url, again, follow=True))
        assert "The reason is another one now: 转班 (before: Left the site)." in told
        stay.refresh_from_db()
        assert stay.left_because == "转班"

    def test_without_a_day_a_reason_is_asked_for(self, office, group, url):
        sent = {**office.get(url).context["form"].initial, "left_on": "2026-06-25", "reason": " "}
        assert office.post(url, sent).status_code == 422

    def test_who_stays_longer_joins_again_as_the_page_says(self, office, group, url):
        self.leaves(office, url, "2026-07-01")
        way = office.get(url).context["way"].url
        assert str(group.people[0].uuid) in office.get(way).content.decode()
        join(group.cohort, group.people[0], on=date(2026, 7, 1))
        stays = CohortMember.objects.filter(enrolment=group.people[0]).order_by("joined_on")
        assert [(row.joined_on, row.left_on) for row in stays] == [
            (MONDAY, date(2026, 7, 1)),
            (date(2026, 7, 1), None),
        ]

    def test_a_page_of_before_is_told_the_day_that_was_written(self, office, group, url):
        stale = {**office.get(url).context["form"].initial, "left_on": "2026-06-20", "reason": "转走"}
        self.leaves(office, url, "2026-07-01")
        refused = office.post(url, stale)
        assert refused.status_code == 422
        assert "Meanwhile somebody wrote 2026-07-01 as the first day without the person." in text_of(refused)
        stay = group.members[0]
        stay.refresh_from_db()
        assert stay.left_on == date(2026, 7, 1)
        again = {**stale, "seen": refused.context["form"].data["seen"]}
        assert office.post(url, again).status_code == 302
        stay.refresh_from_db()
        assert stay.left_on == date(2026, 6, 20)


class TestSessionsThatRestOnAQualification:
    @pytest.fixture
    def held(self, group):
        planned(group, last=MONDAY + timedelta(weeks=3))
        return group.instructor.teaching_qualifications.get()

    def test_those_to_come_are_counted_and_lead_to_their_list(self, office, group, held, clock):
        clock(NINE + timedelta(weeks=1, hours=9))  # two of the four have been held
        url = reverse("cohorts:end_teaching", args=[held.uuid])
        refused = office.post(url, {"valid_until": "2026-05-31"})
        assert "2 planned sessions after that day rest on it" in text_of(refused)
        way = refused.context["way"].url
        shown = office.get(way)
        assert "2 sessions" in text_of(shown)
        assert held.title in text_of(shown)

    def test_those_that_were_held_name_the_first_possible_day(self, office, group, held, clock):
        clock(NINE + timedelta(weeks=3, hours=9))
        url = reverse("cohorts:end_teaching", args=[held.uuid])
        refused = office.post(url, {"valid_until": "2026-06-08"})
        words = "2 sessions after that day have been held on it. The first possible day is 2026-06-22."
        assert words in text_of(refused)
        assert office.post(url, {"valid_until": "2026-06-22"}).status_code == 302

    def test_the_list_until_a_day_begins_with_the_first_day_of_the_qualification(self, office, held):
        held.valid_from = MONDAY
        held.save(update_fields=["valid_from"])
        shown = office.get(reverse("timetable:sessions"), {"resting": held.uuid, "last": MONDAY})
        assert [row.begins_at for row in shown.context["page"]] == [NINE]
