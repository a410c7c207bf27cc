"""Python imports this by itself when the folder is on its path: the process then lives one hour ago."""
import datetime
import time

HOUR = 3600
right, now = time.time, datetime.datetime.now
time.time = lambda: right() - HOUR


class Skewed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return now(tz) - datetime.timedelta(seconds=HOUR)

    @classmethod
    def utcnow(cls):
        return now(datetime.UTC).replace(tzinfo=None) - datetime.timedelta(seconds=HOUR)


datetime.datetime = Skewed
