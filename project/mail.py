"""Whether mail leaves this server.

Until whoever runs it names a mail server, letters are printed on the console and reach nobody: pages say so.
"""
from django.conf import settings

NOWHERE = ("console", "dummy")  # backends of Django that give letters to nobody


def leaves():
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE
