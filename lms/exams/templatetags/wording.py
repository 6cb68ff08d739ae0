"""Names with what is said of them, as the language writes it."""

from django import template

from lms.core.sentences import said_of

register = template.Library()
register.filter("said_of", said_of)
