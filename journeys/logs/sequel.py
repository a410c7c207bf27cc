"""What the house does by itself once a log is imported: the functions of settings.AFTER_IMPORT, of subjects that logs know not.

The import is over by then and stays, whatever happens here: what fails is logged, and takes nothing from anybody.
"""
import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def follow(log, wait=False):
    """Call each function with a ready log (and `wait`: whether to have it done now); {name: what it answers}. Safe to repeat."""
    answers = {}
    for name, path in settings.AFTER_IMPORT.items():
        try:
            answers[name] = import_string(path)(log=log, wait=wait)
        except Exception:
            logger.exception("%s failed after the import of %s, which stays", path, log.uuid)
            answers[name] = []
    return answers
