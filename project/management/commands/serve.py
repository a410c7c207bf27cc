"""Serve HTTP and sockets. One process does everything; several need Redis, PostgreSQL and `manage.py db_worker` beside them."""
import os
import threading

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection
from django_tasks_db.models import DBTaskResult

from project import daily
from project.network import lan_address
from project.spaces.actions import print_setup_code

HTTP = "h11"  # it refuses endless headers; httptools, a little faster, would keep all of them in memory
EMBEDDED = "embedded"  # the worker id of the thread below


class Command(BaseCommand):
    help = "Run the server."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="0.0.0.0")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--no-tasks", action="store_true", help="leave background tasks to manage.py db_worker")

    def handle(self, host, port, workers, no_tasks, **options):
        refuse_unsafe(workers)
        give_away(port)
        self.say_where(port)
        daily.see_to_it()
        tasks = None if no_tasks or workers > 1 else EmbeddedTasks()
        try:
            uvicorn.run(
                "project.asgi:application", host=host, port=port, workers=workers, lifespan="off", access_log=False, http=HTTP,
                log_level="warning", ws="project.live.wire:WireProtocol", ws_max_size=64 * 1024, ws_per_message_deflate=False,
                timeout_graceful_shutdown=5, server_header=False,
            )
        finally:
            if tasks:
                tasks.stop()

    def say_where(self, port):
        self.stdout.write(f"\nSilences: http://localhost:{port}/")
        if not settings.BASE_URL and "127.0.0.1" not in settings.LAN_URL:
            self.stdout.write(f"On this network (phones, QR codes): {settings.LAN_URL}/")
        if code := print_setup_code():
            self.stdout.write(f"First administrator: open the address above and type this code: {code}")
        self.stdout.flush()


def give_away(port):
    """QR codes and links name the port that is served, whichever way it was chosen; worker processes read it anew."""
    os.environ["PORT"] = str(port)
    settings.LAN_URL = f"http://{lan_address()}:{port}"


def refuse_unsafe(workers):
    """Several processes without Redis would not hear each other; SQLite without fsync would lose what it acknowledged."""
    if workers > 1 and not settings.REDIS_URL:
        raise CommandError("Several processes need REDIS_URL: without it a room reaches only one of them. Set it, or use one.")
    if workers > 1 and connection.vendor == "sqlite":
        raise CommandError("Several processes need PostgreSQL: set DATABASE_URL, or use one.")
    if connection.vendor == "sqlite" and settings.SQLITE_SYNCHRONOUS != "FULL":
        raise CommandError("SQLITE_SYNCHRONOUS is for tests: what is acknowledged must survive a power cut. Unset it.")


class EmbeddedTasks:
    """Background tasks in a thread of this process."""

    def __init__(self):
        from django_tasks_db.management.commands.db_worker import Worker

        # Whatever this thread was running when the last process died is ready again.
        DBTaskResult.objects.filter(status="RUNNING", worker_ids=[EMBEDDED]).update(status="READY", worker_ids=[])
        self.worker = Worker(
            queue_names=["*"], interval=0.5, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=EMBEDDED, excluded_queue_names=[],
        )
        self.thread = threading.Thread(target=self.worker.run, name="tasks", daemon=True)
        self.thread.start()

    def stop(self):
        self.worker.running = False
        self.thread.join(5)
