"""What the forms of practice send besides the answer itself."""

from uuid import UUID

from django import forms

from lms.core.ids import new_uuid


class AnswerForm(forms.Form):
    """Which item is answered, and the key that its form was given."""

    item = forms.SlugField(max_length=40)
    form_key = forms.UUIDField()


class KeyForm(forms.Form):
    """The key of a form; one that comes without a usable key is like no other."""

    form_key = forms.UUIDField()

    def key(self) -> UUID:
        """Return the form's key, or a new one."""
        return self.cleaned_data["form_key"] if self.is_valid() else new_uuid()
