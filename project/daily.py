"""What a server does once a day by itself, such as forgetting what retention says is over: the functions of settings.DAILY.

Background tasks carry it out (`serve`, or `manage.py db_worker`); each turn asks for the next one before it works, so that a
chore that fails today is tried again tomorrow.
"""
import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)


@task()
def do_chores():
    """Call each chore with today's date; one that fails is logged and stops no other."""
    see_to_it(timezone.now() + timedelta(days=1))
    for path in settings.DAILY:
        try:
            import_string(path)(today=timezone.localdate())
        except Exception:
            logger.exception("the daily chore %s failed; it is tried again tomorrow", path)


def see_to_it(at=None):
    """Have the chores done, now or at a moment, unless a turn waits already."""
    if not DBTaskResult.objects.filter(task_path=do_chores.module_path, status="READY").exists():
        (do_chores.using(run_after=at) if at else do_chores).enqueue()
