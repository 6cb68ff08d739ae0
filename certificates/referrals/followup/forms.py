"""Forms of follow-up; they check shape only."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from certificates.referrals.followup import rules
from certificates.referrals.followup.models import (
    AnswerWay,
    ContactMode,
    ContactResult,
    FollowUpAnswer,
    Help,
    StudyTold,
    WorkTold,
)
from certificates.referrals.followup.operations import ContactForm, NewContact
from certificates.referrals.followup.rules import Result, Said
from certificates.referrals.outcomes.models import EvidenceGrade, ExitReason, OutcomeKind, Reporter, ReportWay
from certificates.referrals.outcomes.operations import NewOutcome
from certificates.referrals.outcomes.rules import LONGEST_EMPLOYER, Grade, Kind
from certificates.referrals.wishes.words import occupation_titles
from lms.core.clock import local_date, now
from lms.core.ids import new_uuid
from lms.core.unseen import as_one_line

NOTHING_TOLD = ("", pgettext_lazy("told", "Not told"))


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), localize=False
    )


class ListForm(forms.Form):
    """What the list is narrowed to."""

    bucket = forms.ChoiceField(
        label=_("Due"),
        choices=[
            ("", pgettext_lazy("due", "All")),
            ("overdue", _("Overdue")),
            ("today", _("Today")),
            ("coming", _("Coming")),
        ],
        required=False,
    )
    district = forms.TypedChoiceField(label=pgettext_lazy("follow-up", "District"), required=False)
    officer = forms.TypedChoiceField(label=_("Officer"), required=False)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=100, required=False)


class NumbersForm(forms.Form):
    """Whom to call, and in which district."""

    district = forms.ChoiceField(label=_("District of the address"))
    phone = forms.CharField(label=_("Telephone"), max_length=rules.LONGEST_PHONE, required=False)
    others = forms.CharField(
        label=_("Who else may be called"),
        help_text=_("Name and number; only whom the person names."),
        max_length=rules.LONGEST_OTHERS,
        required=False,
    )
    wants_legal_aid = forms.BooleanField(label=_("Wants a legal-aid contact"), required=False)

    def __init__(self, *arguments: Any, districts: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.by_uuid = {str(row.uuid): row.uuid for row in districts}
        choices = [(str(row.uuid), row.name) for row in districts]
        self.fields["district"].choices = choices  # type: ignore[attr-defined]

    def contact_form(self, *, released_date: date, agrees: bool) -> ContactForm:
        """Return what the valid form says, with the day and the answer that it rests on."""
        kept = self.cleaned_data
        return ContactForm(
            released_date=released_date,
            district_uuid=self.by_uuid[kept["district"]],
            agrees=agrees,
            phone=as_one_line(kept["phone"]),
            others=as_one_line(kept["others"]),
            wants_legal_aid=kept["wants_legal_aid"],
        )


class ChangeForm(NumbersForm):
    """Another number, or another district."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)


class ReleaseForm(NumbersForm):
    """The contact form on the day of release; `answer` is what the person has said before, if anything."""

    released_date = day_field(_("Last day here"))
    agrees = forms.ChoiceField(
        label=_("The person's own answer"),
        widget=forms.RadioSelect,
        help_text=_("Whoever does not agree loses nothing. Only the answer is kept then."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)
    field_order = ("released_date", "agrees")

    def __init__(self, *arguments: Any, answer: FollowUpAnswer | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["agrees"].choices = answer_choices(answer)  # type: ignore[attr-defined]

    def said(self) -> ContactForm:
        """Return what the valid form says."""
        kept = self.cleaned_data
        return self.contact_form(released_date=kept["released_date"], agrees=kept["agrees"] == "yes")


def answer_choices(answer: FollowUpAnswer | None) -> list[tuple[str, str]]:
    """Return what may be chosen: what was said at a terminal stands; without it, what is signed on paper."""
    if answer is None or answer.way != AnswerWay.TERMINAL:
        return [
            ("yes", _("Yes: signed on paper, as there was no terminal")),
            ("no", pgettext("follow-up", "No")),
        ]
    words = {"day": date_format(local_date(answer.at))}
    if not answer.agrees:
        return [("no", _("No, said at a terminal on %(day)s") % words)]
    return [
        ("yes", _("Yes, said at a terminal on %(day)s") % words),
        ("no", _("Takes the yes back today")),
    ]


class ContactFormFields(forms.Form):
    """One call or visit."""

    mode = forms.ChoiceField(label=_("How"), choices=ContactMode.choices, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=_("What came of it"), choices=ContactResult.choices, widget=forms.RadioSelect
    )
    contact_date = day_field(pgettext_lazy("contact", "Day"))
    work = forms.ChoiceField(label=_("Work"), choices=[NOTHING_TOLD, *WorkTold.choices], required=False)
    study = forms.ChoiceField(label=_("Study"), choices=[NOTHING_TOLD, *StudyTold.choices], required=False)
    wanted = forms.MultipleChoiceField(
        label=_("Help wanted"), choices=Help.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    given = forms.MultipleChoiceField(
        label=_("Help given"), choices=Help.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Few words"),
        help_text=_("Nothing of health, tests or the past."),
        max_length=rules.LONGEST_NOTE,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["contact_date"].widget.attrs["max"] = local_date(now()).isoformat()

    def contact(self, follow_up_uuid: Any) -> NewContact:
        """Return what the valid form says."""
        kept = self.cleaned_data
        said = Said(
            result=Result(kept["result"]),
            work=kept["work"],
            study=kept["study"],
            wanted=tuple(kept["wanted"]),
            given=tuple(kept["given"]),
            note=as_one_line(kept["note"]),
        )
        return NewContact(follow_up_uuid, kept["mode"], kept["contact_date"], said, kept["seen"])


class HandOverForm(forms.Form):
    """To whom, and why."""

    to_user = forms.ChoiceField(label=_("New officer"))
    reason = forms.CharField(label=_("Reason"), max_length=rules.LONGEST_REASON)

    def __init__(self, *arguments: Any, users: Any = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [(str(row.uuid), row.display_name) for row in users]
        self.fields["to_user"].choices = choices  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """A fact about work or study."""

    kind = forms.ChoiceField(label=_("What happened"), choices=[("", "–"), *OutcomeKind.choices])
    day = day_field(pgettext_lazy("outcome", "Day"))
    employer = forms.ChoiceField(label=_("Employer"), required=False)
    employer_name = forms.CharField(
        label=_("Another employer, by name"),
        help_text=_("Only where it is not in the list above."),
        max_length=LONGEST_EMPLOYER,
        required=False,
    )
    occupation = forms.ChoiceField(label=_("Kind of work"), required=False)
    exit_reason = forms.ChoiceField(
        label=_("Why it ended"), choices=[("", "–"), *ExitReason.choices], required=False
    )
    grade = forms.ChoiceField(label=_("Evidence"), choices=EvidenceGrade.choices)
    reporter = forms.ChoiceField(label=_("Who said it"), choices=[("", "–"), *Reporter.choices])
    way = forms.ChoiceField(label=_("By which way"), choices=[("", "–"), *ReportWay.choices])
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *arguments: Any, employers: Any = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        nobody, unknown = ("", pgettext("employer", "Not in the list")), ("", pgettext("work", "Not known"))
        self.fields["employer"].choices = [nobody, *((str(one.uuid), one.name) for one in employers)]  # type: ignore[attr-defined]
        self.fields["occupation"].choices = [unknown, *occupation_titles().items()]  # type: ignore[attr-defined]

    def fact(self) -> NewOutcome:
        """Return what the valid form says."""
        kept = self.cleaned_data
        return NewOutcome(
            kind=Kind(kept["kind"]),
            day=kept["day"],
            grade=Grade(kept["grade"]),
            reporter=kept["reporter"],
            way=kept["way"],
            employer_uuid=UUID(kept["employer"]) if kept["employer"] else None,
            occupation=kept["occupation"],
            employer_name=as_one_line(kept["employer_name"]),
            exit_reason=kept["exit_reason"],
        )


class CorrectionForm(OutcomeForm):
    """What stands instead of a fact, or that there was nothing of the kind; with the reason."""

    is_void = forms.BooleanField(label=_("There was nothing of the kind"), required=False)
    reason = forms.CharField(label=_("Reason of the correction"), max_length=200)
