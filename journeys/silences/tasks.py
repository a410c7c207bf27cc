"""Background work of silences: counting, in a thread of the server or in a worker."""
from django_tasks import task

from . import computing
from .models import Reading


@task()
def carry_out_reading(reading_uuid):
    """Compute the reading if it still waits. Safe to run twice."""
    reading = Reading.objects.select_related("space", "log", "version").filter(uuid=reading_uuid).first()
    if reading is not None:
        computing.carry_out(reading)
