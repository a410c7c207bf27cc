"""Names in a restitution, as its reader may see them."""
from django import template

register = template.Library()


@register.filter
def owner_of(found, action):
    """Who owns an action: a name, a trade, or nothing."""
    return found.names.owner(action)
