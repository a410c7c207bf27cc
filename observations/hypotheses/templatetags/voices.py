"""How pages name who said something, and what a silence is called; `silence_name` says the segment too, and `excerpt:80` a typed
text as one plain line.
"""
from django import template
from django.utils.translation import gettext as _

from project import markup

register = template.Library()
register.filter("excerpt", markup.excerpt)


@register.filter
def voice(said):
    """Who said it: name and trade, or « someone » when that is not known."""
    name = said.author_alias or _("someone, without a name")
    trade = getattr(said, "trade", "")
    return f"{name}, {trade}" if trade else name


@register.filter
def silence_name(silence):
    """The label of a silence, with its segment when it is about one."""
    if not silence.segment_by:
        return silence.label
    return _("%(label)s (%(by)s: %(value)s)") % {
        "label": silence.label, "by": silence.segment_by, "value": silence.segment_value
    }  # fmt: skip
