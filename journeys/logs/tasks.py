"""Background work of logs: the import and what follows it, in a thread of the server or in a worker."""
import time

from django_tasks import task

from . import running, sequel
from .models import STALLED_AFTER, EventLog

LOOK_EVERY = 1  # seconds


@task()
def carry_out_import(log_uuid):
    """Import the log if it still waits, then what follows an import; otherwise do nothing. Safe to run twice.

    After a restart the task runs again while the log still says that it is being imported: once its last sign of life is old
    enough, nobody is at work any more, and the import begins again. If there are newer signs, somebody is: nothing to do.
    """
    log = _find(log_uuid)
    last = log and log.heartbeat_at
    for _look in range(STALLED_AFTER // LOOK_EVERY + 5):
        if log is None or running.carry_out(log) is not None or log.status != "importing" or log.heartbeat_at != last:
            break
        time.sleep(LOOK_EVERY)
        log = _find(log_uuid)
    if ready := EventLog.objects.ready().filter(uuid=log_uuid).select_related("space", "created_by__user").first():
        sequel.follow(ready)


def _find(log_uuid):
    return EventLog.objects.select_related("space", "source").filter(uuid=log_uuid).first()
