"""Who may do what to a grid template: pure questions. `who` is a Member."""
from .nodes import MAJOR


def can_write(who, space):
    """Make a template, take one in, write its draft, make a variant."""
    return who.space == space and who.at_least("facilitator")


def can_publish(who, template, size, in_use):
    """Publish a version; a critical step (MAJOR, while answers stand on earlier versions) is for those who keep the method."""
    return can_write(who, template.space) and (size != MAJOR or not in_use or who.at_least("guardian"))


def can_ask(who, template):
    """Ask for a change: anyone of the space."""
    return who.space == template.space
