"""Marks words that people wrote in Chinese where the page speaks another language."""

from django import template

from lms.core.language import marked_chinese

register = template.Library()
register.filter("marked_chinese", marked_chinese)
