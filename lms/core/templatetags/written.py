"""Marks words that people wrote in Chinese where the page speaks another language."""

from django import template

from lms.core.language import as_written

register = template.Library()
register.filter("as_written", as_written)
