"""Marks in templates, in one form everywhere."""

from django import template

from lms.core.numbers import plain

register = template.Library()
register.filter("plain", plain)
