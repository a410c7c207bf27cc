"""Judging effects in the background, for whoever has just made a reading ready."""
from django_tasks import task

from project.spaces.models import Space

from . import actions


@task()
def measure(space_id=None):
    """Judge every pending effect of one space (its primary key), or of all; returns how many were made."""
    space = Space.objects.get(pk=space_id) if space_id is not None else None
    return len(actions.measure_pending(space=space))
