"""A rate as people read it: a whole percentage, in the language of the page."""
from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(rate):
    """“75 %” of a rate as content.py keeps it; a dash when there is none, a word when the mask hides it."""
    if not rate:
        return "–"
    if "rate" not in rate:
        return _("hidden, too few customers")
    return _("%(number)s%%") % {"number": number_format(rate["rate"] * 100, 0)}
