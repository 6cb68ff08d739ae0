"""What pages of the editor's interface get for their author alone."""

from django import template
from django.utils.crypto import salted_hmac

from lms.accounts.api import User

register = template.Library()


@register.simple_tag
def key_of_kept_text(author: User) -> str:
    """Return the AES key (64 hex digits) that seals what this author wrote while the browser keeps it.

    The same at every sign-in until the secret of the platform changes; js/authoring/kept-text.js uses it.
    """
    return salted_hmac("courses.pages.kept_text", str(author.uuid), algorithm="sha256").hexdigest()
