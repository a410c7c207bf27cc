"""An effect in a template: its drawing with a text equivalent, and its words."""
from django import template

from workshops.backlog import wording

register = template.Library()


@register.inclusion_tag("workshops/backlog/_effect.html")
def effect_of(action, effect, strip, name=""):
    """The drawing, figures, verdict and obstacle of one effect; `name` makes the fragment's id unique on a page."""
    return {
        "id": name or action.uuid,
        "strip": strip,
        "sentence": wording.sentence(effect, action),
        "figures": wording.figures(effect),
        "target": wording.target(action),
        "verdict": wording.verdict(effect, action),
        "tag": wording.tag(effect),
        "reason": wording.reason(effect),
        "effect": effect,
    }
