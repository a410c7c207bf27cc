"""`date`, in place of Django's: the first of a month as French says it; `lasting`: minutes, as people say how long."""
from django import template
from django.template.defaultfilters import date as as_django_writes_it

from project.dates import as_said, lasting

register = template.Library()
register.filter(lasting)


@register.filter(expects_localtime=True)
def date(value, wanted=None):
    return as_said(as_django_writes_it(value, wanted))
