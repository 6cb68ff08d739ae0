"""Forms of people of employers; they check shape only."""

import re
from dataclasses import asdict, fields
from typing import Any

from allauth.account.forms import ResetPasswordForm, SignupForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.employers import mails, rules
from lms.accounts.employers.queries import has_account
from lms.accounts.employers.signing_up import NewAccount, begin_sign_up
from lms.accounts.errors import AddressTaken
from lms.accounts.models import User
from lms.accounts.queries import actor_of
from lms.core.clock import now
from lms.core.errors import InvalidInput
from lms.core.unseen import as_one_line, has_unseen, has_unseen_in_lines
from lms.organisations.api import EmployerContact, NewEmployer, checked_credit_code

_TWO_PARTS = re.compile(r"@[^@\[]+\.[^@.\]]{2,}$")


def _whole_address(value: str) -> None:
    """Refuse in one sentence what nobody can be written to; what a mail server calls its own machine is no address."""
    try:
        validate_email(value)
    except forms.ValidationError:
        whole = False
    else:
        whole = _TWO_PARTS.search(value) is not None
    if not whole:
        raise forms.ValidationError(_("Enter a whole e-mail address."), code="invalid")


class AddressField(forms.EmailField):
    """An e-mail address that a letter can go to."""

    default_validators = [_whole_address]


class LineField(forms.CharField):
    """One line of text, as it is kept."""

    def clean(self, value: Any) -> str:
        line = as_one_line(str(super().clean(value)))
        if has_unseen(line):
            raise forms.ValidationError(_("This holds a character that cannot be printed."))
        return line


class TextField(forms.CharField):
    """Several lines of text."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if has_unseen_in_lines(text):
            raise forms.ValidationError(_("This holds a character that cannot be printed."))
        return text


def _password(label: Any, **attrs: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password", **attrs})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget)


def _address() -> LineField:
    widget = forms.TextInput(attrs={"autocomplete": "street-address"})
    return LineField(label=gettext_lazy("Address"), max_length=rules.LONGEST_ADDRESS, widget=widget)


def _about() -> TextField:
    return TextField(
        label=gettext_lazy("What the organisation does"),
        max_length=rules.LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PhoneField(LineField):
    """A telephone number as people write it."""

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        if not rules.is_phone(number):
            raise forms.ValidationError(_("Enter a telephone number: digits, with spaces or hyphens."))
        return number


def _telephone() -> PhoneField:
    return PhoneField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("A placement officer calls to verify the organisation."),
        max_length=rules.LONGEST_PHONE,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class EmployerSignUpForm(SignupForm):
    """allauth's sign-up, for an organisation: whatever the address, the answer is the same."""

    name_zh = LineField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("As it stands on the business licence."),
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_en = LineField(label=gettext_lazy("English name"), max_length=rules.LONGEST_ENGLISH, required=False)
    credit_code = LineField(
        label=gettext_lazy("Unified social credit code"),
        help_text=gettext_lazy("18 digits and letters, from the business licence."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    address = _address()
    about = _about()
    contact = LineField(
        label=gettext_lazy("Your name"),
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone_number = _telephone()
    field_order = ("name_zh", "name_en", "credit_code", "address", "about", "contact", "phone_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password, again = (self.fields[name] for name in ("email", "password1", "password2"))
        email.label = _("Your e-mail address")
        email.help_text = _("You sign in with it. We send a link there.")
        email.validators = [_whole_address if one is validate_email else one for one in email.validators]
        email.widget.attrs = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        password.label, again.label = _("Password"), _("The same password once more")
        password.help_text = _("At least 10 characters, not a common one.")
        for field in (password, again):
            field.widget.attrs = {"autocomplete": "new-password"}

    def validate_unique_email(self, value: str) -> str:
        """Say nothing here: `try_save` answers the same for every address."""
        return value

    def clean_credit_code(self) -> str:
        try:
            return checked_credit_code(self.cleaned_data["credit_code"])
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Keep the sign-up and send the link; to who has an account, send word of that. The page is the same."""
        said = self.cleaned_data
        if mails.may_write_to(request, said["email"]):
            account = NewAccount(said["email"], said["contact"], said["password1"])
            try:
                address = begin_sign_up(
                    account=account, employer=self._employer(), actor=actor_of(request), now=now()
                )
                address.send_confirmation(request, signup=True)
            except AddressTaken:
                _account_exists(account)
        return None, HttpResponseRedirect(reverse("account_email_verification_sent"))

    def _employer(self) -> NewEmployer:
        said = self.cleaned_data
        return NewEmployer(
            name_zh=said["name_zh"],
            name_en=said["name_en"],
            credit_code=said["credit_code"],
            contact_person=said["contact"],
            contact_phone=said["phone_number"],
            address=said["address"],
            about=said["about"],
        )


class OrganisationForm(forms.Form):
    """How one's organisation is reached and what it does; name and code are a placement officer's."""

    address = _address()
    contact_person = LineField(label=gettext_lazy("Contact person"), max_length=rules.LONGEST_NAME)
    contact_phone = _telephone()
    about = _about()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any, *, stands: EmployerContact) -> None:
        super().__init__(data, initial={**asdict(stands), "seen": stands.digest()})
        self.fields["contact_phone"].help_text = ""

    def renew(self, stands: EmployerContact) -> None:
        """Let the form, of which was told what stands now, be sent once more."""
        self.data = self.data.copy()
        self.data["seen"] = stands.digest()

    def contact(self) -> EmployerContact:
        """Return what was typed."""
        return EmployerContact(
            **{field.name: self.cleaned_data[field.name] for field in fields(EmployerContact)}
        )


class NewPasswordForm(ResetPasswordForm):
    """allauth's, but for a sign-up that nobody confirmed: who owns the mailbox is not let into what another wrote."""

    users: list[User]

    def clean_email(self) -> str:
        email = str(super().clean_email())
        self.users = [user for user in self.users if not hasattr(user, "employer_sign_up")]
        return email


def _account_exists(account: NewAccount) -> None:
    """Tell the owner of the address, and nobody else; the letter of a sign-up at the same instant is on its way."""
    if has_account(account.email):
        mails.tell_account_exists(account.email)


class ConfirmForm(forms.Form):
    """The password of the sign-up: who gave another's address has no link, and who has the link not this."""

    password = forms.CharField(
        label=gettext_lazy("The password that you chose"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class InviteForm(forms.Form):
    """Who is invited."""

    email = AddressField(
        label=gettext_lazy("E-mail address of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_owner = forms.BooleanField(
        label=gettext_lazy("May also invite and remove colleagues (owner)"), required=False
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class JoinForm(forms.Form):
    """The account of somebody who was invited."""

    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = _password(gettext_lazy("Password"))
    password2 = _password(gettext_lazy("The same password once more"))

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        self.fields["password1"].help_text = _("At least 10 characters, not a common one.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        password = said.get("password1")
        if password is not None:
            someone = User(email=self._email, display_name=said.get("name", ""))
            try:
                validate_password(password, someone)
            except forms.ValidationError as error:
                self.add_error("password1", error)
            if password != said.get("password2"):
                self.add_error("password2", _("The two passwords are not the same. Type both again."))
        return said
