"""Says in words with what somebody signed in."""

from django import template

from lms.accounts.devices import device_text

register = template.Library()
register.filter("device", device_text)
