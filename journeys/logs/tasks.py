"""Background work of logs: the import, in a thread of the server or in a worker."""
from django_tasks import task

from . import running
from .models import EventLog


@task()
def carry_out_import(log_uuid):
    """Import the log if it still waits; otherwise do nothing. Safe to run twice."""
    log = EventLog.objects.select_related("space", "source").filter(uuid=log_uuid).first()
    if log is not None:
        running.carry_out(log)
