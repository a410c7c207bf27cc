from django.apps import AppConfig


class ReadbackConfig(AppConfig):
    name = "workshops.readback"
