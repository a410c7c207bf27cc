from django.apps import AppConfig


class BacklogConfig(AppConfig):
    name = "workshops.backlog"
