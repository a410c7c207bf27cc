"""`date`, in place of Django's: it writes the first of a month as French says it."""
from django import template
from django.template.defaultfilters import date as as_django_writes_it

from project.dates import as_said

register = template.Library()


@register.filter(expects_localtime=True)
def date(value, wanted=None):
    return as_said(as_django_writes_it(value, wanted))
