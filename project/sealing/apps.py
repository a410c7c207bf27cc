from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SealingConfig(AppConfig):
    name = "project.sealing"

    def ready(self):
        from .triggers import create_after_migrate

        # The one signal of the house: SQLite forgets triggers whenever a migration rebuilds a table.
        post_migrate.connect(create_after_migrate, sender=self, dispatch_uid="sealing.triggers")
